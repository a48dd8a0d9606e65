"""Buttons under our messages: what they say becomes the customer's message, with its meaning; an article that is opened
is counted."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import structlog

from bot.slack.channels import Channels
from bot.slack.classify import Side, side_of
from bot.slack.people import People
from core.clock import Clock
from core.domain.ids import ConversationId
from core.domain.messages import InboundMessage
from core.engine.reception import Reception, clean_text
from core.errors import DeliveryError, InvalidInput
from core.ports import Texts
from core.record import Directory, EventLog
from core.slack import SLACK, SlackStore, StoredEvent
from core.slack_api import WebApi
from core.slack_people import Home
from core.uses import LinkClicks, follow

log = structlog.get_logger("foyer.slack")


class PressRecord(EventLog, Directory, SlackStore, LinkClicks, Protocol):
    """What is read and written."""


class Presses:
    """Handles `block_actions` of our own buttons: what a customer says (`say:…`) and opens (`open:…`)."""

    def __init__(
        self,
        *,
        web: WebApi,
        record: PressRecord,
        reception: Reception,
        people: People,
        channels: Channels,
        texts: Texts,
        clock: Clock,
        staff: frozenset[str],
    ) -> None:
        self._web = web
        self._record = record
        self._reception = reception
        self._people = people
        self._channels = channels
        self._texts = texts
        self._clock = clock
        self._staff = staff

    async def handle(self, event: StoredEvent, home: Home) -> None:
        """A press. Anybody who reads along can press: whoever is not a customer of this channel is told so."""
        body = event.payload
        container, user = _dict(body.get("container")), _dict(body.get("user"))
        channel_id = str(container.get("channel_id") or _dict(body.get("channel")).get("id") or "")
        actions = body.get("actions")
        action = _dict(actions[0]) if isinstance(actions, list) and actions else {}
        pressed = str(action.get("action_id", "")).partition(":")[0]
        if not channel_id or not user.get("id") or pressed not in ("say", "open"):
            return
        channel = await self._channels.channel(channel_id, home)
        person = await self._people.person(str(user["id"]), str(user.get("team_id") or ""), home)
        if channel is None or side_of(person, channel, home, self._staff) is not Side.CUSTOMER:
            if pressed == "say":  # an article may be opened by anybody
                await self._refuse(channel_id, container, person.id)
            return
        message_ts = str(container.get("message_ts") or "")
        thread_ts = str(container.get("thread_ts") or _dict(body.get("message")).get("thread_ts") or "")
        there = await self._record.conversations_in(
            channel_id, thread_ts or ("" if channel.kind == "im" else message_ts)
        )
        if not there:
            log.info("slack_press_nowhere", channel=channel_id)
            return
        if pressed == "open":
            await self._opened(str(action.get("value") or ""), [each.id for each in there])
            return
        conversation = there[0]
        try:
            text = clean_text(str(_dict(action.get("text")).get("text") or action.get("value") or ""))
        except InvalidInput:
            return
        writer, _ = await self._people.identify(person, channel)
        stamp = str(action.get("action_ts") or event.id)
        await self._reception.receive(
            InboundMessage(
                channel=SLACK,
                conversation_id=conversation.id,
                customer_id=conversation.customer_id,
                identity_id=conversation.identity_id,
                key=f"press:{message_ts}:{person.id}:{stamp}",
                text=text,
                action=_meaning(str(action.get("value") or "")),
                received_at=self._clock.now(),
                locale=conversation.locale,
                author_id=None if writer.id == conversation.customer_id else writer.id,
                author_name="" if writer.id == conversation.customer_id else person.name,
            )
        )

    async def _opened(self, value: str, there: Sequence[ConversationId]) -> None:
        """A customer has gone to the article that an answer quotes."""
        conversation_id, _, seq = value.partition(":")
        if seq.isdecimal() and len(seq) < 10 and conversation_id in there:
            await follow(self._record, ConversationId(conversation_id), int(seq), 0, self._clock.now())

    async def _refuse(self, channel_id: str, container: Mapping[str, Any], user: str) -> None:
        try:
            await self._web.call(
                "chat.postEphemeral",
                channel=channel_id,
                user=user,
                thread_ts=container.get("thread_ts"),
                text=self._texts.say("slack_not_yours", "en"),
            )
        except DeliveryError:
            log.info("slack_refusal_untold", channel=channel_id)


def _meaning(value: str) -> str:
    """The meaning of a button of ours; the value comes back from outside, so its form is checked."""
    return value if len(value) <= 200 and value.isprintable() and "\n" not in value else ""


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
