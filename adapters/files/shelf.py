"""Files in a folder, one by one under our own ids: nothing a customer wrote is ever part of a path.

Several machines share them by a shared folder (`FOYER_FILES_DIR`).
"""

import asyncio
import contextlib
import hashlib
import os
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import BinaryIO

from core.domain.ids import Millis
from core.errors import NotFound
from core.files import TooLarge

_ID = re.compile(r"[0-9a-f]{32}")
_PIECE = 64 * 1024


class FolderShelf:
    """Implements `core.files.FileShelf`. A file appears under its name when it is whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, file_id: str, chunks: AsyncIterator[bytes], limit: int) -> tuple[int, str]:
        path = self._path(file_id)
        part = path.with_suffix(".part")
        size, digest = 0, hashlib.sha256()
        file = await asyncio.to_thread(_create, part)
        try:
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge
                digest.update(chunk)
                await asyncio.to_thread(file.write, chunk)
            await asyncio.to_thread(_finish, file, part, path)
        except BaseException:
            file.close()
            part.unlink(missing_ok=True)
            raise
        return size, digest.hexdigest()

    async def read(self, file_id: str) -> AsyncIterator[bytes]:
        try:
            file = await asyncio.to_thread(self._path(file_id).open, "rb")
        except OSError:
            raise NotFound("The file is not there any more.") from None
        try:
            while chunk := await asyncio.to_thread(file.read, _PIECE):
                yield chunk
        finally:
            file.close()

    async def drop(self, file_id: str) -> None:
        await asyncio.to_thread(self._path(file_id).unlink, missing_ok=True)

    async def older_than(self, at: Millis) -> tuple[str, ...]:
        return tuple(await asyncio.to_thread(lambda: sorted(self._old(at))))

    def _old(self, at: Millis) -> Iterator[str]:
        for path in self._folder.glob("??/*"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime * 1000 < at:
                    if path.suffix == ".part":
                        path.unlink()
                    elif _ID.fullmatch(path.name):
                        yield path.name

    def _path(self, file_id: str) -> Path:
        if not _ID.fullmatch(file_id):
            raise NotFound("There is no such file.")
        return self._folder / file_id[:2] / file_id


def _create(path: Path) -> BinaryIO:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _finish(file: BinaryIO, part: Path, path: Path) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()
    part.replace(path)
