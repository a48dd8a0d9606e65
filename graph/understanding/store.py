"""Trained heads on disk: arrays and JSON, never pickles; whole or not at all."""

import json
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np

from graph.understanding.heads import Heads
from graph.understanding.intents import Figures
from graph.understanding.train import Trained

CURRENT = "current.json"
KEPT = 3
"""Folders kept beside the newest, so that switching back needs no training."""


def save(folder: Path, digest: str, trained: Trained, embedder: str, labels: int) -> None:
    """Write the heads under `folder/<digest>`; an interrupted write leaves nothing that `load` would take."""
    draft = folder / f".{digest}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    np.savez(draft / "heads.npz", **trained.heads.arrays())  # type: ignore[arg-type]
    about = {
        "digest": digest,
        "embedder": embedder,
        "labels": labels,
        "intents": trained.intent_ids,
        "kinds": trained.kinds,
        "judged": {key: int(right) for key, right in trained.judged.items()},
        "figures": {name: None if np.isnan(value) else round(value, 4) for name, value in trained.figures.items()},
    }
    (draft / "about.json").write_text(json.dumps(about, indent=1), "utf-8")
    target = folder / digest
    shutil.rmtree(target, ignore_errors=True)
    draft.replace(target)
    others = sorted(
        (p for p in folder.iterdir() if p.is_dir() and p != target), key=lambda p: p.stat().st_mtime, reverse=True
    )
    for old in others[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def load(folder: Path, digest: str) -> Trained | None:
    """The heads stored under this digest, or None when there are none or they cannot be read."""
    home = folder / digest
    try:
        about = json.loads((home / "about.json").read_text("utf-8"))
        if about["digest"] != digest:
            return None
        with (home / "heads.npz").open("rb") as file, np.load(file, allow_pickle=False) as stored:
            heads = Heads.from_arrays({name: stored[name] for name in stored.files})
        figures: Figures = {
            name: float("nan") if value is None else float(value) for name, value in about["figures"].items()
        }
        judged = {str(key): bool(right) for key, right in about["judged"].items()}
        return Trained(heads, tuple(about["intents"]), tuple(about["kinds"]), figures, judged)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile):
        return None


def write_current(folder: Path, digest: str, version: str, embedder: str, trained: Trained, labels: int) -> None:
    """A line about the model in use for whoever looks at an installation."""
    accuracy = trained.figures.get("intent_accuracy")
    about = {
        "model": digest[:12],
        "digest": digest,
        "version": version,
        "embedder": embedder,
        "intents": len(trained.intent_ids),
        "examples": len(trained.judged),
        "labels": labels,
        "accuracy": None if accuracy is None or np.isnan(accuracy) else round(accuracy, 3),
    }
    draft = folder / f".{CURRENT}.{os.getpid()}"
    draft.write_text(json.dumps(about), "utf-8")
    draft.replace(folder / CURRENT)
