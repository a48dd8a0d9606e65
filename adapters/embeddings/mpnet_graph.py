"""MPNet as an ONNX graph over weights as they were published, in their own file: nothing is converted.

After "MPNet: Masked and Permuted Pre-training for Language Understanding" (Song et al., 2020): a transformer whose
attention adds a learned bias for how far apart two tokens stand, in buckets as T5 has them (Raffel et al., 2020).
"""

import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from adapters.embeddings.onnx_file import OnnxGraph

EPSILON = 1e-5
FIRST_POSITION = 2
"""Positions count from the one after padding's."""
FARTHEST = 128
"""From this distance on all tokens share the last bucket."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Of a model: its tokens, and where each of its weights lies as (shape, offset, bytes)."""

    layers: int
    heads: int
    width: int
    longest: int
    weights: dict[str, tuple[tuple[int, ...], int, int]]


def read_sizes(weights: Path) -> Sizes:
    """From a safetensors file: eight bytes of length, a table as JSON, then the numbers.

    Raises `ValueError` or `KeyError` for a file that holds no MPNet.
    """
    with weights.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        table: dict[str, Any] = json.loads(file.read(length))
    found = {}
    for name, about in table.items():
        if name == "__metadata__" or about["dtype"] != "F32":
            continue
        start, end = about["data_offsets"]
        found[name] = (tuple(about["shape"]), 8 + length + start, end - start)
    positions, width = found["embeddings.position_embeddings.weight"][0]
    return Sizes(
        layers=len({name.split(".")[2] for name in found if name.startswith("encoder.layer.")}),
        heads=found["encoder.relative_attention_bias.weight"][0][1],
        width=width,
        longest=positions - FIRST_POSITION,
        weights=found,
    )


def mpnet_graph(weights: Path) -> bytes:
    """The model that reads its weights from the safetensors file beside it.

    Inputs `input_ids` and `attention_mask` (int64; texts, tokens); output the last hidden state.
    """
    sizes = read_sizes(weights)
    return _Builder(sizes, weights.name).build()


class _Builder:
    def __init__(self, sizes: Sizes, file: str) -> None:
        self._sizes = sizes
        self._file = file
        self._graph = OnnxGraph()

    def build(self) -> bytes:
        graph = self._graph
        ids, mask = (graph.input(name, ("texts", "tokens")) for name in ("input_ids", "attention_mask"))
        hidden = self._embed(ids, mask)
        bias = graph.call("Add", self._distance_bias(ids), self._blind(mask))
        for layer in range(self._sizes.layers):
            name = f"encoder.layer.{layer}"
            attended = self._attend(hidden, bias, f"{name}.attention.attn")
            hidden = self._normalise(graph.call("Add", hidden, attended), f"{name}.attention.LayerNorm")
            wide = graph.call("Gelu", self._dense(hidden, f"{name}.intermediate.dense"))
            narrow = self._dense(wide, f"{name}.output.dense")
            hidden = self._normalise(graph.call("Add", hidden, narrow), f"{name}.output.LayerNorm")
        return graph.serialise(hidden, ("texts", "tokens", "width"))

    def _embed(self, ids: str, mask: str) -> str:
        graph = self._graph
        axis, before = self._number("axis_tokens", 1), self._number("before_first", FIRST_POSITION - 1)
        counted = graph.call("Mul", graph.call("CumSum", mask, axis), mask)
        positions = graph.call("Add", counted, before)
        words = graph.call("Gather", self._weights("embeddings.word_embeddings.weight"), ids)
        places = graph.call("Gather", self._weights("embeddings.position_embeddings.weight"), positions)
        return self._normalise(graph.call("Add", words, places), "embeddings.LayerNorm")

    def _distance_bias(self, ids: str) -> str:
        """What each head adds for the distance between two tokens: (1, heads, tokens, tokens)."""
        graph, longest = self._graph, self._sizes.longest
        table = self._weights("encoder.relative_attention_bias.weight")
        buckets = buckets_by_distance(self._sizes.weights["encoder.relative_attention_bias.weight"][0][0], longest)
        known = graph.constant("buckets", buckets)
        tokens = graph.call("Gather", graph.call("Shape", ids), self._number("one", 1))
        places = graph.call("Range", self._number("zero", 0), tokens, self._number("step", 1))
        to, come_from = (graph.call("Unsqueeze", places, self._list(f"along_{axis}", [axis])) for axis in (0, 1))
        shifted = graph.call("Add", graph.call("Sub", to, come_from), self._number("middle", longest - 1))
        bias = graph.call("Gather", table, graph.call("Gather", known, shifted))
        return graph.call("Unsqueeze", graph.call("Transpose", bias, perm=(2, 0, 1)), self._list("along_texts", [0]))

    def _blind(self, mask: str) -> str:
        """Minus infinity, nearly, for padding: (texts, 1, 1, tokens)."""
        graph = self._graph
        absent = graph.call("Sub", graph.constant("present", np.array(1, np.float32)), graph.call("Cast", mask, to=1))
        lowest = graph.constant("lowest", np.array(np.finfo(np.float32).min, np.float32))
        return graph.call("Unsqueeze", graph.call("Mul", absent, lowest), self._list("along_heads", [1, 2]))

    def _attend(self, hidden: str, bias: str, name: str) -> str:
        graph, sizes = self._graph, self._sizes
        each = sizes.width // sizes.heads
        apart = self._list("apart", [0, 0, sizes.heads, each])
        query, key, value = (
            graph.call("Reshape", self._dense(hidden, f"{name}.{part}"), apart) for part in ("q", "k", "v")
        )
        query, value = (graph.call("Transpose", part, perm=(0, 2, 1, 3)) for part in (query, value))
        scores = graph.call("MatMul", query, graph.call("Transpose", key, perm=(0, 2, 3, 1)))
        scaled = graph.call("Mul", scores, graph.constant(f"{name}.scale", np.array(each**-0.5, np.float32)))
        weights = graph.call("Softmax", graph.call("Add", scaled, bias), axis=-1)
        mixed = graph.call("Transpose", graph.call("MatMul", weights, value), perm=(0, 2, 1, 3))
        return self._dense(graph.call("Reshape", mixed, self._list("joined", [0, 0, sizes.width])), f"{name}.o")

    def _dense(self, values: str, name: str) -> str:
        turned = self._graph.call("Transpose", self._weights(f"{name}.weight"), perm=(1, 0))
        return self._graph.call("Add", self._graph.call("MatMul", values, turned), self._weights(f"{name}.bias"))

    def _normalise(self, values: str, name: str) -> str:
        scale, shift = self._weights(f"{name}.weight"), self._weights(f"{name}.bias")
        return self._graph.call("LayerNormalization", values, scale, shift, axis=-1, epsilon=EPSILON)

    def _weights(self, name: str) -> str:
        shape, offset, length = self._sizes.weights[name]
        return self._graph.stored(name, shape, self._file, offset, length)

    def _number(self, name: str, value: int) -> str:
        return self._graph.constant(name, np.array(value, np.int64))

    def _list(self, name: str, values: list[int]) -> str:
        return self._graph.constant(name, np.array(values, np.int64))


def buckets_by_distance(count: int, longest: int) -> npt.NDArray[np.int64]:
    """The bucket of each distance from `1 - longest` to `longest - 1` between a token and the one it looks at.

    Half of the `count` buckets are for tokens ahead; near ones have a bucket each, farther ones share by logarithm.
    """
    distance = np.arange(1 - longest, longest)
    half = count // 2
    exact = half // 2
    away = np.abs(distance)
    shared = exact + (np.log(np.maximum(away, 1) / exact) / np.log(FARTHEST / exact) * (half - exact)).astype(np.int64)
    bucket = np.where(away < exact, away, np.minimum(shared, half - 1))
    found: npt.NDArray[np.int64] = (bucket + half * (distance > 0)).astype(np.int64)
    return found
