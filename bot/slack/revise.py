"""An agent says it otherwise, or takes it back: what was posted changes, wherever it went."""

from collections.abc import Sequence
from typing import Any, Protocol

import structlog

from core.domain.messages import Message
from core.errors import DeliveryError
from core.record import EventLog
from core.slack import SLACK
from core.slack_api import WebApi
from core.triage import SaidStore

log = structlog.get_logger("foyer.slack")

_GONE = ("message_not_found", "cant_update_message", "cant_delete_message")
"""Somebody deleted it in Slack, or it was only ever shown to one person for a session."""


class RevisedRecord(SaidStore, EventLog, Protocol):
    """What is read to find what was posted."""


class Reviser:
    """Follows a change of an entry to the messages that the entry became in Slack."""

    def __init__(self, web: WebApi, record: RevisedRecord) -> None:
        self._web = web
        self._record = record

    async def places(self, said: Message) -> list[tuple[str, str]]:
        """(channel, ts) of everything that stands in Slack of an entry: where it was posted, or moved to since."""
        after = await self._record.messages(said.conversation_id, after=said.seq)
        changes = [one for one in after if one.of == said.seq]
        for entry in (*reversed(changes), said):
            answer = await self._record.answer_of(SLACK, str(entry.id))
            pairs = (place.partition(":") for place in answer.split())
            if found := [(channel, ts) for channel, colon, ts in pairs if colon and ts]:
                return found
        return []

    async def update(self, places: Sequence[tuple[str, str]], contents: Sequence[dict[str, Any]]) -> str:
        """What was posted says this now, part by part; parts that are not needed any more go."""
        for (channel, ts), content in zip(places, contents, strict=False):
            await self._update(channel, ts, content)
        await self.remove(places[len(contents) :])
        return " ".join(f"{channel}:{ts}" for channel, ts in places[: len(contents)])

    async def remove(self, places: Sequence[tuple[str, str]]) -> str:
        """Nothing of it stands there any more."""
        for channel, ts in places:
            await self._remove(channel, ts)
        return "taken back"

    async def _update(self, channel: str, ts: str, content: dict[str, Any]) -> None:
        words = {name: content[name] for name in ("text", "blocks")}
        try:
            await self._web.call("chat.update", channel=channel, ts=ts, parse="none", **words)
        except DeliveryError as error:
            self._let_go(error)

    async def _remove(self, channel: str, ts: str) -> None:
        try:
            await self._web.call("chat.delete", channel=channel, ts=ts)
        except DeliveryError as error:
            self._let_go(error)

    def _let_go(self, error: DeliveryError) -> None:
        if error.detail not in _GONE:
            raise error
        log.info("slack_revision_of_nothing", reason=error.detail)
