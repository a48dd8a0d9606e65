"""Files a customer attaches: named with their message, noted to be fetched (`fetching`), forgotten with it."""

from collections.abc import Sequence
from dataclasses import replace

from bot.slack.fetching import FILES_TOPIC
from core.clock import Clock
from core.domain.ids import ConversationId
from core.errors import DeliveryError
from core.files import FileShelf, FileStore, NewFile
from core.ports import Bus
from core.slack_api import WebApi
from core.slack_payloads import FileRef

_MOST = 10
_KB = 1024


class Attachments:
    """What the listener does about files."""

    def __init__(self, web: WebApi, store: FileStore, shelf: FileShelf, bus: Bus, clock: Clock) -> None:
        self._web = web
        self._store = store
        self._shelf = shelf
        self._bus = bus
        self._clock = clock

    async def described(self, files: tuple[FileRef, ...]) -> tuple[tuple[FileRef, str], ...]:
        """Each file with what to tell about it. In shared channels the event has no details: Slack is asked.

        Raises NotYet when Slack asks to wait; a file that cannot be seen is named as such.
        """
        found = []
        for file in files[:_MOST]:
            known = await self._looked_up(file) if file.unknown or not file.name else file
            found.append((known, _line(known)))
        return tuple(found)

    async def _looked_up(self, file: FileRef) -> FileRef:
        try:
            answer = await self._web.call("files.info", file=file.id)
        except DeliveryError as error:
            if not error.refused or not error.detail:
                raise
            return file
        data = answer.get("file") or {}
        size = data.get("size")
        return replace(
            file,
            name=str(data.get("name") or data.get("title") or ""),
            mimetype=str(data.get("mimetype") or ""),
            size=size if isinstance(size, int) else 0,
            url=str(data.get("url_private_download") or data.get("url_private") or ""),
            unknown=False,
        )

    async def note(self, conversation_id: ConversationId, key: str, files: Sequence[FileRef], team: str) -> None:
        """Note a message's files, to be fetched with the token of `team`; a repeat changes nothing."""
        new = [NewFile(ref.id, team, ref.name, ref.mimetype, ref.size, ref.url) for ref in files if ref.id]
        if await self._store.note_files(conversation_id, key, new, self._clock.now()):
            await self._bus.publish(FILES_TOPIC, {})

    async def forget(self, conversation_id: ConversationId, key: str) -> None:
        """A message was deleted: its files are deleted too."""
        for file_id in await self._store.files_gone(conversation_id, key, self._clock.now()):
            await self._shelf.drop(file_id)


def _line(file: FileRef) -> str:
    if not file.name:
        return "[file that Slack does not show us]"
    parts = [file.name[:120], file.mimetype[:60], _size(file.size)]
    return f"[file: {', '.join(part for part in parts if part)}]"


def _size(size: int) -> str:
    if size <= 0:
        return ""
    return f"{size / _KB / _KB:.1f} MB" if size >= _KB * _KB else f"{max(1, size // _KB)} KB"
