"""Files that customers send: what the record knows of them, and where their bytes lie."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from core.domain.ids import ConversationId, Millis


class FileState(StrEnum):
    """How far a file has come."""

    WAITING = "waiting"
    KEPT = "kept"
    REFUSED = "refused"
    """Not kept, and `note` says why: too large, of a kind we do not take, or the channel does not give it."""
    GONE = "gone"
    """Deleted with its message."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file as a message names it. `source_id` is the channel's id for it, `team` whose token may read it."""

    source_id: str
    team: str
    name: str
    mimetype: str
    size: int
    url: str
    """Where the channel gives its bytes; "" when that has to be asked."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a customer's message, found by the message's key."""

    id: str
    conversation_id: ConversationId
    message_key: str
    source_id: str
    team: str
    name: str
    mimetype: str
    size: int
    url: str
    state: FileState
    note: str
    sha256: str
    attempts: int


class FileStore(Protocol):
    """Files' part of the record."""

    async def note_files(
        self, conversation_id: ConversationId, message_key: str, files: Sequence[NewFile], now: Millis
    ) -> int:
        """Note a message's files, to be fetched; a repeat changes nothing. Returns how many are new."""
        ...

    async def claim_file(self, owner: str, now: Millis, lease_ms: int) -> KeptFile | None:
        """The next file to fetch, or None."""
        ...

    async def file_kept(self, file: KeptFile, sha256: str, now: Millis) -> bool:
        """Its bytes are there: name, type and size as in `file`. False when it was deleted meanwhile."""
        ...

    async def file_refused(self, file: KeptFile, note: str, now: Millis) -> None:
        """It will not be fetched."""
        ...

    async def file_later(self, file: KeptFile, retry_at: Millis, *, counted: bool) -> None:
        """Try again at `retry_at`."""
        ...

    async def files_of(self, conversation_id: ConversationId) -> tuple[KeptFile, ...]:
        """All of a conversation's files, oldest first."""
        ...

    async def kept_file(self, file_id: str) -> KeptFile | None: ...

    async def files_gone(self, conversation_id: ConversationId, message_key: str, now: Millis) -> tuple[str, ...]:
        """A message was deleted: forget what its files were. Returns the ids whose bytes are to be deleted."""
        ...

    async def files_still_kept(self, ids: Sequence[str]) -> frozenset[str]:
        """Which of these ids the record still knows as kept or about to be."""
        ...


class FileShelf(Protocol):
    """Where the bytes lie, by our own ids."""

    async def put(self, file_id: str, chunks: AsyncIterator[bytes], limit: int) -> tuple[int, str]:
        """Write a file whole or not at all; returns its size and SHA-256. Raises TooLarge beyond `limit` bytes."""
        ...

    def read(self, file_id: str) -> AsyncIterator[bytes]:
        """Its bytes in pieces. Raises NotFound when they are not there."""
        ...

    async def drop(self, file_id: str) -> None:
        """Delete it; nothing happens when it is not there."""
        ...

    async def older_than(self, at: Millis) -> tuple[str, ...]:
        """Ids of files written before `at`, half-written ones included."""
        ...


class TooLarge(Exception):
    """A file is larger than it may be."""
