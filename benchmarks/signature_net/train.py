"""How does the net learn, and how does it become a file that OpenCV runs? (needs jax, optax and onnx: see README.md)

`python -m benchmarks.signature_net.train --windows FILE --check FILE --out signature_net.onnx`
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import onnx
import optax
from onnx import TensorProto, helper, numpy_helper

LEFT_OUT = 255
TOP_CELLS = 3
"""A window is signed as surely as its three surest cells on average: a speck is one cell."""
WINDOW_WEIGHT = 0.3
SMOOTHING = 0.01
Params = list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A convolution, with a ReLU after all but the last; `add` means that its input is added to its answer."""

    size: int
    channels: int
    stride: int = 1
    dilation: int = 1
    add: bool = False


LAYERS = (
    Layer(size=5, channels=12, stride=2),
    Layer(size=3, channels=20, stride=2),
    Layer(size=3, channels=28),
    Layer(size=3, channels=44, stride=2),
    Layer(size=3, channels=44, add=True),
    Layer(size=3, channels=44, dilation=2, add=True),
    Layer(size=3, channels=44, dilation=4, add=True),
    Layer(size=3, channels=44, dilation=2, add=True),
    Layer(size=1, channels=1),
)
INPUTS = 5


def started(seed: int) -> Params:
    """He's start."""
    rng, before, params = np.random.default_rng(seed), INPUTS, []
    for layer in LAYERS:
        shape = (layer.size, layer.size, before, layer.channels)
        spread = np.sqrt(2 / (layer.size**2 * before)) * (0.5 if layer.add else 1)
        params.append({"w": jnp.asarray(rng.normal(0, spread, shape), jnp.float32), "b": jnp.zeros(layer.channels)})
        before = layer.channels
    return params


def continued(file: Path) -> Params:
    """The weights of a net that was written before."""
    kept = {one.name: numpy_helper.to_array(one) for one in onnx.load(file).graph.initializer}
    return [
        {"w": jnp.asarray(kept[f"w{index}"].transpose(2, 3, 1, 0)), "b": jnp.asarray(kept[f"b{index}"])}
        for index in range(len(LAYERS))
    ]


def answered(params: Params, seen: Any) -> Any:
    """N x H x W x 5 -> N x H/8 x W/8 log-odds."""
    out = seen
    for index, (layer, part) in enumerate(zip(LAYERS, params, strict=True)):
        pad = layer.dilation * (layer.size // 2)
        step = jax.lax.conv_general_dilated(
            out, part["w"], (layer.stride,) * 2, [(pad, pad)] * 2, rhs_dilation=(layer.dilation,) * 2,
            dimension_numbers=("NHWC", "HWIO", "NHWC"),
        ) + part["b"]  # fmt: skip
        step = step if index == len(LAYERS) - 1 else jax.nn.relu(step)
        out = out + step if layer.add else step
    return out[..., 0]


def loss_of(params: Params, seen: Any, cells: Any) -> Any:
    """Cross entropy of the cells, and of the window as a whole."""
    odds = answered(params, seen.astype(jnp.float32) / 255)
    counted = cells != LEFT_OUT
    truth = jnp.clip((cells == 1).astype(jnp.float32), SMOOTHING, 1 - SMOOTHING)
    each = optax.sigmoid_binary_cross_entropy(odds, truth) * jnp.where(cells == 1, 2.0, 1.0)
    top = jax.lax.top_k(jnp.where(counted, odds, -20.0).reshape(len(odds), -1), TOP_CELLS)[0].mean(axis=1)
    signed = (cells == 1).any(axis=(1, 2)).astype(jnp.float32)
    whole = optax.sigmoid_binary_cross_entropy(top, jnp.clip(signed, SMOOTHING, 1 - SMOOTHING))
    return (each * counted).sum() / counted.sum() + WINDOW_WEIGHT * whole.mean()


def loaded(file: Path) -> tuple[Any, Any]:
    """Windows as N x H x W x 5, and their cells."""
    kept = np.load(file)
    return np.ascontiguousarray(kept["seen"].transpose(0, 2, 3, 1)), kept["cells"]


def batches(rng: np.random.Generator, count: int, size: int) -> Iterator[Any]:
    order = rng.permutation(count)
    for start in range(0, count - size + 1, size):
        yield order[start : start + size]


def learned(params: Params, seen: Any, cells: Any, minutes: float, rate: float, size: int, seed: int) -> Params:
    """Go through the windows until the time is over; the rate falls to nothing by then."""
    rng = np.random.default_rng(seed)
    optimiser = optax.chain(optax.clip_by_global_norm(1.0), optax.scale_by_adam(), optax.add_decayed_weights(1e-4))
    state = optimiser.init(params)

    @partial(jax.jit, donate_argnums=(0, 1))
    def stepped(params: Params, state: Any, some: Any, truth: Any, rate: Any) -> Any:
        loss, slope = jax.value_and_grad(loss_of)(params, some, truth)
        change, state = optimiser.update(slope, state, params)
        return jax.tree.map(lambda p, c: p - rate * c, params, change), state, loss

    begun, losses, steps = time.monotonic(), [], 0
    while (share := (time.monotonic() - begun) / 60 / minutes) < 1:
        for chosen in batches(rng, len(seen), size):
            share = min((time.monotonic() - begun) / 60 / minutes, 1.0)
            now = rate * min((steps + 1) / 60, 1.0) * (0.5 + 0.5 * np.cos(np.pi * share))
            params, state, loss = stepped(params, state, seen[chosen], cells[chosen], now)
            losses.append(float(loss))
            steps += 1
            if steps % 100 == 0:
                print(f"{steps} steps, {share:.0%}: {np.mean(losses[-100:]):.4f}", flush=True)
            if share >= 1:
                break
    return params


def checked(params: Params, seen: Any, cells: Any) -> str:
    """How surely signed and unsigned windows are told apart, on windows that were not learned from."""
    asked = jax.jit(lambda some: answered(params, some.astype(jnp.float32) / 255))
    odds = np.concatenate([np.asarray(asked(seen[start : start + 32])) for start in range(0, len(seen), 32)])
    flat = np.where(cells == LEFT_OUT, -20.0, odds).reshape(len(odds), -1)
    top = np.sort(flat, axis=1)[:, -TOP_CELLS:].mean(axis=1)
    signed, bare = (cells == 1).sum(axis=(1, 2)) >= 4, (cells == 0).all(axis=(1, 2))
    rows = [f"{signed.sum()} signed, {bare.sum()} unsigned windows"]
    for least in (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6):
        over, falsely = (top[signed] > least).mean(), (top[bare] > least).mean()
        rows.append(f"over {least:+d}: signed {over:.4f}, unsigned {falsely:.4f}")
    return "\n".join(rows)


def exported(params: Params, what: str) -> Any:
    """The net as ONNX, its answers log-odds; `what` says how it was made."""
    nodes, weights, name = [], [], "seen"
    for index, (layer, part) in enumerate(zip(LAYERS, params, strict=True)):
        weights += [
            numpy_helper.from_array(np.asarray(part["w"]).transpose(3, 2, 0, 1).copy(), f"w{index}"),
            numpy_helper.from_array(np.asarray(part["b"]), f"b{index}"),
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
    parser.add_argument("--check", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="a net to go on from")
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    parts = [loaded(file) for file in given.windows]
    seen, cells = (np.concatenate(column) for column in zip(*parts, strict=True))
    params = continued(given.start) if given.start else started(given.seed)
    params = learned(params, seen, cells, given.minutes, given.rate, given.batch, given.seed)
    print(checked(params, *loaded(given.check)))
    what = f"{len(seen)} windows, {given.minutes:g} minutes, rate {given.rate:g}, seed {given.seed}"
    onnx.save(exported(params, what), given.out)


if __name__ == "__main__":
    main()
