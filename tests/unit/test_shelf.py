"""Bytes on a shelf: whole or not there, under our own ids only."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.files.shelf import FolderShelf
from core.domain.ids import Millis
from core.errors import NotFound
from core.files import TooLarge

ID = "0" * 31 + "a"


async def _pieces(*pieces: bytes) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


async def _read(shelf: FolderShelf, file_id: str) -> bytes:
    return b"".join([piece async for piece in shelf.read(file_id)])


async def test_that_what_was_put_is_read_and_dropped(tmp_path: Path):
    shelf = FolderShelf(tmp_path / "files")
    size, sha256 = await shelf.put(ID, _pieces(b"a" * 100_000, b"b"), 1_000_000)
    assert size == 100_001
    assert len(sha256) == 64
    assert await _read(shelf, ID) == b"a" * 100_000 + b"b"
    await shelf.drop(ID)
    await shelf.drop(ID)
    with pytest.raises(NotFound):
        await _read(shelf, ID)


async def test_that_nothing_is_left_of_what_is_too_large_or_breaks_off(tmp_path: Path):
    shelf = FolderShelf(tmp_path)

    async def broken() -> AsyncIterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(TooLarge):
        await shelf.put(ID, _pieces(b"12345", b"67890"), 9)
    with pytest.raises(ConnectionError):
        await shelf.put(ID, broken(), 100)
    assert not [name for _, _, names in os.walk(tmp_path) for name in names]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 32, "0" * 31, "0" * 32 + "/x"])
async def test_that_only_our_own_ids_name_a_place(tmp_path: Path, name: str):
    with pytest.raises(NotFound):
        await FolderShelf(tmp_path).put(name, _pieces(b"x"), 10)


async def test_that_old_ones_are_listed_and_halves_are_cleared(tmp_path: Path):
    shelf = FolderShelf(tmp_path)
    await shelf.put(ID, _pieces(b"x"), 10)
    half = tmp_path / "00" / ("0" * 32 + ".part")
    half.write_bytes(b"x")
    for path in (half, tmp_path / "00" / ID):
        os.utime(path, (1000, 1000))
    assert await shelf.older_than(Millis(999_000)) == ()
    assert await shelf.older_than(Millis(2_000_000)) == (ID,)
    assert not half.exists()
