"""How does the net learn, and how does it become a file that OpenCV runs? (needs tensorflow-cpu, onnx: see README.md)

`python -m benchmarks.signature_net.train --windows FILE [FILE ...] --check FILE --out signature_net.onnx`
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import tensorflow as tf  # type: ignore[import-untyped]
from onnx import TensorProto, helper, numpy_helper

LEFT_OUT = 255
TOP_CELLS = 3
"""A window is signed as surely as its three surest cells on average: a speck is one cell."""
PEN_WEIGHT, WINDOW_WEIGHT = 2.0, 0.3
SMOOTHING = 0.005
EASY, EASY_SHARE = 0.02, 0.3
"""Windows with less loss at the last look are looked at again only so often."""
DECAY = 1e-4
Params = list[tuple[Any, Any]]
"""Weights (rows, columns, in, out) and offsets of each layer."""


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


def started(seed: int) -> Params:
    """He's start."""
    rng, before, params = np.random.default_rng(seed), INPUTS, []
    for layer in LAYERS:
        shape = (layer.size, layer.size, before, layer.channels)
        spread = np.sqrt(2 / (layer.size**2 * before)) * (0.5 if layer.add else 1)
        params.append((_kept(rng.normal(0, spread, shape)), _kept(np.zeros(layer.channels))))
        before = layer.channels
    return params


def continued(file: Path) -> Params:
    """The weights of a net that was written before."""
    kept = {one.name: numpy_helper.to_array(one) for one in onnx.load(file).graph.initializer}
    return [(_kept(kept[f"w{index}"].transpose(2, 3, 1, 0)), _kept(kept[f"b{index}"])) for index in range(len(LAYERS))]


def _kept(values: Any) -> Any:
    return tf.Variable(values, dtype=tf.float32)


def answered(params: Params, seen: Any) -> Any:
    """N x H x W x 8 (0 to 255) -> N x H/8 x W/8 log-odds; in half precision but for the last layer."""
    out = tf.cast(seen, tf.bfloat16) / 255
    for layer, (weights, offsets) in zip(LAYERS[:-1], params[:-1], strict=True):
        around = [[0, 0], [layer.pad] * 2, [layer.pad] * 2, [0, 0]]
        whole = layer.stride == 1
        step = tf.nn.conv2d(
            out if whole else tf.pad(out, around), tf.cast(weights, tf.bfloat16), layer.stride,
            "SAME" if whole else "VALID", dilations=layer.dilation,
        )  # fmt: skip
        step = tf.nn.relu(step + tf.cast(offsets, tf.bfloat16))
        out = out + step if layer.add else step
    weights, offsets = params[-1]
    return tf.tensordot(tf.cast(out, tf.float32), weights[0, 0, :, 0], 1) + offsets


def losses_of(params: Params, seen: Any, cells: Any) -> Any:
    """Of each window: cross entropy of its cells, and of the window as a whole."""
    odds = answered(params, seen)
    pen, counted = tf.cast(cells == 1, tf.float32), tf.cast(cells != LEFT_OUT, tf.float32)
    each = tf.nn.sigmoid_cross_entropy_with_logits(tf.clip_by_value(pen, SMOOTHING, 1 - SMOOTHING), odds)
    of_cells = tf.reduce_mean(each * counted * (1 + (PEN_WEIGHT - 1) * pen), (1, 2))
    flat = tf.reshape(odds * counted - 20 * (1 - counted), (tf.shape(odds)[0], -1))
    top = tf.reduce_mean(tf.math.top_k(flat, TOP_CELLS).values, 1)
    signed = tf.clip_by_value(tf.reduce_max(pen, (1, 2)), SMOOTHING, 1 - SMOOTHING)
    return of_cells + WINDOW_WEIGHT * tf.nn.sigmoid_cross_entropy_with_logits(signed, top)


def loaded(files: list[Path]) -> tuple[Any, Any]:
    """Windows as N x H x W x 8, and their cells."""
    kept = [np.load(file) for file in files]
    cells = np.concatenate([one["cells"] for one in kept])
    seen = np.empty((len(cells), *(cells.shape[side] * 8 for side in (1, 2)), INPUTS), np.uint8)
    start = 0
    for one in kept:
        part = one["seen"]
        seen[start : start + len(part)] = part.transpose(0, 2, 3, 1)
        start += len(part)
    return seen, cells


def batches(rng: np.random.Generator, last: Any, size: int) -> Iterator[Any]:
    """Every window in some order, the easy ones now and then."""
    order = rng.permutation(np.flatnonzero((last > EASY) | (rng.random(len(last)) < EASY_SHARE)))
    for start in range(0, len(order) - size + 1, size):
        yield order[start : start + size]


def learned(params: Params, seen: Any, cells: Any, minutes: float, rate: float, size: int, seed: int) -> None:
    """Go through the windows until the time is over; the rate falls to nothing by then."""
    rng, flat = np.random.default_rng(seed), [value for part in params for value in part]
    means, squares = ([tf.Variable(tf.zeros_like(value)) for value in flat] for _ in range(2))

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def stepped(some: Any, truth: Any, rate: Any, step: Any) -> Any:
        with tf.GradientTape() as tape:
            losses = losses_of(params, some, truth)
            loss = tf.reduce_mean(losses)
        slopes, _ = tf.clip_by_global_norm(tape.gradient(loss, flat), 1.0)
        for value, slope, mean, square in zip(flat, slopes, means, squares, strict=True):
            mean.assign(0.9 * mean + 0.1 * slope)
            square.assign(0.999 * square + 0.001 * slope * slope)
            even = mean / (1 - 0.9**step), square / (1 - 0.999**step)
            value.assign_sub(rate * (even[0] / (tf.sqrt(even[1]) + 1e-8) + DECAY * value))
        return losses

    begun, last, steps, recent = time.monotonic(), np.full(len(seen), np.inf), 0, 0.0
    while time.monotonic() - begun < minutes * 60:
        for chosen in batches(rng, last, size):
            share = min((time.monotonic() - begun) / 60 / minutes, 1.0)
            steps += 1
            now = rate * min(steps / 100, 1.0) * (0.5 + 0.5 * np.cos(np.pi * share))
            last[chosen] = stepped(seen[chosen], cells[chosen], tf.constant(now, tf.float32), tf.constant(float(steps)))
            recent += last[chosen].mean() / 200
            if steps % 200 == 0:
                print(f"{steps} steps, {share:.0%}: {recent:.4f}", flush=True)
                recent = 0.0
            if share >= 1:
                break


def checked(params: Params, seen: Any, cells: Any) -> str:
    """How surely signed and unsigned windows are told apart, on windows that were not learned from."""
    odds = np.concatenate([answered(params, seen[start : start + 32]).numpy() for start in range(0, len(seen), 32)])
    flat = np.where(cells == LEFT_OUT, -20.0, odds).reshape(len(odds), -1)
    top = np.sort(flat, axis=1)[:, -TOP_CELLS:].mean(axis=1)
    signed, bare = (cells == 1).sum(axis=(1, 2)) >= 4, (cells == 0).all(axis=(1, 2))
    rows = [f"{signed.sum()} signed, {bare.sum()} unsigned windows"]
    for least in (-6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6):
        over, falsely = (top[signed] > least).mean(), (top[bare] > least).mean()
        rows.append(f"over {least:+d}: signed {over:.4f}, unsigned {falsely:.4f}")
    return "\n".join(rows)


def exported(weights_of: Params, what: str) -> Any:
    """The net as ONNX, its answers log-odds; `what` says how it was made."""
    nodes, weights, name = [], [], "seen"
    for index, (layer, part) in enumerate(zip(LAYERS, weights_of, strict=True)):
        weights += [
            numpy_helper.from_array(np.asarray(part[0]).transpose(3, 2, 0, 1).copy(), f"w{index}"),
            numpy_helper.from_array(np.asarray(part[1]), f"b{index}"),
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
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    seen, cells = loaded(given.windows)
    params = continued(given.start) if given.start else started(given.seed)
    learned(params, seen, cells, given.minutes, given.rate, given.batch, given.seed)
    print(checked(params, *loaded([given.check])))
    what = f"{len(seen)} windows, {given.minutes:g} minutes, rate {given.rate:g}, seed {given.seed}"
    onnx.save(exported(params, what), given.out)


if __name__ == "__main__":
    main()
