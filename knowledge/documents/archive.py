"""Zip archives, and what is wrong with some of them."""

import io
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath

from knowledge.documents.document import MAX_FILE, Refused

MAX_ENTRIES = 5_000
MAX_WHOLE = 200 * 1024 * 1024
MAX_RATIO = 120
"""How many times larger than its packed form an entry may be; text packs to a tenth, a bomb to a thousandth."""
_SMALL = 1024 * 1024
_CHUNK = 64 * 1024


def check_archive(data: bytes) -> None:
    """Raises Refused for an archive that is damaged, locked, or a bomb by what it says itself."""
    with _opened(data) as archive:
        _check(archive.infolist())


def entries_of(data: bytes) -> Iterator[tuple[str, bytes | Refused]]:
    """Name and content of every file, or why that one is refused. Raises Refused for the archive as a whole.

    What is unpacked is counted as it comes: an archive may lie about its sizes.
    """
    with _opened(data) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        _check(infos)
        whole = 0
        for info in infos:
            if _is_clutter(info.filename):
                continue
            try:
                content = _unpacked(archive, info)
            except Refused as refusal:
                yield info.filename, refusal
                continue
            whole += len(content)
            if whole > MAX_WHOLE:
                raise Refused(f"it unpacks to more than {MAX_WHOLE // 2**20} MB")
            yield info.filename, content


def _opened(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise Refused("it is damaged: the archive cannot be opened") from None


def _check(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_ENTRIES:
        raise Refused(f"it holds {len(infos)} files and at most {MAX_ENTRIES} are read; split it")
    if any(info.flag_bits & 0x1 for info in infos):
        raise Refused("it is locked with a password; save it without")
    whole = sum(info.file_size for info in infos)
    if whole > MAX_WHOLE:
        raise Refused(f"it unpacks to {whole // 2**20} MB and at most {MAX_WHOLE // 2**20} MB are read")
    for info in infos:
        path = PurePosixPath(info.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
            raise Refused("it holds a file that wants to be unpacked outside of the archive")
        if info.file_size > _SMALL and info.file_size > MAX_RATIO * max(1, info.compress_size):
            raise Refused("it is a zip bomb: a small file in it unpacks to an enormous one")


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Refused("it is a link to another file")
    if info.filename.casefold().endswith(".zip"):
        raise Refused("it is an archive within an archive; unpack it first")
    parts: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as file:
            while chunk := file.read(_CHUNK):
                size += len(chunk)
                if size > MAX_FILE:
                    raise Refused(f"it has more than {MAX_FILE // 2**20} MB")
                if size > _SMALL and size > MAX_RATIO * max(1, info.compress_size):
                    raise Refused("it is a zip bomb: it unpacks to far more than it should")
                parts.append(chunk)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, OSError, RuntimeError):
        raise Refused("it is damaged: it cannot be unpacked") from None
    except Exception as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"it is damaged: it cannot be unpacked ({type(error).__name__})") from None
    return b"".join(parts)


def _is_clutter(name: str) -> bool:
    """What file managers leave in archives."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return hidden or parts[-1] in ("Thumbs.db", "desktop.ini")
