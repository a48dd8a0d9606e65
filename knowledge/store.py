"""A built index on disk: FAISS, arrays and JSON, never pickles; whole or not at all."""

import contextlib
import json
import os
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.compact import Compact, is_flat
from knowledge.confidence import Confidence, Familiar, Figures
from knowledge.lexical import LexicalIndex, UnitWords
from knowledge.search import Indexes, Sentences

NEAREST = "passages.faiss"
KEPT = 2
"""Folders kept beside the newest, so that switching back needs no building."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is built from a company's articles and questions."""

    indexes: Indexes
    familiar: Familiar
    confidence: Confidence
    figures: Figures
    calibrated_on: str = ""
    """The digest of the build that confidence was learned on; a later one over the same questions takes it over."""
    questions: str = ""
    """The digest of what confidence is learned from besides the articles."""


def save(cache_dir: Path, digest: str, stored: Stored) -> None:
    """Write under `cache_dir/<digest>`; an interrupted write leaves nothing that `load` would take."""
    import faiss

    draft = cache_dir / f".{digest}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    indexes = stored.indexes
    faiss.write_index(indexes.nearest, str(draft / NEAREST))
    for name, array in _arrays(stored).items():
        np.save(draft / f"{name}.npy", array)
    about = {
        "digest": digest,
        "calibrated_on": stored.calibrated_on,
        "questions": stored.questions,
        "passage": _about(indexes.passage_words),
        "article": _about(indexes.article_words),
        "title": _about(indexes.title_pairs),
        "sizes": {path.name: path.stat().st_size for path in draft.iterdir()},
        "examples": stored.familiar.examples,
        "flat": is_flat(indexes.nearest),
        "confidence": asdict(stored.confidence),
        "figures": {name: None if np.isnan(value) else round(value, 4) for name, value in stored.figures.items()},
    }
    (draft / "about.json").write_text(json.dumps(about), "utf-8")
    target = cache_dir / digest
    shutil.rmtree(target, ignore_errors=True)
    draft.replace(target)
    others = [path for path in cache_dir.iterdir() if path.is_dir() and path != target]
    for old in sorted(others, key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def load(folder: Path) -> Stored | None:
    """What is stored in a folder named by its digest, or None when there is nothing or it cannot be read."""

    try:
        about = json.loads((folder / "about.json").read_text("utf-8"))
        if about["digest"] != folder.name:
            return None
        # A file cut short must not be mapped: reading behind its end would kill the process.
        if any((folder / name).stat().st_size != size for name, size in about["sizes"].items()):
            return None
        return Stored(
            _indexes(folder, about),
            Familiar(
                _array(folder, "asked"), int(about["examples"]), _array(folder, "unanswered"), _array(folder, "links")
            ),
            _confidence(about),
            _figures(about),
            str(about["calibrated_on"]),
            str(about["questions"]),
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError):
        return None


Calibration = tuple[Confidence, Figures, str]
"""Confidence with its figures, and the digest of the build that it was learned on."""


def calibration(cache_dir: Path, questions: str) -> Calibration | None:
    """What a build before this one has learned from the same questions; that of the newest."""
    for path in sorted(cache_dir.glob("*/about.json"), key=_written_at, reverse=True):
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            about = json.loads(path.read_text("utf-8"))
            if about["questions"] == questions:
                return _confidence(about), _figures(about), str(about["calibrated_on"])
    return None


def _written_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:  # another process has just swept it away
        return 0.0


def _confidence(about: dict[str, Any]) -> Confidence:
    return Confidence(tuple(about["confidence"]["weights"]), float(about["confidence"]["bias"]))


def _figures(about: dict[str, Any]) -> Figures:
    return {name: float("nan") if value is None else float(value) for name, value in about["figures"].items()}


def _arrays(stored: Stored) -> dict[str, Any]:
    indexes, familiar = stored.indexes, stored.familiar
    words = indexes.sentences.words
    vectors = {
        "passages": indexes.passages,
        "alone": indexes.sentences.alone,
        "headed": indexes.sentences.headed,
        "articles": indexes.articles,
    }
    return {
        "asked": familiar.asked,
        "unanswered": familiar.unanswered,
        "links": familiar.links,
        "given": indexes.given,
        "twins": indexes.twins,
        "unit_starts": words.starts,
        "unit_stems": words.stems,
        **{f"{name}_codes": one.codes for name, one in vectors.items()},
        **{f"{name}_scales": one.scales for name, one in vectors.items()},
        **_words("passage", indexes.passage_words),
        **_words("article", indexes.article_words),
        **_words("title", indexes.title_pairs),
    }


def _words(name: str, words: LexicalIndex) -> dict[str, Any]:
    return {
        f"{name}_word_starts": words.starts,
        f"{name}_word_places": words.passages,
        f"{name}_word_shares": words.shares,
        f"{name}_word_weights": words.weights,
    }


def _about(words: LexicalIndex) -> dict[str, Any]:
    return {"size": words.size, "locale": words.locale, "vocabulary": list(words.vocabulary)}


def _indexes(folder: Path, about: dict[str, Any]) -> Indexes:
    import faiss

    mapped = faiss.IO_FLAG_MMAP_IFC if about["flat"] else faiss.IO_FLAG_MMAP
    nearest = faiss.read_index(str(folder / NEAREST), mapped)

    def compact(name: str) -> Compact:
        return Compact(_array(folder, f"{name}_codes"), _array(folder, f"{name}_scales"))

    return Indexes(
        nearest,
        compact("passages"),
        Sentences(
            compact("alone"), compact("headed"), UnitWords(_array(folder, "unit_starts"), _array(folder, "unit_stems"))
        ),
        compact("articles"),
        _lexical("passage", folder, about),
        _lexical("article", folder, about),
        _lexical("title", folder, about),
        _array(folder, "given"),
        _array(folder, "twins"),
    )


def _array(folder: Path, name: str) -> Any:
    """Mapped, not read: what no question needs takes no memory. As a plain array, which is quicker to cut."""
    path = folder / f"{name}.npy"
    with path.open("rb") as file:
        np.lib.format.read_magic(file)
        shape, _, _ = np.lib.format.read_array_header_1_0(file)
    return np.asarray(np.load(path, mmap_mode="r" if 0 not in shape else None, allow_pickle=False))


def _lexical(name: str, folder: Path, about: dict[str, Any]) -> LexicalIndex:
    return LexicalIndex(
        {stem: number for number, stem in enumerate(about[name]["vocabulary"])},
        _array(folder, f"{name}_word_starts"),
        _array(folder, f"{name}_word_places"),
        _array(folder, f"{name}_word_shares"),
        _array(folder, f"{name}_word_weights"),
        int(about[name]["size"]),
        str(about[name]["locale"]),
    )
