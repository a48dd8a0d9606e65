"""A built index on disk: FAISS, arrays and JSON, never pickles; whole or not at all."""

import contextlib
import json
import os
import shutil
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.ports import Vectors
from knowledge.confidence import Confidence, Familiar, Figures
from knowledge.lexical import LexicalIndex
from knowledge.search import Sentences

KEPT = 2
"""Folders kept beside the newest, so that switching back needs no building."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What is built from a company's articles and questions. `index` is a FAISS index over its passages."""

    index: Any
    sentences: Sentences
    articles: Vectors
    lexical: LexicalIndex
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
    faiss.write_index(stored.index, str(draft / "passages.faiss"))
    np.savez(
        draft / "arrays.npz",
        alone=stored.sentences.alone,
        headed=stored.sentences.headed,
        articles=stored.articles,
        asked=stored.familiar.asked,
        unanswered=stored.familiar.unanswered,
        links=stored.familiar.links,
        **_arrays("passage", stored.lexical),
        **_arrays("sentence", stored.sentences.words),
    )
    about = {
        "digest": digest,
        "calibrated_on": stored.calibrated_on,
        "questions": stored.questions,
        "passage": _about(stored.lexical),
        "sentence": _about(stored.sentences.words),
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
    import faiss

    try:
        about = json.loads((folder / "about.json").read_text("utf-8"))
        if about["digest"] != folder.name:
            return None
        with (folder / "arrays.npz").open("rb") as file, np.load(file, allow_pickle=False) as found:
            arrays = {name: found[name] for name in found.files}
        return Stored(
            faiss.read_index(str(folder / "passages.faiss")),
            Sentences(arrays["alone"], arrays["headed"], _lexical("sentence", about, arrays)),
            arrays["articles"],
            _lexical("passage", about, arrays),
            Familiar(arrays["asked"], arrays["unanswered"], arrays["links"]),
            _confidence(about),
            _figures(about),
            str(about["calibrated_on"]),
            str(about["questions"]),
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError, RuntimeError, zipfile.BadZipFile):
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


def _arrays(name: str, lexical: LexicalIndex) -> dict[str, Any]:
    parts = {
        "starts": lexical.starts,
        "passages": lexical.passages,
        "shares": lexical.shares,
        "weights": lexical.weights,
    }
    return {f"{name}_{part}": array for part, array in parts.items()}


def _about(lexical: LexicalIndex) -> dict[str, Any]:
    return {"size": lexical.size, "locale": lexical.locale, "vocabulary": list(lexical.vocabulary)}


def _lexical(name: str, about: dict[str, Any], arrays: dict[str, Any]) -> LexicalIndex:
    return LexicalIndex(
        {stem: number for number, stem in enumerate(about[name]["vocabulary"])},
        arrays[f"{name}_starts"],
        arrays[f"{name}_passages"],
        arrays[f"{name}_shares"],
        arrays[f"{name}_weights"],
        int(about[name]["size"]),
        str(about[name]["locale"]),
    )
