"""Deliver: an entry of a conversation's log to its thread, or to one person where others read along."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

import structlog

from bot.slack.channels import Channels
from bot.slack.earlier import Earlier
from bot.slack.render import Read, render
from bot.slack.revise import Reviser
from core.domain.company import ArticleAudience, Company
from core.domain.conversation import Conversation
from core.domain.ids import ConversationId, CustomerId
from core.domain.messages import Author, Message, Notice, QuickReply
from core.domain.people import Customer, Identity
from core.engine.pace import Pace
from core.errors import DeliveryError, NotYet
from core.library import Library
from core.policies.audience import Readers, Verdict, decide_audience
from core.ports import Texts
from core.record import Directory, EventLog
from core.slack import SLACK, ChannelState, Place, SlackChannel, SlackStore
from core.slack_api import EVENT_TYPE, HomeOf, WebApi
from core.slack_text import context, escape
from core.telemetry import Telemetry

log = structlog.get_logger("foyer.slack")

_NO_DM = ("cannot_dm_bot", "user_not_found", "user_disabled", "user_not_visible", "messages_tab_disabled")
_SOLVED = "solved"
_NAME = "\u0001"


class SenderRecord(EventLog, Directory, SlackStore, Library, Protocol):
    """What is read to deliver."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One entry on its way, with everything that decides where it goes."""

    message: Message
    conversation: Conversation
    place: Place
    channel: SlackChannel
    customer: Customer
    identity: Identity
    key: str
    again: bool


class SlackSender:
    """Implements `core.ports.Sender` for conversations of Slack.

    The metadata of a message carries only the key of its outbox row. When an earlier try may have arrived, the
    thread is read first, so that nobody is answered twice.
    """

    def __init__(
        self,
        *,
        web: WebApi,
        home: HomeOf,
        channels: Channels,
        record: SenderRecord,
        pace: Pace,
        company: Company,
        texts: Texts,
        telemetry: Telemetry,
        public_url: str = "",
    ) -> None:
        self._web = web
        self._earlier = Earlier(web)
        self._home = home
        self._channels = channels
        self._record = record
        self._pace = pace
        self._company = company
        self._texts = texts
        self._telemetry = telemetry
        self._public_url = public_url
        self._reviser = Reviser(web, record)
        self._own_addresses = frozenset(
            address.casefold()
            for address in (company.support_email, company.links.get("security_email", ""))
            if address
        )

    async def send(
        self, conversation_id: ConversationId | None, payload: dict[str, object], key: str, again: bool = False
    ) -> str:
        """Post the entry `payload["seq"]` of the conversation; returns "channel:ts", or why nothing was to be sent."""
        assert conversation_id is not None, "every entry belongs to a conversation"
        delivery = await self._delivery(conversation_id, payload, key, again)
        if delivery is None:
            return "withdrawn"
        if delivery.message.of is not None:
            return await self._revise(delivery, delivery.message.of)
        verdict = await self._verdict(delivery)
        if verdict.personal:
            log.info("slack_personal", conversation=conversation_id, reason=verdict.reason)
            return await self._send_personally(delivery)
        return await self._post_all(delivery, delivery.place, self._contents(delivery))

    async def _revise(self, delivery: Delivery, of: int) -> str:
        """An agent said something otherwise, or took it back: what was posted of it follows."""
        change = delivery.message
        found = await self._record.messages(change.conversation_id, after=of - 1, limit=1)
        places = await self._reviser.places(found[0]) if found else []
        gone = bool(found) and found[0].deleted_at is not None
        if not places or (gone and change.notice is not Notice.TAKEN_BACK):
            return "nothing to change"
        if change.notice is Notice.TAKEN_BACK:
            return await self._reviser.remove(places)
        now = replace(delivery, message=found[0])
        read_by_others = delivery.channel.kind != "im" and places[0][0] == delivery.place.channel_id
        if read_by_others and (await self._verdict(now)).personal:
            await self._reviser.remove(places)
            return await self._send_personally(now)
        contents = self._contents(now)
        answer = await self._reviser.update(places, contents)
        if rest := contents[len(places) :]:  # it has become longer than what was posted
            there = Place(places[0][0], delivery.place.thread_ts if read_by_others else "")
            answer = f"{answer} {await self._post_all(delivery, there, rest)}"
        return answer

    async def _delivery(
        self, conversation_id: ConversationId, payload: Mapping[str, object], key: str, again: bool
    ) -> Delivery | None:
        seq = payload["seq"]
        assert isinstance(seq, int)
        found = await self._record.messages(conversation_id, after=seq - 1, limit=1)
        conversation = await self._record.conversation(conversation_id)
        if not found or found[0].seq != seq or conversation is None or found[0].deleted_at is not None:
            return None
        place = await self._record.place_of(conversation_id)
        if place is None:
            raise NotYet("The thread is about to be noted.", 0.5)
        # The membership may have widened since the answer was thought: what Slack says now decides.
        channel = await self._channels.channel(place.channel_id, await self._home())
        if channel is None or channel.state is not ChannelState.OK:
            note = channel.note if channel else "Slack does not show us this channel. Invite the app again."
            raise DeliveryError(note or "We cannot speak in this channel.", permanent=True, refused=True)
        customer, identity = await self._asker(found[0], conversation)
        return Delivery(found[0], conversation, place, channel, customer, identity, key, again)

    async def _asker(self, message: Message, conversation: Conversation) -> tuple[Customer, Identity]:
        found = await self._record.writer(CustomerId(message.to), SLACK) if message.to else None
        found = found or await self._record.person(conversation.identity_id)
        if found is None:
            raise DeliveryError("The customer is not in the record any more.", permanent=True, refused=True)
        return found

    async def _verdict(self, delivery: Delivery) -> Verdict:
        message, channel, account = delivery.message, delivery.channel, delivery.customer.account
        # A page that is not known to be open to everybody is taken for one that is not.
        pages = [await self._record.stored_article(source.article_id) for source in message.sources]
        public = [page is not None and page.article.audience is ArticleAudience.PUBLIC for page in pages]
        return decide_audience(
            message.text,
            Readers(
                alone=channel.kind == "im",
                one_company=account is not None
                and channel.account_id == account.id
                and set(channel.teams) <= set(channel.account_teams),
            ),
            declared_personal=message.personal,
            account_facts=account.facts if account else {},
            email=delivery.customer.email,
            own_addresses=self._own_addresses,
            quotes_public_only=bool(public) and all(public),
            quotes_restricted=not all(public),
        )

    def _contents(self, delivery: Delivery, above: str = "") -> list[dict[str, Any]]:
        message, locale = delivery.message, delivery.conversation.locale
        replies = message.quick_replies
        asks = any(reply.action == _SOLVED for reply in replies)
        if message.sources and message.author is Author.BOT and not asks:
            replies = (*replies, QuickReply(self._texts.say("slack_solved", locale), _SOLVED))
        parts = render(
            message.text,
            sources=message.sources,
            quick_replies=replies,
            sources_label=self._texts.say("slack_source", locale),
            public_url=self._public_url,
            above=above,
            read=Read(self._texts.say("slack_read", locale), message.conversation_id, message.seq),
        )
        speaker: dict[str, Any] = {}
        if message.author is Author.AGENT and message.author_name:
            # A person speaks under their own name, and the company's: nobody takes them for the bot.
            speaker["username"] = f"{message.author_name} ({self._company.name})"[:80]
            speaker["icon_emoji"] = ":bust_in_silhouette:"
        return [{"text": part.text, "blocks": part.blocks, **speaker} for part in parts]

    async def _send_personally(self, delivery: Delivery) -> str:
        user = delivery.identity.external_id.split(":")[1]
        locale = delivery.conversation.locale
        about = self._texts.say("slack_about", locale, channel=f"#{delivery.channel.name}")
        line = "slack_private_sent"
        try:
            opened = await self._web.call("conversations.open", users=user)
            direct = Place(str((opened.get("channel") or {}).get("id") or ""), "")
            answer = await self._post_all(delivery, direct, self._contents(delivery, above=about))
        except DeliveryError as error:
            if error.detail not in _NO_DM:
                raise
            answer = await self._whisper(delivery, user)
            line = "slack_whispered"
        told = escape(self._texts.say(line, locale, name=_NAME)).replace(_NAME, f"<@{user}>")
        neutral = {"text": told, "blocks": [context(told)]}
        await self._post(delivery, delivery.place, f"{delivery.key}:n", wait=True, **neutral)
        return answer

    async def _whisper(self, delivery: Delivery, user: str) -> str:
        """Only this person sees it, where they asked; Slack keeps it for their session only."""
        place = delivery.place
        self._pace.take(place.channel_id)
        answer: dict[str, Any] = {}
        for content in self._contents(delivery):
            answer = await self._web.call(
                "chat.postEphemeral",
                channel=place.channel_id,
                user=user,
                thread_ts=place.thread_ts or None,
                **content,
            )
        return f"{place.channel_id}:{answer.get('message_ts', '')}"

    async def _post_all(self, delivery: Delivery, place: Place, contents: list[dict[str, Any]]) -> str:
        """Every part, each under a key of its own. Once the first is out, a failure of a later one is looked after
        like a lost answer: the next try finds what is there and goes on behind it."""
        answers = []
        for number, content in enumerate(contents):
            key = f"{delivery.key}:{number}" if number else delivery.key
            answers.append(await self._post(delivery, place, key, wait=number > 0, **content))
        return " ".join(answers)

    async def _post(self, delivery: Delivery, place: Place, key: str, *, wait: bool = False, **content: Any) -> str:
        if delivery.again:
            text, created_at = str(content["text"]), delivery.message.created_at
            if found := await self._earlier.find(place, key, text, created_at, await self._home()):
                log.info("slack_was_there", conversation=delivery_id(delivery.message))
                return f"{place.channel_id}:{found}"
        if not wait:
            self._pace.take(place.channel_id)
        try:
            answer = await self._call(place, key, content)
        except DeliveryError as error:
            if isinstance(error, NotYet):
                self._pace.hold(place.channel_id, error.retry_after_s or 1.0)
            if wait:  # something is out already: the next try has to look for it
                message, pause = error.message, error.retry_after_s
                raise DeliveryError(message, permanent=error.permanent, retry_after_s=pause) from None
            raise
        if answer.get("channel") and place.channel_id != answer["channel"]:
            log.info("slack_channel_answered_as", channel=place.channel_id)
        return f"{place.channel_id}:{answer.get('ts', '')}"

    async def _call(self, place: Place, key: str, content: dict[str, Any]) -> dict[str, Any]:
        arguments = {
            "channel": place.channel_id,
            "thread_ts": place.thread_ts or None,
            "unfurl_links": False,
            "unfurl_media": False,
            "parse": "none",
            "metadata": {"event_type": EVENT_TYPE, "event_payload": {"id": key}},
            **content,
        }
        try:
            return await self._web.call("chat.postMessage", **arguments)
        except DeliveryError as error:
            if error.detail != "missing_scope" or "username" not in content:
                raise
        # Without chat:write.customize a person speaks as the app: the name has to stand in the message.
        name = arguments.pop("username")
        arguments.pop("icon_emoji", None)
        arguments["blocks"] = [context(f"*{escape(str(name))}*"), *arguments["blocks"]]
        return await self._web.call("chat.postMessage", **arguments)


def delivery_id(message: Message) -> str:
    """What the log may name a message by."""
    return f"{message.conversation_id}/{message.seq}"
