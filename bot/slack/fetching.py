"""Fetching what customers attached: by `files.info` and the private address, checked, onto the shelf."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import aiohttp
import structlog

from bot.slack.workspaces import Workspaces
from core.clock import Clock, new_id
from core.domain.ids import Millis
from core.engine.pulse import Loop
from core.errors import DeliveryError, NotYet
from core.files import FileShelf, FileStore, KeptFile, TooLarge
from core.policies.files import why_not, why_not_this
from core.ports import Bus

log = structlog.get_logger("foyer.slack")

FILES_TOPIC = "slack_files"
_LEASE_MS = 180_000
_MOST_ATTEMPTS = 8
_BACKOFF_CAP_S = 600.0
_SWEEP_EVERY_MS = 3600 * 1000
_SWEEP_AT_ONCE = 500
_PIECE = 64 * 1024
_AWAY = ("file_not_found", "file_deleted", "file_not_shared", "missing_scope", "access_denied", "restricted_action")


class _Refused(Exception):
    """The file is not taken; says why, in words for agents."""


class FileFetcher(Loop):
    """One file after another. What cannot be taken is noted with the reason; failures are tried again for a while.

    Also deletes bytes that the record knows no longer.
    """

    name = "slack-files"

    def __init__(self, web: Workspaces, store: FileStore, shelf: FileShelf, bus: Bus, clock: Clock, limit: int) -> None:
        super().__init__(clock, 5.0)
        self.owner = new_id()
        self._web = web
        self._store = store
        self._shelf = shelf
        self._bus = bus
        self._limit = limit
        self._swept_at = Millis(0)

    def start(self) -> None:
        """Listen for wake-ups and begin."""
        self._unsubscribe = self._bus.subscribe(self._on_note)
        super().start()

    async def stop(self) -> None:
        """End after the file in hand."""
        await super().stop()
        self._unsubscribe()

    def _on_note(self, topic: str, note: dict[str, object]) -> None:
        if topic == FILES_TOPIC:
            self.pulse.wake()

    def on_error(self, error: Exception) -> None:
        """Say what failed; the file's lease runs out, and it is tried again."""
        log.error("slack_files_failed", error=type(error).__name__)

    async def step(self) -> bool:
        """Fetch the next file that waits."""
        await self._sweep()
        file = await self._store.claim_file(self.owner, self.clock.now(), _LEASE_MS)
        if file is None:
            return False
        try:
            with self._web.within(file.team):
                await self._fetch(file)
        except NotYet as wait:
            await self._later(file, wait.retry_after_s or 5.0, counted=False)
        except (DeliveryError, aiohttp.ClientError, TimeoutError, OSError) as error:
            reason = error.message if isinstance(error, DeliveryError) else type(error).__name__
            log.warning("slack_file_failed", file=file.id, attempts=file.attempts + 1, reason=reason)
            if file.attempts + 1 >= _MOST_ATTEMPTS:
                await self._refuse(file, "It could not be fetched. It can be opened in Slack.")
            else:
                await self._later(file, min(_BACKOFF_CAP_S, 5.0 * 3.0**file.attempts), counted=True)
        return True

    async def _fetch(self, file: KeptFile) -> None:
        if not self._limit:
            return await self._refuse(file, "Files are not fetched here. It can be opened in Slack.")
        if not file.url:
            try:
                file = _as_told(file, (await self._web.call("files.info", file=file.source_id)).get("file") or {})
            except DeliveryError as error:
                if error.detail not in _AWAY:
                    raise
                return await self._refuse(file, "Slack does not give us this file.")
        if why := why_not(file.mimetype, file.size, self._limit):
            return await self._refuse(file, why)
        if not self._web.serves(file.url):
            return await self._refuse(
                file, "It lies outside of Slack, so it is not fetched. It can be opened in Slack."
            )
        try:
            async with self._web.download(file.url) as answer:
                size, sha256 = await self._shelf.put(file.id, _checked(answer, file.mimetype), self._limit)
        except TooLarge:
            return await self._refuse(file, why_not(file.mimetype, self._limit + 1, self._limit))
        except _Refused as refusal:
            return await self._refuse(file, str(refusal))
        if not await self._store.file_kept(replace(file, size=size), sha256, self.clock.now()):
            await self._shelf.drop(file.id)  # its message was deleted meanwhile
            return None
        log.info("slack_file_kept", file=file.id, size=size, mimetype=file.mimetype)
        await self._tell(file)
        return None

    async def _refuse(self, file: KeptFile, note: str) -> None:
        await self._store.file_refused(file, note, self.clock.now())
        log.info("slack_file_refused", file=file.id, mimetype=file.mimetype, size=file.size)
        await self._tell(file)

    async def _later(self, file: KeptFile, wait_s: float, *, counted: bool) -> None:
        at = Millis(self.clock.now() + round(wait_s * 1000))
        await self._store.file_later(file, at, counted=counted)
        self.pulse.wake(at)

    async def _tell(self, file: KeptFile) -> None:
        await self._bus.publish("desk", {"id": file.conversation_id})

    async def _sweep(self) -> None:
        """Delete what lies there without the record knowing of it: its conversation was erased, or a process died."""
        now = self.clock.now()
        if now - self._swept_at < _SWEEP_EVERY_MS:
            return
        self._swept_at = now
        old = await self._shelf.older_than(Millis(now - _SWEEP_EVERY_MS))
        for start in range(0, len(old), _SWEEP_AT_ONCE):
            some = old[start : start + _SWEEP_AT_ONCE]
            for file_id in set(some) - await self._store.files_still_kept(some):
                await self._shelf.drop(file_id)


def _as_told(file: KeptFile, data: Mapping[str, Any]) -> KeptFile:
    size = data.get("size")
    return replace(
        file,
        name=str(data.get("name") or data.get("title") or file.name or "file")[:200],
        mimetype=str(data.get("mimetype") or file.mimetype)[:200],
        size=size if isinstance(size, int) else file.size,
        url=str(data.get("url_private_download") or data.get("url_private") or ""),
    )


async def _checked(answer: aiohttp.ClientResponse, mimetype: str) -> AsyncIterator[bytes]:
    """The answer's bytes, once their beginning has been looked at."""
    if answer.status in (401, 403, 404, 410):
        raise _Refused("Slack does not give us this file.")
    if answer.status == 429:
        seconds = answer.headers.get("Retry-After", "")
        raise NotYet("Slack asked to wait before files are fetched.", float(seconds) if seconds.isdigit() else 30.0)
    if answer.status != 200:
        raise DeliveryError(f"Slack answered {answer.status} in place of the file.")
    first = True
    async for chunk in answer.content.iter_chunked(_PIECE):
        if first and (why := why_not_this(mimetype, answer.headers.get("Content-Type", ""), chunk)):
            raise _Refused(why)
        first = False
        yield chunk
