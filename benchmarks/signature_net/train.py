"""How does the net learn, and how does it become a file that OpenCV runs? (needs torch and onnx: see README.md)

`python -m benchmarks.signature_net.train --windows DIR [DIR ...] --check DIR --out signature_net.onnx`
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch.nn.functional import binary_cross_entropy_with_logits

from benchmarks.signature_net.kept import LEFT_OUT, load

TOP_CELLS = 3
"""A window is signed as surely as its three surest cells on average: a speck is one cell."""
PEN_WEIGHT, WINDOW_WEIGHT = 2.0, 0.3
SMOOTHING = 0.005
EASY, EASY_SHARE = 0.02, 0.3
"""Windows with less loss at the last look are looked at again only so often."""
DECAY = 1e-4


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A convolution, with a ReLU after all but the last; `add` means that its input is added to its answer."""

    size: int
    channels: int
    stride: int = 1
    dilation: int = 1
    add: bool = False

    @property
    def pad(self) -> int:
        return self.dilation * (self.size // 2)


LAYERS = (
    Layer(size=5, channels=16, stride=2),
    Layer(size=3, channels=24, stride=2),
    Layer(size=3, channels=28),
    Layer(size=3, channels=64, stride=2),
    Layer(size=3, channels=64, add=True),
    Layer(size=3, channels=64, dilation=2, add=True),
    Layer(size=3, channels=64, dilation=4, add=True),
    Layer(size=3, channels=64, dilation=2, add=True),
    Layer(size=1, channels=1),
)
INPUTS = 8


def started() -> Any:
    """The layers' weights at their start."""
    layers, before = torch.nn.ModuleList(), INPUTS
    for layer in LAYERS:
        made = torch.nn.Conv2d(before, layer.channels, layer.size, layer.stride, layer.pad, layer.dilation)
        torch.nn.init.kaiming_normal_(made.weight)
        torch.nn.init.zeros_(made.bias)
        made.weight.data *= 0.5 if layer.add else 1
        layers.append(made)
        before = layer.channels
    return layers.to(memory_format=torch.channels_last)


def go_on_from(layers: Any, file: Path) -> None:
    """Take the weights of a net that was written before."""
    kept = {one.name: numpy_helper.to_array(one) for one in onnx.load(file).graph.initializer}
    for index, made in enumerate(layers):
        made.weight.data = torch.tensor(kept[f"w{index}"]).contiguous(memory_format=torch.channels_last)
        made.bias.data = torch.tensor(kept[f"b{index}"])


def answered(layers: Any, seen: Any) -> Any:
    """N x 8 x H x W (0 to 1) -> N x H/8 x W/8 log-odds."""
    out = seen
    for layer, made in zip(LAYERS[:-1], layers[:-1], strict=True):
        step = torch.relu(made(out))
        out = out + step if layer.add else step
    return layers[-1](out)[:, 0]


def losses_of(odds: Any, cells: Any) -> Any:
    """Of each window: cross entropy of its cells, and of the window as a whole."""
    pen, counted = (cells == 1).float(), (cells != LEFT_OUT).float()
    each = binary_cross_entropy_with_logits(odds, pen.clamp(SMOOTHING, 1 - SMOOTHING), reduction="none")
    of_cells = (each * counted * (1 + (PEN_WEIGHT - 1) * pen)).mean((1, 2))
    top = (odds * counted - 20 * (1 - counted)).flatten(1).topk(TOP_CELLS).values.mean(1)
    signed = pen.amax((1, 2)).clamp(SMOOTHING, 1 - SMOOTHING)
    return of_cells + WINDOW_WEIGHT * binary_cross_entropy_with_logits(top, signed, reduction="none")


class Many:
    """Windows of several folders as one; they stay on the disk until they are looked at."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self.parts = [load(folder) for folder in folders]
        self.ends = np.cumsum([len(cells) for _, cells in self.parts])

    def __len__(self) -> int:
        return int(self.ends[-1])

    def some(self, chosen: Sequence[int]) -> tuple[Any, Any]:
        """These windows as the net wants them, and their cells."""
        parts = np.searchsorted(self.ends, chosen, side="right")
        begins = np.concatenate([[0], self.ends[:-1]])
        picked = [(self.parts[part], index - begins[part]) for part, index in zip(parts, chosen, strict=True)]
        seen = torch.from_numpy(np.stack([kept[index] for (kept, _), index in picked]))
        cells = torch.from_numpy(np.stack([kept[index] for (_, kept), index in picked]))
        return (seen.float() / 255).contiguous(memory_format=torch.channels_last), cells


def batches(rng: np.random.Generator, last: Any, size: int) -> Iterator[Any]:
    """Every window in some order, the easy ones now and then."""
    order = rng.permutation(np.flatnonzero((last > EASY) | (rng.random(len(last)) < EASY_SHARE)))
    for start in range(0, len(order) - size + 1, size):
        yield order[start : start + size]


def learned(layers: Any, windows: Many, minutes: float, rate: float, size: int, seed: int) -> None:
    """Go through the windows until the time is over; the rate falls to nothing by then.

    In half precision: on processors that have it in silicon several times as fast.
    """
    rng, last, recent, steps = np.random.default_rng(seed), np.full(len(windows), np.inf), 0.0, 0
    optimiser = torch.optim.AdamW(layers.parameters(), lr=rate, weight_decay=DECAY)
    begun = time.monotonic()
    while (share := (time.monotonic() - begun) / 60 / minutes) < 1:
        for chosen in batches(rng, last, size):
            share = min((time.monotonic() - begun) / 60 / minutes, 1.0)
            steps += 1
            for group in optimiser.param_groups:
                group["lr"] = rate * min(steps / 100, 1.0) * (0.5 + 0.5 * np.cos(np.pi * share))
            seen, cells = windows.some(chosen)
            with torch.autocast("cpu", torch.bfloat16):
                odds = answered(layers, seen)
            losses = losses_of(odds.float(), cells)
            optimiser.zero_grad()
            losses.mean().backward()
            torch.nn.utils.clip_grad_norm_(layers.parameters(), 1.0)
            optimiser.step()
            last[chosen] = losses.detach().numpy()
            recent += float(losses.detach().mean()) / 200
            if steps % 200 == 0:
                print(f"{steps} steps, {share:.0%}: {recent:.4f}", flush=True)
                recent = 0.0
            if share >= 1:
                break


def checked(layers: Any, windows: Many) -> str:
    """How surely signed and unsigned windows are told apart, on windows that were not learned from."""
    with torch.no_grad():
        some = [windows.some(range(start, min(start + 32, len(windows)))) for start in range(0, len(windows), 32)]
        odds = np.concatenate([answered(layers, seen).numpy() for seen, _ in some])
    cells = np.concatenate([cells.numpy() for _, cells in some])
    flat = np.where(cells == LEFT_OUT, -20.0, odds).reshape(len(odds), -1)
    top = np.sort(flat, axis=1)[:, -TOP_CELLS:].mean(axis=1)
    signed, bare = (cells == 1).sum(axis=(1, 2)) >= 4, (cells == 0).all(axis=(1, 2))
    rows = [f"{signed.sum()} signed, {bare.sum()} unsigned windows"]
    for least in (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6):
        over, falsely = (top[signed] > least).mean(), (top[bare] > least).mean()
        rows.append(f"over {least:+d}: signed {over:.4f}, unsigned {falsely:.4f}")
    return "\n".join(rows)


def exported(layers: Any, what: str) -> Any:
    """The net as ONNX, its answers log-odds; `what` says how it was made."""
    nodes, weights, name = [], [], "seen"
    for index, (layer, part) in enumerate(zip(LAYERS, layers, strict=True)):
        weights += [
            numpy_helper.from_array(part.weight.detach().float().contiguous().numpy(), f"w{index}"),
            numpy_helper.from_array(part.bias.detach().float().numpy(), f"b{index}"),
        ]
        pad, answer = layer.dilation * (layer.size // 2), f"conv{index}"
        nodes.append(
            helper.make_node(
                "Conv",
                [name, f"w{index}", f"b{index}"],
                [answer],
                kernel_shape=[layer.size] * 2,
                pads=[pad] * 4,
                strides=[layer.stride] * 2,
                dilations=[layer.dilation] * 2,
            )
        )
        if index < len(LAYERS) - 1:
            nodes.append(helper.make_node("Relu", [answer], [f"relu{index}"]))
            answer = f"relu{index}"
        if layer.add:
            nodes.append(helper.make_node("Add", [name, answer], [f"sum{index}"]))
            answer = f"sum{index}"
        name = answer
    nodes[-1].output[0] = "pen"
    graph = helper.make_graph(
        nodes, "signature_net",
        [helper.make_tensor_value_info("seen", TensorProto.FLOAT, [1, INPUTS, "height", "width"])],
        [helper.make_tensor_value_info("pen", TensorProto.FLOAT, [1, 1, "rows", "columns"])], weights,
    )  # fmt: skip
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], doc_string=what, ir_version=8)
    onnx.checker.check_model(model)
    return model


def main() -> None:
    """Learn, check, write the file."""
    parser = argparse.ArgumentParser(description="Train the net that tells pens.")
    parser.add_argument("--windows", type=Path, required=True, nargs="+")
    parser.add_argument("--check", type=Path, required=True, nargs="+")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a net to go on from")
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(given.seed)
    layers = started()
    if given.start:
        go_on_from(layers, given.start)
    windows = Many(given.windows)
    learned(layers, windows, given.minutes, given.rate, given.batch, given.seed)
    for folder in given.check:
        print(f"{folder.name}: {checked(layers, Many([folder]))}")
    what = f"{len(windows)} windows, {given.minutes:g} minutes, rate {given.rate:g}, seed {given.seed}"
    onnx.save(exported(layers, what), given.out)


if __name__ == "__main__":
    main()
