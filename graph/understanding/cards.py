"""What the back office is told of trained models: read from what is stored beside them."""

import json
import math
from pathlib import Path

from core.domain.ids import Millis
from core.model_card import ModelCard
from graph.understanding.store import CURRENT


def newest_card(folder: Path) -> ModelCard | None:
    """Of the newest accepted model; None where there is none, or its files cannot be read."""
    try:
        current = json.loads((folder / CURRENT).read_text("utf-8"))
        return card_of(folder, str(current["digest"]), str(current["version"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def card_of(folder: Path, digest: str, version: str) -> ModelCard | None:
    """Of the model stored under `digest`. It was trained when its folder was written."""
    home = folder / digest
    try:
        about = json.loads((home / "about.json").read_text("utf-8"))
        labels = about.get("labels")
        return ModelCard(
            version=version,
            embedder=str(about.get("embedder", "")),
            trained_at=Millis(int((home / "about.json").stat().st_mtime * 1000)),
            intents=len(about["intents"]),
            examples=len(about["judged"]),
            labels=None if labels is None else int(labels),
            figures={
                str(name): float(value)
                for name, value in about["figures"].items()
                if value is not None and not math.isnan(float(value))
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
