"""Writing a model as an ONNX file: just enough of its protocol buffers to name nodes and where weights lie.

Field numbers are those of `onnx.proto` (ONNX IR version 9); weights stay in a file of their own beside the model.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

IR_VERSION = 9
OPSET = 20
FLOAT, INT64 = 1, 7
"""Element types of tensors, by ONNX's numbers."""
_EXTERNAL = 1
_VARINT, _BYTES, _FIXED32 = 0, 2, 5

Attribute = int | float | Sequence[int]


@dataclass(slots=True)
class OnnxGraph:
    """A graph under construction. `call` adds a node and names its output."""

    _nodes: list[bytes] = field(default_factory=list)
    _tensors: list[bytes] = field(default_factory=list)
    _inputs: list[bytes] = field(default_factory=list)
    _named: set[str] = field(default_factory=set)

    def input(self, name: str, axes: Sequence[str], element: int = INT64) -> str:
        """An input whose axes have these names: any length."""
        self._inputs.append(_value(name, axes, element))
        return name

    def stored(self, name: str, shape: Sequence[int], file: str, offset: int, length: int) -> str:
        """Weights (float32, little-endian) in `file` beside the model: `length` bytes from `offset`."""
        if self._is_new(name):
            self._store(name, shape, file, offset, length)
        return name

    def _store(self, name: str, shape: Sequence[int], file: str, offset: int, length: int) -> None:
        places = {"location": file, "offset": str(offset), "length": str(length)}
        entries = b"".join(_bytes(13, _bytes(1, key) + _bytes(2, value)) for key, value in places.items())
        dims = b"".join(_int(1, size) for size in shape)
        self._tensors.append(dims + _int(2, FLOAT) + _bytes(8, name) + entries + _int(14, _EXTERNAL))

    def constant(self, name: str, values: npt.NDArray[np.float32] | npt.NDArray[np.int64]) -> str:
        """A small array inside the model itself; under a name that is known already, the one it stands for."""
        if self._is_new(name):
            element = FLOAT if values.dtype == np.float32 else INT64
            dims = b"".join(_int(1, size) for size in values.shape)
            self._tensors.append(dims + _int(2, element) + _bytes(8, name) + _bytes(9, values.tobytes()))
        return name

    def _is_new(self, name: str) -> bool:
        new = name not in self._named
        self._named.add(name)
        return new

    def call(self, operator: str, *inputs: str, **attributes: Attribute) -> str:
        """The output of an operator of the standard set on these inputs."""
        name = f"{operator}_{len(self._nodes)}"
        found = b"".join(_bytes(1, each) for each in inputs) + _bytes(2, name) + _bytes(3, name) + _bytes(4, operator)
        found += b"".join(_bytes(5, _attribute(key, value)) for key, value in attributes.items())
        self._nodes.append(found)
        return name

    def serialise(self, output: str, axes: Sequence[str]) -> bytes:
        """The whole model, giving out what `call` named `output` as floats."""
        graph = b"".join(_bytes(1, node) for node in self._nodes) + _bytes(2, "sentence encoder")
        graph += b"".join(_bytes(5, tensor) for tensor in self._tensors)
        graph += b"".join(_bytes(11, value) for value in self._inputs) + _bytes(12, _value(output, axes, FLOAT))
        return _int(1, IR_VERSION) + _bytes(2, "foyer") + _bytes(7, graph) + _bytes(8, _int(2, OPSET))


def _attribute(name: str, value: Attribute) -> bytes:
    if isinstance(value, float):
        return _bytes(1, name) + _key(2, _FIXED32) + np.float32(value).tobytes() + _int(20, 1)
    if isinstance(value, int):
        return _bytes(1, name) + _int(3, value) + _int(20, 2)
    return _bytes(1, name) + b"".join(_int(8, each) for each in value) + _int(20, 7)


def _value(name: str, axes: Sequence[str], element: int) -> bytes:
    shape = b"".join(_bytes(1, _bytes(2, axis)) for axis in axes)
    return _bytes(1, name) + _bytes(2, _bytes(1, _int(1, element) + _bytes(2, shape)))


def _key(number: int, wire: int) -> bytes:
    return _varint(number << 3 | wire)


def _int(number: int, value: int) -> bytes:
    return _key(number, _VARINT) + _varint(value & 0xFFFF_FFFF_FFFF_FFFF)


def _bytes(number: int, value: bytes | str) -> bytes:
    content = value.encode() if isinstance(value, str) else value
    return _key(number, _BYTES) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*found, value])
