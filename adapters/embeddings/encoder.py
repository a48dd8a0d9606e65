"""The models themselves: texts in, unit vectors out, in the calling thread."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Protocol

import numpy as np
import numpy.typing as npt

from adapters.embeddings.assets import ModelFiles
from core.ports import Vectors

MAX_CHARS = 8_192
"""No later character of real text reaches the tokens that models read; it bounds the tokenizer's work."""
RUN_SIZE = 8
"""Most texts in one run of the model. Its cost is per token, so larger runs only make the first ones wait."""
RUN_OVERHEAD_TOKENS = 8
"""What starting another run costs, counted in tokens: padding beyond that is dearer than a second run."""

Int64s = npt.NDArray[np.int64]
Run = tuple[list[int], Vectors]


class Encoder(Protocol):
    """Blocks while it works; safe in several threads."""

    @property
    def name(self) -> str:
        """Model and version: vectors from another name are not comparable."""
        ...

    @property
    def dimensions(self) -> int:
        """Length of each vector."""
        ...

    def runs(self, texts: Sequence[str]) -> Iterator[Run]:
        """Piece by piece which of `texts`, and their vectors of length 1."""
        ...


class OnnxEncoder:
    """A sentence transformer under ONNX Runtime: mean over tokens, then length 1. Safe in several threads."""

    name: ClassVar[str]
    dimensions: ClassVar[int]
    max_tokens: ClassVar[int]
    padding: ClassVar[int] = 0
    segments: ClassVar[bool] = False
    """Whether the model wants to be told that all tokens belong to one text."""

    def __init__(self, files: ModelFiles, threads: int) -> None:
        # Both libraries take a tenth of a second to import; nothing else needs them.
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        # Idle threads sleep instead of spinning: the event loop needs the cores.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.log_severity_level = 3
        self._session: Any = onnxruntime.InferenceSession(str(files.model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(files.tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_length=self.max_tokens)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of shape (len(texts), dimensions), in the order of `texts`."""
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for rows, part in self.runs(texts):
            vectors[rows] = part
        return vectors

    def runs(self, texts: Sequence[str]) -> Iterator[Run]:
        """The same piece by piece, short texts first: which of `texts`, and their vectors."""
        if not texts:
            return
        encoded = self._tokenizer.encode_batch([_clean(text) for text in texts])
        tokens = [encoding.ids for encoding in encoded]
        for rows in group_by_length([len(ids) for ids in tokens]):
            yield rows, self._run([tokens[row] for row in rows])

    def _run(self, tokens: list[list[int]]) -> Vectors:
        width = max(len(ids) for ids in tokens)
        padded: Int64s = np.full((len(tokens), width), self.padding, np.int64)
        mask: Int64s = np.zeros_like(padded)
        for row, ids in enumerate(tokens):
            padded[row, : len(ids)] = ids
            mask[row, : len(ids)] = 1
        feed = {"input_ids": padded, "attention_mask": mask}
        if self.segments:
            feed["token_type_ids"] = np.zeros_like(padded)
        hidden: Vectors = self._session.run(None, feed)[0]
        # The mean is taken over real tokens only; its divisor falls away with the length.
        pooled = np.einsum("rtd,rt->rd", hidden, mask.astype(np.float32))
        norms: Vectors = np.linalg.norm(pooled, axis=1, keepdims=True)
        vectors: Vectors = (pooled / np.maximum(norms, 1e-12)).astype(np.float32)
        return vectors


class MiniLmEncoder(OnnxEncoder):
    """all-MiniLM-L6-v2."""

    name = "all-MiniLM-L6-v2/60c75843"
    dimensions = 384
    max_tokens = 256
    segments = True


class MpnetEncoder(OnnxEncoder):
    """all-mpnet-base-v2."""

    name = "all-mpnet-base-v2/78c0197b"
    dimensions = 768
    max_tokens = 384
    padding = 1


def group_by_length(lengths: Sequence[int]) -> list[list[int]]:
    """Row numbers in runs of similar length, shortest first: padding stays cheaper than a further run."""
    groups: list[list[int]] = []
    current: list[int] = []
    padding = 0
    for row in sorted(range(len(lengths)), key=lambda row: lengths[row]):
        if current:
            padding += (lengths[row] - lengths[current[-1]]) * len(current)
            if len(current) == RUN_SIZE or padding > RUN_OVERHEAD_TOKENS:
                groups.append(current)
                current, padding = [], 0
        current.append(row)
    if current:
        groups.append(current)
    return groups


def _clean(text: str) -> str:
    """What the tokenizer can take: bounded, and without lone surrogates, which it refuses."""
    text = text[:MAX_CHARS]
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
