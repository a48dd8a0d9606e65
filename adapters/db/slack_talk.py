"""What happens to words already in a log: a colleague speaks up, a customer rewrites or deletes.

Every change takes the conversation's row first and moves its state on, so that a turn being thought over the old
words is not committed but thought again.
"""

from dataclasses import replace

import sqlalchemy as sa

from adapters.db.codec import Row, message_of, package_data, package_of, state_of
from adapters.db.labels import forget_labels
from adapters.db.log import draft_row
from adapters.db.part import Part
from adapters.db.portable import insert_new
from adapters.db.schema import conversations, handoffs, inbox, messages, outbox, timers, turns
from core.clock import new_id
from core.domain.conversation import Mode, Status, fresh_start
from core.domain.handoff import HandoffStatus
from core.domain.ids import ConversationId, Millis
from core.domain.messages import Audience, Author, Draft, Message
from core.policies.facts import SAID_LABELS
from core.policies.priority import unquoted
from core.policies.summary import summarise
from core.slack import SLACK, StaffWords
from core.staff_words import SLOTS

_THEIR_WORDS = SAID_LABELS | frozenset(SLOTS.values())
"""Facts under these labels were said by the customer."""
_LOCK = (
    sa.update(conversations)
    .where(conversations.c.id == sa.bindparam("of_id"))
    .values(state_version=conversations.c.state_version + 1, updated_at=sa.bindparam("now"))
    .returning(*conversations.c)
)
_STEP = sa.update(conversations).where(conversations.c.id == sa.bindparam("of_id"))
_NEXT = _STEP.values(seq=conversations.c.seq + 1).returning(conversations.c.seq)
_THEIR_WORD = _STEP.values(
    mode=Mode.HUMAN.value,
    status=Status.OPEN.value,
    assignee_id=sa.bindparam("who"),
    assignee_name=sa.bindparam("name"),
)
_BOTS_WORD = _STEP.values(
    mode=Mode.BOT.value,
    assignee_id=None,
    assignee_name="",
    state=sa.bindparam("new_state", type_=conversations.c.state.type),
)
_NEW_MESSAGE = insert_new(messages, messages.c.seq)
_OPEN = sa.select(handoffs).where(
    handoffs.c.conversation_id == sa.bindparam("of_id"),
    handoffs.c.status.in_((HandoffStatus.WAITING.value, HandoffStatus.CLAIMED.value)),
)
_SAID = sa.select(messages).where(
    messages.c.conversation_id == sa.bindparam("of_id"),
    messages.c.client_id == sa.bindparam("of_key"),
    messages.c.author == Author.CUSTOMER.value,
)
_unsent = sa.select(outbox.c.key).where(
    outbox.c.conversation_id == sa.bindparam("of_id"), outbox.c.destination == SLACK, outbox.c.status == "pending"
)
_UNSENT = sa.select(messages.c.id, messages.c.turn_id, messages.c.seq).where(
    messages.c.conversation_id == sa.bindparam("of_id"),
    messages.c.id.in_(_unsent),
    messages.c.author == Author.BOT.value,
    messages.c.deleted_at.is_(None),
)
_WITHDRAW = (
    sa.update(messages)
    .where(messages.c.id.in_(sa.bindparam("ids", expanding=True)))
    .values(deleted_at=sa.bindparam("now"))
)


class SqlSlackTalk(Part):
    """The conversations' part of core.slack.SlackStore"""

    async def hear_staff(self, conversation_id: ConversationId, words: StaffWords, now: Millis) -> int | None:
        return await self._db.write(lambda c: _hear(c, conversation_id, words, now))

    async def give_bot_the_word(self, conversation_id: ConversationId, now: Millis) -> bool:
        def work(connection: sa.Connection) -> bool:
            row = _lock(connection, conversation_id, now)
            if row is None or connection.execute(_OPEN, {"of_id": conversation_id}).first() is not None:
                return False
            state = fresh_start(state_of(row.state), row.seq)
            if row.mode == Mode.HUMAN.value:
                connection.execute(_BOTS_WORD, {"of_id": conversation_id, "new_state": state})
            return True

        return await self._db.write(work)

    async def customer_message(self, conversation_id: ConversationId, key: str) -> Message | None:
        values = {"of_id": conversation_id, "of_key": key}
        row = await self._db.read(lambda c: c.execute(_SAID, values).one_or_none())
        return None if row is None else message_of(row)

    async def change_message(self, conversation_id: ConversationId, key: str, text: str, now: Millis) -> bool | None:
        def work(connection: sa.Connection) -> bool | None:
            row = _lock(connection, conversation_id, now)
            said = connection.execute(_SAID, {"of_id": conversation_id, "of_key": key}).one_or_none()
            if row is None or said is None or said.deleted_at is not None:
                return None
            changed = sa.update(messages).where(messages.c.id == said.id).values(text=text, edited_at=now)
            connection.execute(changed)
            return bool(said.seq > row.done_seq)

        return await self._db.write(work)

    async def remove_message(self, conversation_id: ConversationId, key: str, now: Millis) -> bool:
        return await self._db.write(lambda c: _remove(c, conversation_id, key, now))

    async def tell_staff(self, conversation_id: ConversationId, text: str, client_id: str, now: Millis) -> int | None:
        draft = Draft(Author.SYSTEM, text, audience=Audience.INTERNAL, client_id=client_id)

        def work(connection: sa.Connection) -> int | None:
            seq = connection.execute(_NEXT, {"of_id": conversation_id}).scalar_one()
            row = draft_row(draft, conversation_id, seq, now)
            if connection.execute(_NEW_MESSAGE[connection.dialect.name], row).scalar() is None:
                raise _Known
            return int(seq)

        try:
            return await self._db.write(work)
        except _Known:
            return None


class _Known(Exception):
    """Undoes the unit of work: it was done before."""


def _lock(connection: sa.Connection, conversation_id: str, now: int) -> Row | None:
    return connection.execute(_LOCK, {"of_id": conversation_id, "now": now}).one_or_none()


def _hear(connection: sa.Connection, conversation_id: ConversationId, words: StaffWords, now: Millis) -> int | None:
    row = _lock(connection, conversation_id, now)
    if row is None:
        return None
    known = sa.select(messages.c.seq).where(
        messages.c.conversation_id == conversation_id, messages.c.channel_message_id == words.key
    )
    if connection.execute(known).first() is not None:
        return None
    if row.assignee_id is None:
        who = {"who": f"slack:{words.person}"[:64], "name": words.name}
        connection.execute(_THEIR_WORD, who | {"of_id": conversation_id})
    # One of us is there: nobody needs to be told any more that somebody is to come.
    connection.execute(sa.delete(timers).where(timers.c.conversation_id == conversation_id))
    _withdraw(connection, [each.id for each in connection.execute(_UNSENT, {"of_id": conversation_id})], now)
    seq = connection.execute(_NEXT, {"of_id": conversation_id}).scalar_one()
    entry = {
        "id": new_id(),
        "conversation_id": conversation_id,
        "seq": seq,
        "author": Author.AGENT.value,
        "author_name": words.name,
        "author_id": f"slack:{words.person}"[:64],
        "audience": Audience.CUSTOMER.value,
        "text": words.text,
        "client_id": None,
        "channel_message_id": words.key,
        "action": "",
        "data": {},
        "created_at": now,
    }
    connection.execute(sa.insert(messages), entry)
    return int(seq)


def _withdraw(connection: sa.Connection, ids: list[str], now: Millis) -> None:
    if ids:
        connection.execute(_WITHDRAW, {"ids": ids, "now": now})


def _remove(connection: sa.Connection, conversation_id: ConversationId, key: str, now: Millis) -> bool:
    row = _lock(connection, conversation_id, now)
    said = connection.execute(_SAID, {"of_id": conversation_id, "of_key": key}).one_or_none()
    if row is None or said is None:
        return False
    gone = {"text": "", "action": "", "data": {}, "deleted_at": now}
    connection.execute(sa.update(messages).where(messages.c.id == said.id).values(gone))
    arrival = sa.and_(inbox.c.conversation_id == conversation_id, inbox.c.key == key)
    connection.execute(sa.update(inbox).where(arrival).values(payload={}))
    forget_labels(connection, conversation_id, said.seq)
    # What the team was told of an earlier edit quotes the words as well.
    told = sa.and_(messages.c.conversation_id == conversation_id, messages.c.client_id.startswith(f"edit:{key}:"))
    note = {"text": "The customer changed an earlier message, and has deleted it since.", "edited_at": now}
    connection.execute(sa.update(messages).where(told, messages.c.audience == Audience.INTERNAL.value).values(note))
    if said.text:
        _forget_in_handoffs(connection, conversation_id, said.text)
        _forget_what_models_said(connection, conversation_id)
    deleted = sa.select(messages.c.seq).where(
        messages.c.conversation_id == conversation_id, messages.c.deleted_at.is_not(None)
    )
    gone_seqs = set(connection.execute(deleted).scalars())
    unanswerable = []
    for unsent in connection.execute(_UNSENT, {"of_id": conversation_id}).all():
        inputs = connection.execute(sa.select(turns.c.input_seqs).where(turns.c.id == unsent.turn_id)).scalar()
        if inputs and set(inputs) <= gone_seqs:
            unanswerable.append(unsent.id)
    _withdraw(connection, unanswerable, now)
    return True


def _forget_in_handoffs(connection: sa.Connection, conversation_id: str, text: str) -> None:
    """A package quotes the open question and facts, a priority its signs; the summary is made anew of the rest."""
    for row in connection.execute(sa.select(handoffs).where(handoffs.c.conversation_id == conversation_id)).all():
        package = package_of(row.package)
        facts = tuple(fact for fact in package.facts if fact[0] not in _THEIR_WORDS or fact[1] not in text)
        left = replace(package, open_question=package.open_question.replace(text, "").strip(), facts=facts)
        if left.alarm_words.casefold() in text.casefold():
            left = replace(left, alarm_words="")
        left = replace(left, summary=summarise(left) if package.summary else "", summary_by="")
        values = {"package": package_data(left), "priority_reasons": list(unquoted(row.priority_reasons))}
        connection.execute(sa.update(handoffs).where(handoffs.c.id == row.id).values(values))


def _forget_what_models_said(connection: sa.Connection, conversation_id: str) -> None:
    """What a language model wrote about a conversation may hold any of its words; that it was asked stays."""
    for row in connection.execute(
        sa.select(turns.c.id, turns.c.facts).where(turns.c.conversation_id == conversation_id)
    ):
        model = row.facts.get("model")
        if model and model["said"]:
            facts = {**row.facts, "model": {**model, "said": {}}}
            connection.execute(sa.update(turns).where(turns.c.id == row.id).values(facts=facts))
