"""What is done with Slack's events once they are durable: conversations begin, go on, fall silent, change."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from bot.slack.channels import Channels
from bot.slack.classify import (
    Scene,
    Side,
    Todo,
    changes_meaning,
    decide,
    is_afterthought,
    side_of,
    starts_something,
    written_by_machine,
)
from bot.slack.commands import Commands
from bot.slack.files import Attachments
from bot.slack.house_keeping import HouseKeeping
from bot.slack.people import People
from bot.slack.presses import Presses
from bot.slack.progress import Progress
from bot.slack.workspaces import Workspaces
from core.clock import Clock
from core.domain.conversation import Conversation, Mode, Status
from core.domain.ids import ConversationId
from core.domain.messages import Author, InboundMessage
from core.domain.people import Customer
from core.engine.inbound import Parked
from core.engine.reception import Reception, clean_text
from core.errors import FoyerError, InvalidInput, NotYet
from core.ports import Bus
from core.record import Directory, EventLog
from core.slack import SLACK, SlackChannel, SlackStore, StaffWords, StoredEvent
from core.slack_payloads import Kind, Said, inner, kind_of, mentions, opens_with, plain_text, said_in
from core.slack_people import Home, Person

log = structlog.get_logger("foyer.slack")

BURST_S = 20.0
"""Messages of one person in a channel within this many seconds are one question."""
NEW_TOPIC_MS = 24 * 3600 * 1000
"""A thread whose conversation is settled and this long silent begins another one."""


class ListenerRecord(EventLog, Directory, SlackStore, Protocol):
    """What is read and written."""


def conversation_id_of(home: Home, channel: str, thread_ts: str, number: int) -> ConversationId:
    """The id of the `number`-th conversation of a thread: the same on every try, so that a repeat after a crash
    finds what the first one made."""
    name = f"slack:{home.team_id}:{channel}:{thread_ts}:{number}"
    return ConversationId(hashlib.blake2b(name.encode(), digest_size=16).hexdigest())


@dataclass(frozen=True, slots=True)
class Besides:
    """What deals with all that is no message, and with what comes along with one."""

    presses: Presses
    commands: Commands
    keeping: HouseKeeping
    attachments: Attachments


class SlackListener:
    """Implements `core.engine.inbound.EventHandler` for the customers' side."""

    def __init__(
        self,
        *,
        web: Workspaces,
        record: ListenerRecord,
        reception: Reception,
        people: People,
        channels: Channels,
        besides: Besides,
        progress: Progress,
        bus: Bus,
        clock: Clock,
        staff: frozenset[str],
    ) -> None:
        self._web = web
        self._record = record
        self._reception = reception
        self._people = people
        self._channels = channels
        self._presses = besides.presses
        self._commands = besides.commands
        self._keeping = besides.keeping
        self._attachments = besides.attachments
        self._progress = progress
        self._bus = bus
        self._clock = clock
        self._staff = staff

    def wants(self, payload: dict[str, object]) -> bool:
        """Everything that nobody before us wanted."""
        return True

    async def handle(self, event: StoredEvent) -> Parked | None:
        """Do what an event asks for."""
        body = event.payload
        kind = kind_of(body)
        home = await self._web.home()
        if kind is Kind.MESSAGE:
            return await self._message(event, said_in(body), home)
        if kind in (Kind.EDIT, Kind.DELETION):
            await self._changed(body, said_in(body), kind, home)
        elif kind is Kind.REACTION:
            await self._reaction(inner(body), home)
        elif kind is Kind.PRESS:
            await self._presses.handle(event, home)
        elif kind is Kind.COMMAND:
            await self._commands.handle(body, home)
        elif kind in (Kind.CHANNEL, Kind.INSTALL):
            await self._keeping.handle(body, kind, home)
        elif inner(body).get("type") in ("user_change", "user_profile_changed"):
            user = inner(body).get("user")
            self._people.forget(str(user.get("id")) if isinstance(user, Mapping) else str(user))
        return None

    # --- messages --------------------------------------------------------------------------------------------

    async def _message(self, event: StoredEvent, said: Said, home: Home) -> Parked | None:
        side = written_by_machine(said.user, said.bot_id, said.app_id, said.subtype, home)
        if side is not None or not said.channel or not said.ts:
            return None
        channel = await self._channels.channel(said.channel, home)
        if channel is None or (channel.kind != "im" and not channel.mapped):
            return None  # listed for an admin by now, and quiet: nobody is looked up, nothing is kept
        person = await self._people.person(said.user, said.team, home)
        thread_ts = _thread_of(said, channel)
        there = await self._record.conversations_in(said.channel, thread_ts)
        current = self._current(there, person, channel, home)
        scene = self._scene(event, said, person, channel, current, home)
        doing = decide(scene)
        log.info("slack_message", todo=doing.todo, reason=doing.reason, channel=said.channel, side=scene.side)
        if doing.todo is Todo.PARK:
            return Parked(f"{said.channel}:{said.root_ts}")
        if doing.todo is Todo.SILENCE and current is not None:
            await self._silence(current, said, person)
        elif doing.todo is Todo.CALL_BACK and current is not None:
            await self._call_back(current)
            if scene.side is Side.CUSTOMER:
                await self._receive(current.id, current, said, person, channel, home)
        elif doing.todo in (Todo.START, Todo.CONTINUE):
            await self._start_or_continue(said, thread_ts, there, current, person, channel, home)
        return None

    def _current(
        self, there: tuple[Conversation, ...], person: Person, channel: SlackChannel, home: Home
    ) -> Conversation | None:
        """The conversation a thread belongs to now. A settled one that is long silent is over for a customer."""
        newest = there[0] if there else None
        if newest is None or newest.status is not Status.RESOLVED:
            return newest
        over = self._clock.now() - newest.updated_at > NEW_TOPIC_MS
        return None if over and side_of(person, channel, home, self._staff) is Side.CUSTOMER else newest

    def _scene(
        self,
        event: StoredEvent,
        said: Said,
        person: Person,
        channel: SlackChannel,
        current: Conversation | None,
        home: Home,
    ) -> Scene:
        addressed = opens_with(said.text)
        mentioned = home.user_id in mentions(said.text)
        in_thread = bool(said.thread_ts) and said.thread_ts != said.ts
        return Scene(
            side=side_of(person, channel, home, self._staff),
            channel=channel,
            mentioned=mentioned,
            in_thread=in_thread,
            own_thread=not in_thread or said.parent_user in (said.user, home.user_id),
            mode=current.mode if current else None,
            to_somebody_else=bool(addressed) and addressed != home.user_id and not mentioned,
            starts=starts_something(plain_text(said.text, {})) or bool(said.files),
            asked=event.asked,
        )

    async def _start_or_continue(
        self,
        said: Said,
        thread_ts: str,
        there: tuple[Conversation, ...],
        current: Conversation | None,
        person: Person,
        channel: SlackChannel,
        home: Home,
    ) -> None:
        if current is None and await self._record.release_parked(f"{said.channel}:{said.root_ts}", self._clock.now()):
            # What came before in this thread, and was not ours then, is now: it is read first.
            raise NotYet("Earlier messages of the thread come first.", 0.05)
        conversation_id, started = current.id if current else None, False
        if conversation_id is None and thread_ts == said.ts and channel.kind != "im":
            conversation_id = await self._burst(said, person)
        if conversation_id is None:
            conversation_id = conversation_id_of(home, said.channel, thread_ts, len(there))
            started = True
        known = current or await self._record.conversation(conversation_id)
        await self._receive(conversation_id, known, said, person, channel, home)
        if known is None or known.mode is Mode.BOT:
            self._progress.show(said.channel, thread_ts, channel.kind, known.locale if known else "en")
        if current is None:
            now = self._clock.now()
            await self._record.bind_thread(said.channel, thread_ts, conversation_id, person.key, now, home=started)
            await self._bus.publish("outbox", {})

    async def _burst(self, said: Said, person: Person) -> ConversationId | None:
        """The conversation that a message is one more piece of. What is answered takes up afterthoughts only."""
        ts = float(said.ts)
        found = await self._record.burst_of(said.channel, person.key, f"{ts - BURST_S:.6f}", f"{ts + BURST_S:.6f}")
        if found is None or is_afterthought(plain_text(said.text, {})):
            return found
        if await self._record.customer_message(found, said.ts) is not None:
            return found  # taken already, by a process that died after it
        answers = [m for m in await self._record.messages(found) if m.author in (Author.BOT, Author.AGENT)]
        return None if any(answer.created_at < ts * 1000 for answer in answers) else found

    async def _receive(
        self,
        conversation_id: ConversationId,
        known: Conversation | None,
        said: Said,
        person: Person,
        channel: SlackChannel,
        home: Home,
    ) -> None:
        """Put a customer's message into its conversation. One that says nothing but our name is a call."""
        files = await self._attachments.described(said.files)
        text = "\n".join([await self.readable(said, home), *(line for _, line in files)]).strip()
        try:
            text = clean_text(text or f"@{home.name or 'bot'}")
        except InvalidInput:
            text = f"@{home.name or 'bot'}"
        writer, identity = await self._people.identify(person, channel)
        owner, owner_identity = (writer.id, identity.id) if known is None else (known.customer_id, known.identity_id)
        await self._reception.receive(
            InboundMessage(
                channel=SLACK,
                conversation_id=conversation_id,
                customer_id=owner,
                identity_id=owner_identity,
                key=said.ts,
                text=text,
                received_at=self._clock.now(),
                locale=writer.locale,
                author_id=None if writer.id == owner else writer.id,
                author_name="" if writer.id == owner else person.name,
                raw=_raw(said, person, [ref.id for ref, _ in files]),
            )
        )
        if files:
            await self._attachments.note(conversation_id, said.ts, [ref for ref, _ in files], home.team_id)

    async def readable(self, said: Said, home: Home) -> str:
        """A message's text as people read it, with names for the people it mentions."""
        names = {home.user_id: ""}
        for user in sorted(mentions(said.text) - {home.user_id})[:10]:
            try:
                names[user] = (await self._people.person(user, "", home)).name or "someone"
            except FoyerError:
                names[user] = "someone"
        return plain_text(said.text, names)

    # --- our own people --------------------------------------------------------------------------------------

    async def _silence(self, current: Conversation, said: Said, person: Person) -> None:
        home = await self._web.home()
        text = await self.readable(said, home) or "[no text]"
        words = StaffWords(key=said.ts, person=person.id, name=person.name or "A colleague", text=text)
        seq = await self._record.hear_staff(current.id, words, self._clock.now())
        if seq is not None:
            await self._tell(current.id, seq)

    async def _call_back(self, current: Conversation) -> None:
        if current.mode is Mode.HUMAN:
            await self._record.give_bot_the_word(current.id, self._clock.now())
            await self._bus.publish("due", {})

    async def _tell(self, conversation_id: ConversationId, seq: int) -> None:
        await self._bus.publish("conversation", {"id": conversation_id, "seq": seq})
        await self._bus.publish("desk", {"id": conversation_id})

    # --- edits and deletions ---------------------------------------------------------------------------------

    async def _changed(self, body: Mapping[str, Any], said: Said, kind: Kind, home: Home) -> None:
        if written_by_machine(said.user, said.bot_id, said.app_id, said.subtype, home) is Side.SELF or not said.ts:
            return
        channel = await self._record.slack_channel(said.channel)
        thread_ts = "" if channel is not None and channel.kind == "im" and not said.thread_ts else said.root_ts
        gone = kind is Kind.DELETION or said.subtype == "tombstone"
        if gone:
            await self._record.drop_slack_message(f"{said.channel}:{said.ts}", self._clock.now())
        for conversation in await self._record.conversations_in(said.channel, thread_ts):
            message = await self._record.customer_message(conversation.id, said.ts)
            if message is None or message.deleted_at is not None:
                continue
            if gone:
                await self._deleted(conversation, said.ts)
            else:
                await self._edited(conversation, message.text, said, home)

    async def _deleted(self, conversation: Conversation, key: str) -> None:
        if await self._record.remove_message(conversation.id, key, self._clock.now()):
            await self._attachments.forget(conversation.id, key)
            note = "The customer deleted a message. Its words are gone from here as well."
            seq = await self._record.tell_staff(conversation.id, note, f"deleted:{key}", self._clock.now())
            await self._tell(conversation.id, seq or conversation.seq)
            log.info("slack_deleted", conversation=conversation.id)

    async def _edited(self, conversation: Conversation, before: str, said: Said, home: Home) -> None:
        files = [line for line in before.splitlines() if line.startswith("[file")]
        try:
            after = clean_text("\n".join([await self.readable(said, home), *files]).strip())
        except InvalidInput:
            return
        if after == before:
            return  # Slack also tells of unfurled links this way
        now = self._clock.now()
        unread = await self._record.change_message(conversation.id, said.ts, after, now)
        if unread is None:
            return
        log.info("slack_edited", conversation=conversation.id, unread=unread)
        await self._bus.publish("due", {})
        if unread or not changes_meaning(before, after):
            await self._tell(conversation.id, conversation.seq)
            return
        stamp = said.edited_ts or str(now)
        if conversation.mode is Mode.HUMAN:
            note = f"The customer changed an earlier message.\nBefore: {before}\nNow: {after}"
            seq = await self._record.tell_staff(conversation.id, note, f"edit:{said.ts}:{stamp}", now)
            await self._tell(conversation.id, seq or conversation.seq)
        else:
            await self._ask_again(conversation, said, after, stamp)

    async def _ask_again(self, conversation: Conversation, said: Said, text: str, stamp: str) -> None:
        """The question that was answered is another one now: it is read as a new message."""
        author: Customer | None = None
        message = await self._record.customer_message(conversation.id, said.ts)
        if message is not None and message.author_id != conversation.customer_id:
            known = await self._record.writer(message.author_id, SLACK)  # type: ignore[arg-type]
            author = known[0] if known else None
        await self._reception.receive(
            InboundMessage(
                channel=SLACK,
                conversation_id=conversation.id,
                customer_id=conversation.customer_id,
                identity_id=conversation.identity_id,
                key=f"edit:{said.ts}:{stamp}",
                text=text,
                received_at=self._clock.now(),
                locale=conversation.locale,
                author_id=author.id if author else None,
                author_name=author.name if author else "",
            )
        )

    # --- reactions -------------------------------------------------------------------------------------------

    async def _reaction(self, event: Mapping[str, Any], home: Home) -> None:
        """The ticket emoji on a message asks for it to be answered, whoever of our people or its channel sets it."""
        item = event.get("item")
        if event.get("reaction") not in ("ticket", "admission_tickets") or not isinstance(item, Mapping):
            return
        if event.get("user") == home.user_id or item.get("type", "message") != "message":
            return
        key = f"{item.get('channel')}:{item.get('ts')}"
        if await self._record.release_parked(key, self._clock.now()):
            await self._bus.publish("slack_event", {})


def _thread_of(said: Said, channel: SlackChannel) -> str:
    """A direct message outside of threads belongs to the one conversation of that direct message."""
    return said.thread_ts if channel.kind == "im" else said.root_ts


def _raw(said: Said, person: Person, files: list[str]) -> dict[str, object]:
    return {"channel": said.channel, "ts": said.ts, "thread_ts": said.thread_ts, "user": person.key, "files": files}
