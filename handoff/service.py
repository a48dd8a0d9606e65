"""What an agent can do with a handoff, wherever the agent sits: on the desk's page or in a chat channel.

Each call is one transaction of the record, then a wake-up for everybody who watches. The words a customer
reads come from the texts, so that no notice can be forgotten or mistyped.
"""

import contextlib
from dataclasses import replace
from typing import Literal, Protocol

from core.clock import Clock, new_id
from core.domain.conversation import Conversation
from core.domain.handoff import Handoff, Priority, Resolution
from core.domain.ids import ConversationId, HandoffId, StaffId
from core.domain.messages import Audience, Author, Draft, Notice, Receipt
from core.domain.people import Staff
from core.engine.unclaimed import UnclaimedWatch, announcement
from core.errors import Conflict, InvalidInput, NotAllowed, NotFound, TooLarge
from core.later import Push
from core.moves import HandoffMoves
from core.ports import Bus, Texts
from core.record import EventLog, HandoffStore
from core.staff_words import OFF_DUTY, escalated, put_back, reassigned
from core.triage import SaidStore

LONGEST_TEXT = 8000
LONGEST_WISH = 2000
LONGEST_NOTE = 1000


class HandoffRecord(HandoffStore, HandoffMoves, SaidStore, Protocol):
    """What agents' actions need of the record."""


class HandoffService:
    """Claim, reply, note, change, take back, reassign, escalate, put back, resolve, return, typing.

    `watch` sets the timers of what waits again; `alerts` are outbox destinations that hear of it.
    """

    def __init__(
        self,
        store: HandoffRecord,
        log: EventLog,
        bus: Bus,
        clock: Clock,
        texts: Texts,
        watch: UnclaimedWatch | None = None,
        alerts: tuple[str, ...] = (),
    ) -> None:
        self._watch = watch
        self._alerts = alerts
        self._store = store
        self._log = log
        self._bus = bus
        self._clock = clock
        self._texts = texts

    async def claim(self, handoff_id: HandoffId, staff: Staff) -> int:
        """Take a waiting handoff; the customer reads who has joined. The loser of a race gets Conflict."""
        handoff, conversation = await self._of(handoff_id)
        notice = self._notice(Notice.JOINED, "agent_joined", conversation, staff)
        seq = await self._store.claim(handoff_id, staff, self._clock.now(), notice)
        await self._tell(handoff.conversation_id, seq)
        return seq

    async def reply(self, handoff_id: HandoffId, staff: Staff, text: str, client_id: str) -> Receipt:
        """Say something to the customer; needs the claim."""
        return await self._say(handoff_id, staff, text, client_id, Audience.CUSTOMER)

    async def note(self, handoff_id: HandoffId, staff: Staff, text: str, client_id: str) -> Receipt:
        """Write something only the team sees."""
        return await self._say(handoff_id, staff, text, client_id, Audience.INTERNAL)

    async def change(self, handoff_id: HandoffId, staff: Staff, client_id: str, text: str) -> Receipt:
        """Say it otherwise: a reply changes for the customer too, a note for the team. Only who said it may."""
        text = text.strip()
        if not text:
            raise InvalidInput("There is nothing left of it. Write something, or delete it.")
        if len(text) > LONGEST_TEXT:
            raise TooLarge(f"The text is longer than {LONGEST_TEXT} characters. Send it in pieces.")
        return await self._revise(handoff_id, staff, client_id, text)

    async def take_back(self, handoff_id: HandoffId, staff: Staff, client_id: str) -> Receipt:
        """Delete what one has said, wherever it went. Only who said it may."""
        return await self._revise(handoff_id, staff, client_id, None)

    async def resolve(
        self, handoff_id: HandoffId, staff: Staff, resolution: Resolution, shown_seq: int | None = None
    ) -> int:
        """Say that it is settled; the customer reads so and may write again any time.

        Raises TooLarge for an endless `article_wanted`, and Conflict when the customer wrote after `shown_seq`, the
        newest entry the agent had on screen.
        """
        if len(resolution.article_wanted) > LONGEST_WISH:
            raise TooLarge(f"What the article should say is longer than {LONGEST_WISH} characters. Shorten it.")
        return await self._close(handoff_id, staff, resolution, resolution.reason.value, shown_seq)

    async def give_back(self, handoff_id: HandoffId, staff: Staff, shown_seq: int | None = None) -> int:
        """Let the bot go on; it starts afresh, knowing what was said. Raises Conflict as `resolve` does."""
        return await self._close(handoff_id, staff, None, "returned", shown_seq)

    async def reassign(
        self, handoff_id: HandoffId, by: Staff, to: Staff, *, held_by: StaffId | Literal["now"] | None = "now"
    ) -> int:
        """Give a handoff to a colleague (`to` may be `by`: an admin takes over). The customer is told who looks after
        them from here, and no more: whoever is given it may not have seen it yet.

        `held_by` is who had it on `by`'s screen; left out, whoever has it now. Only the holder, or an admin, may.
        Raises Conflict when it has changed hands meanwhile.
        """
        handoff, conversation = await self._of(handoff_id)
        held = handoff.claimed_by if held_by == "now" else held_by
        what = reassigned(by.name, to.name, handoff.claimed_by_name)
        key = "agent_joined" if held is None and by.id == to.id else "agent_changed"
        entries = (self._notice(Notice.JOINED, key, conversation, to), _for_team(Notice.REASSIGNED, what, by))
        seq = await self._store.reassign(handoff_id, by, to, self._clock.now(), held_by=held, entries=entries)
        await self._tell(handoff.conversation_id, seq)
        return seq

    async def escalate(self, handoff_id: HandoffId, by: Staff, note: str, client_id: str = "") -> int:
        """Ask for somebody with more experience: one priority up, marked with `note`, back in the queue.

        Whoever held it does so no longer, and the customer is told. A repeat with the same `client_id` changes nothing.
        """
        note = note.strip()
        if not note:
            raise InvalidInput("Say in a few words why it needs somebody else.")
        if len(note) > LONGEST_NOTE:
            raise TooLarge(f"The note is longer than {LONGEST_NOTE} characters. Keep it short; the rest is in the log.")
        handoff, conversation = await self._of(handoff_id)
        entry = _for_team(Notice.ESCALATED, escalated(by.name, note), by, client_id or new_id())
        telling = self._notice(Notice.HANDED_OFF, "agent_escalated", conversation, by)
        return await self._put_back(handoff, by, entry, telling, note)

    async def put_back(self, handoff_id: HandoffId, by: Staff, why: str = OFF_DUTY) -> int:
        """Give a claim back to the queue; the customer is told that a colleague takes over."""
        handoff, conversation = await self._of(handoff_id)
        entry = _for_team(Notice.PUT_BACK, put_back(by.name, why), by)
        who = replace(by, name=handoff.claimed_by_name or by.name)
        telling = self._notice(Notice.HANDED_OFF, "agent_away", conversation, who)
        return await self._put_back(handoff, by, entry, telling, "")

    async def put_all_back(self, of: StaffId, by: Staff, why: str = OFF_DUTY) -> int:
        """Give back everything somebody has claimed; returns how many. What changes hands meanwhile stays there."""
        count = 0
        for handoff_id in await self._store.held_by(of):
            handoff = await self._handoff(handoff_id)
            if handoff.claimed_by == of:
                with contextlib.suppress(Conflict):
                    await self.put_back(handoff_id, by, why)
                    count += 1
        return count

    async def _put_back(self, handoff: Handoff, by: Staff, entry: Draft, telling: Draft, escalation: str) -> int:
        now = self._clock.now()
        priority = Priority(min(handoff.priority + 1, Priority.CRITICAL)) if escalation else handoff.priority
        timers = self._watch.timers(now, priority) if self._watch else ()
        what = "handoff_escalated" if escalation else "handoff_put_back"
        pushes = tuple(
            Push(destination, f"{what}:{entry.client_id or new_id()}", announcement(what, handoff, priority))
            for destination in self._alerts
        )
        seq = await self._store.put_back(
            handoff.id,
            by,
            now,
            entries=(entry,),
            telling=telling,
            escalation=escalation,
            timers=timers,
            pushes=pushes,
        )
        await self._tell(handoff.conversation_id, seq)
        if pushes:
            await self._bus.publish("outbox", {})
        return seq

    async def typing(self, handoff_id: HandoffId, staff: Staff, *, on: bool) -> None:
        """Show or hide "… is typing" at the customer's side; only for the one who has the claim."""
        handoff = await self._handoff(handoff_id)
        if handoff.claimed_by == staff.id and handoff.closed_at is None:
            note: dict[str, object] = {"who": "agent", "name": staff.name, "on": on}
            await self._bus.publish("typing", {"id": handoff.conversation_id, **note})

    async def _say(self, handoff_id: HandoffId, staff: Staff, text: str, client_id: str, audience: Audience) -> Receipt:
        text = text.strip()
        if not text:
            raise InvalidInput("There is nothing to send. Write something first.")
        if len(text) > LONGEST_TEXT:
            raise TooLarge(f"The text is longer than {LONGEST_TEXT} characters. Send it in pieces.")
        if not 8 <= len(client_id) <= 64:
            raise InvalidInput("The message came without its id. Reload the page and send it again.")
        handoff = await self._handoff(handoff_id)
        draft = Draft(
            author=Author.AGENT,
            text=text,
            audience=audience,
            author_name=staff.name,
            author_id=staff.id,
            client_id=client_id,
        )
        receipt = await self._store.say(handoff_id, staff, self._clock.now(), draft)
        if not receipt.duplicate:
            await self._tell(handoff.conversation_id, receipt.seq)
        return receipt

    async def _revise(self, handoff_id: HandoffId, staff: Staff, client_id: str, text: str | None) -> Receipt:
        conversation_id = (await self._handoff(handoff_id)).conversation_id
        receipt = await self._store.take_back(conversation_id, client_id, staff, text, self._clock.now())
        if receipt is None:
            raise NotAllowed("Only the person who wrote this can change it.")
        if not receipt.duplicate:
            await self._tell(conversation_id, receipt.seq)
        return receipt

    async def _close(
        self, handoff_id: HandoffId, staff: Staff, resolution: Resolution | None, reason: str, shown_seq: int | None
    ) -> int:
        handoff, conversation = await self._of(handoff_id)
        returned = resolution is None
        kind, key = (Notice.RETURNED, "returned_to_bot") if returned else (Notice.RESOLVED, "resolved")
        seq = await self._store.close(
            handoff_id,
            staff,
            self._clock.now(),
            returned=returned,
            shown_seq=shown_seq,
            reason=reason,
            resolution=resolution,
            notice=self._notice(kind, key, conversation, staff),
        )
        await self._tell(handoff.conversation_id, seq)
        await self._bus.publish("due", {})  # what came in at the last moment is the bot's now
        return seq

    async def _handoff(self, handoff_id: HandoffId) -> Handoff:
        handoff = await self._store.handoff(handoff_id)
        if handoff is None:
            raise NotFound("This handoff does not exist any more. Go back to the queue.")
        return handoff

    async def _of(self, handoff_id: HandoffId) -> tuple[Handoff, Conversation]:
        handoff = await self._handoff(handoff_id)
        conversation = await self._log.conversation(handoff.conversation_id)
        if conversation is None:
            raise NotFound("This conversation does not exist any more. Go back to the queue.")
        return handoff, conversation

    def _notice(self, kind: Notice, key: str, conversation: Conversation, staff: Staff) -> Draft:
        text = self._texts.say(key, conversation.locale, agent=staff.name)
        return Draft(author=Author.SYSTEM, text=text, author_name=staff.name, author_id=staff.id, notice=kind)

    async def _tell(self, conversation_id: ConversationId, seq: int) -> None:
        await self._bus.publish("conversation", {"id": conversation_id, "seq": seq})
        await self._bus.publish("desk", {})


def _for_team(kind: Notice, text: str, by: Staff, client_id: str | None = None) -> Draft:
    """Something that happened, which only the team reads."""
    return Draft(
        author=Author.SYSTEM,
        text=text,
        audience=Audience.INTERNAL,
        author_name=by.name,
        author_id=by.id,
        notice=kind,
        client_id=client_id,
    )
