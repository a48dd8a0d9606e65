"""What the widget's two transports share: who a visitor is, what they may reach, and what they say."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

from bot.web.limits import Buckets
from bot.web.protocol import VERSION, Hello, Say, event, speaking_now
from bot.web.visitors import Sessions, Visitor
from core.clock import Clock, new_id
from core.domain.company import Company
from core.domain.conversation import Conversation
from core.domain.ids import ConversationId, CustomerId, IdentityId, MessageId, Millis
from core.domain.messages import Audience, Author, InboundMessage, Message, Receipt
from core.domain.people import Customer, Identity, Level, Newcomer
from core.engine.reception import MAX_CHARS, Reception, clean_text
from core.errors import Conflict, NotFound, NotSignedIn
from core.ports import Bus, Texts
from core.record import Directory, EventLog
from core.telemetry import Telemetry
from core.uses import LinkClicks, follow

CHANNEL = "web"
_PAGE = 200


class WebRecord(EventLog, Directory, LinkClicks, Protocol):
    """What the channel reads and writes besides arrivals."""


@dataclass(slots=True)
class Guest:
    """A visitor in a conversation of theirs; the person behind is looked up when first needed."""

    visitor: Visitor
    token: str
    locale: str
    customer: Customer | None = None
    identity: Identity | None = None
    fresh: bool = False
    """Whether their session began with this hello."""

    @property
    def unknown(self) -> bool:
        """Whether the record cannot know them yet: a new session, and nothing said in it."""
        return self.fresh and self.customer is None


class WebChannel:
    """The widget's side of the conversation."""

    def __init__(
        self,
        *,
        record: WebRecord,
        reception: Reception,
        sessions: Sessions,
        bus: Bus,
        clock: Clock,
        company: Company,
        texts: Texts,
        telemetry: Telemetry,
        suggestions: dict[str, tuple[str, ...]],
        message_rate: float,
        message_burst: int,
        address_factor: int = 8,
    ) -> None:
        self.record = record
        self.bus = bus
        self.clock = clock
        self.company = company
        self.telemetry = telemetry
        self._reception = reception
        self._sessions = sessions
        self._texts = texts
        self._suggestions = suggestions
        self._messages = Buckets(clock, message_rate, message_burst)
        # Anybody can be a new visitor; an address is dearer, and an office shares one.
        self._messages_from = Buckets(clock, message_rate * address_factor, message_burst * address_factor)

    def admit(self, hello: Hello) -> tuple[Guest, Guest | None]:
        """Who says hello: the guest, and the anonymous one they were before the company vouched for them.

        Raises NotSignedIn for tokens that are forged or expired.
        """
        locale = hello.locale.replace("_", "-")
        before = None
        if hello.token:
            before = Guest(self._sessions.check(hello.token), hello.token, locale)
        if hello.identity:
            known = self._sessions.check_host(hello.identity)
            guest = self._new_guest(known, locale)
            anonymous = before is not None and before.visitor.level < Level.VERIFIED
            return guest, before if anonymous else None
        if before is not None:
            return before, None
        return self._new_guest(self._sessions.anonymous(), locale, fresh=True), None

    def _new_guest(self, visitor: Visitor, locale: str, *, fresh: bool = False) -> Guest:
        token, visitor = self._sessions.issue(visitor)
        return Guest(visitor, token, locale, fresh=fresh)

    def guest(self, token: str, locale: str = "en") -> Guest:
        """The guest of a token, for requests after the hello."""
        if not token:
            raise NotSignedIn("Say hello first: this request carries no chat session.")
        return Guest(self._sessions.check(token), token, locale)

    async def find(self, guest: Guest) -> tuple[Customer, Identity]:
        """The person and identity behind a guest, created when first needed."""
        if guest.customer is None or guest.identity is None:
            visitor = guest.visitor
            guest.customer, guest.identity = await self.record.identify(
                CHANNEL, visitor.external_id, visitor.proven_by, visitor.level, name=visitor.name, locale=guest.locale
            )
        return guest.customer, guest.identity

    async def welcome(
        self, hello: Hello, guest: Guest, before: Guest | None
    ) -> tuple[dict[str, Any], Conversation | None]:
        """The answer to a hello and the conversation to follow, if there is one already."""
        conversation = await self._conversation_for(hello, guest, before)
        say, bot = self._texts.say, self.company.bot_name
        frame = {
            "type": "welcome",
            "v": VERSION,
            "token": guest.token,
            "conversation": conversation.id if conversation else None,
            "seq": conversation.seq if conversation else 0,
            "with": speaking_now(conversation, bot),
            "status": conversation.status.value if conversation else "open",
            "limits": {"max_chars": MAX_CHARS},
            "company": {"name": self.company.name, "bot_name": bot},
            "greeting": say("greeting", guest.locale),
            "suggestions": list(self._suggestions_for(guest.locale)),
        }
        return frame, conversation

    def _suggestions_for(self, locale: str) -> tuple[str, ...]:
        return self._suggestions.get(locale.split("-", maxsplit=1)[0], self._suggestions.get("en", ()))

    async def _conversation_for(self, hello: Hello, guest: Guest, before: Guest | None) -> Conversation | None:
        if hello.conversation is not None:
            conversation_id = ConversationId(hello.conversation)
            if before is not None:
                await self._adopt(conversation_id, guest, before)
            conversation = await self.record.conversation(conversation_id)
            if conversation is not None:
                await self._check_owner(conversation, guest)
            return conversation
        if guest.visitor.level < Level.VERIFIED:
            return None
        customer, _ = await self.find(guest)
        latest = await self.record.latest_of_customer(customer.id, CHANNEL)
        return latest if latest is not None and latest.status.value == "open" else None

    async def _adopt(self, conversation_id: ConversationId, guest: Guest, before: Guest) -> None:
        """The same browser was anonymous and is now vouched for: what it wrote goes with it."""
        anonymous, _ = await self.find(before)
        _, known = await self.find(guest)
        if await self.record.adopt(conversation_id, anonymous.id, known):
            await self.bus.publish("owner", {"id": conversation_id})

    async def _check_owner(self, conversation: Conversation, guest: Guest) -> None:
        found = await self.record.known_as(CHANNEL, guest.visitor.external_id)  # looking makes nobody known
        if found is None or conversation.channel != CHANNEL or conversation.customer_id != found[0].id:
            raise NotFound("This conversation does not exist, or it is not yours. Start a new one.")

    async def open(self, guest: Guest, conversation_id: ConversationId) -> Conversation | None:
        """A conversation of this guest; None when it has not begun. Raises NotFound when it is somebody else's, and
        NotSignedIn when the session has ended meanwhile."""
        self._sessions.check_still_open(guest.visitor)
        conversation = await self.record.conversation(conversation_id)
        if conversation is not None:
            await self._check_owner(conversation, guest)
        return conversation

    async def say(self, guest: Guest, frame: Say, address: str) -> tuple[Receipt, Message]:
        """Make a message durable; returns its receipt and its entry, which a first delivery has put into the log.

        Raises the errors of limits, of `clean_text` and of `Intake.arrive`.
        """
        self._sessions.check_still_open(guest.visitor)
        text = clean_text(frame.text)
        self._messages.check(guest.visitor.external_id, "That was many messages")
        self._messages_from.check(address, "Those were many messages from your network")
        now = self.clock.now()
        receipt, customer = await self._receive(guest, frame, text, now)
        entry = Message(
            id=MessageId(""),
            conversation_id=ConversationId(frame.conversation),
            seq=receipt.seq,
            author=Author.CUSTOMER,
            author_name="",
            author_id=customer.id,
            audience=Audience.CUSTOMER,
            text=text,
            created_at=now,
            client_id=frame.cid,
            action=frame.action,
        )
        return receipt, entry

    async def _receive(self, guest: Guest, frame: Say, text: str, now: Millis) -> tuple[Receipt, Customer]:
        newcomer = self._newcomer(guest) if guest.unknown else None
        if newcomer is not None:
            customer, identity = newcomer.customer, newcomer.identity
        else:
            customer, identity = await self.find(guest)
        message = InboundMessage(
            channel=CHANNEL,
            conversation_id=ConversationId(frame.conversation),
            customer_id=customer.id,
            identity_id=identity.id,
            key=frame.cid,
            text=text,
            received_at=now,
            action=frame.action,
            locale=guest.locale,
            newcomer=newcomer,
        )
        try:
            receipt = await self._reception.receive(message)
        except Conflict:  # an arrival of theirs was stored before, and we never heard of it
            guest.fresh = False
            return await self._receive(guest, frame, text, now)
        guest.customer, guest.identity = customer, identity
        return receipt, customer

    def _newcomer(self, guest: Guest) -> Newcomer:
        visitor, customer_id = guest.visitor, CustomerId(new_id())
        return Newcomer(
            Customer(customer_id, visitor.name, None, guest.locale, None),
            Identity(IdentityId(new_id()), customer_id, CHANNEL, visitor.external_id, visitor.proven_by, visitor.level),
        )

    async def seen(self, conversation: Conversation, seq: int) -> None:
        """Note what the visitor has on screen, and let the desk know."""
        if seq > conversation.seen_seq:
            await self.record.mark_seen(conversation.id, seq)
            await self.bus.publish("desk", {"id": conversation.id, "seen": seq})

    async def followed(self, conversation: Conversation, seq: int, source: int) -> None:
        """Count that the visitor followed a source's link; what no answer holds is passed over."""
        await follow(self.record, conversation.id, seq, source, self.clock.now())

    async def typing(self, conversation_id: str, on: bool) -> None:
        """Let the desk know that the customer types."""
        await self.bus.publish("typing", {"id": conversation_id, "who": "customer", "name": "", "on": on})

    async def events(self, conversation_id: ConversationId, after: int, shown: int) -> tuple[list[dict[str, Any]], int]:
        """What the customer may read after a sequence, as frames, with the last sequence among them.

        `shown` is the last entry they have seen; entries they may not read can lie between it and `after`.
        """
        frames, last = [], shown
        messages = await self.record.messages(conversation_id, after=after, audience=Audience.CUSTOMER, limit=_PAGE)
        for message in messages:
            frames.append(self.frame(message, last))
            last = message.seq
        return frames, last

    def frame(self, message: Message, prev: int) -> dict[str, Any]:
        """One entry as a frame."""
        return event(replace(message, author_name=message.author_name), prev, self.company.bot_name)
