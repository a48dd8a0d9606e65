"""The triage channel's cards and threads: what is new in a log is put on its way together with the mark of how far."""

from collections.abc import Sequence

import sqlalchemy as sa

from adapters.db.codec import Row, handoff_of, message_of
from adapters.db.part import Part
from adapters.db.portable import insert_new
from adapters.db.pushes import push
from adapters.db.schema import conversations, handoffs, messages
from adapters.db.triage_tables import triage_cards, triage_parts
from core.domain.handoff import Handoff, HandoffStatus
from core.domain.ids import HandoffId, Millis
from core.domain.messages import Audience, Message, Notice
from core.later import Push
from core.triage import TRIAGE_CARDS, TRIAGE_THREADS, Card, Grouping, typed_in_slack
from core.triage import Part as ThreadPart

_now = sa.bindparam("now", type_=sa.BigInteger)
_OPEN = handoffs.c.status.in_((HandoffStatus.WAITING.value, HandoffStatus.CLAIMED.value))
_lags = sa.or_(
    triage_cards.c.seq != conversations.c.seq,
    triage_cards.c.state_version != conversations.c.state_version,
)
_NEW = sa.select(handoffs).where(_OPEN, ~sa.exists().where(triage_cards.c.handoff_id == handoffs.c.id))
_LAGGING = (
    sa.select(handoffs)
    .join(triage_cards, triage_cards.c.handoff_id == handoffs.c.id)
    .join(conversations, conversations.c.id == triage_cards.c.conversation_id)
    .where(conversations.c.updated_at >= sa.bindparam("since", type_=sa.BigInteger), _lags)
)
_TURNING = (
    sa.select(handoffs)
    .join(triage_cards, triage_cards.c.handoff_id == handoffs.c.id)
    .where(triage_cards.c.again_at <= _now)
)
_CARD = sa.select(triage_cards).where(triage_cards.c.handoff_id == sa.bindparam("of_handoff"))
_CARD_AT = sa.select(triage_cards).where(
    triage_cards.c.channel_id == sa.bindparam("of_channel"), triage_cards.c.ts == sa.bindparam("of_ts")
)
_PART = sa.select(triage_parts).where(
    triage_parts.c.handoff_id == sa.bindparam("of_handoff"), triage_parts.c.first_seq == sa.bindparam("of_seq")
)
_PART_AT = sa.select(triage_parts).where(
    triage_parts.c.handoff_id == sa.bindparam("of_handoff"), triage_parts.c.ts == sa.bindparam("of_ts")
)
_LOCK = sa.select(conversations).where(conversations.c.id == sa.bindparam("of_id")).with_for_update()
_NEW_CARD = insert_new(triage_cards)
_NEW_PARTS = insert_new(triage_parts)
_BEFORE = sa.select(sa.func.coalesce(sa.func.max(messages.c.seq), 0)).where(
    messages.c.conversation_id == sa.bindparam("of_id"), messages.c.created_at <= sa.bindparam("at")
)
_ENDS_AT = sa.select(sa.func.min(messages.c.seq)).where(
    messages.c.conversation_id == sa.bindparam("of_id"),
    messages.c.seq > sa.bindparam("after"),
    messages.c.notice.in_((Notice.RESOLVED.value, Notice.RETURNED.value, Notice.WITHDRAWN.value)),
)
_ENTRIES = (
    sa.select(messages)
    .where(messages.c.conversation_id == sa.bindparam("of_id"), messages.c.seq > sa.bindparam("after"))
    .order_by(messages.c.seq)
)
_touched = sa.case(
    (messages.c.deleted_at.is_not(None), messages.c.deleted_at), else_=sa.func.coalesce(messages.c.edited_at, 0)
)
_CHANGED = (
    sa.select(triage_parts.c.first_seq, sa.func.max(_touched).label("at"))
    .join(
        messages,
        sa.and_(
            messages.c.conversation_id == sa.bindparam("of_id"),
            messages.c.seq.between(triage_parts.c.first_seq, triage_parts.c.last_seq),
        ),
    )
    .where(triage_parts.c.handoff_id == sa.bindparam("of_handoff"))
    .group_by(triage_parts.c.first_seq, triage_parts.c.changed_at)
    .having(sa.func.max(_touched) > triage_parts.c.changed_at)
)


class SqlTriage(Part):
    """The cards' part of core.triage.TriageStore"""

    async def to_triage(self, since: Millis, now: Millis, limit: int) -> tuple[Handoff, ...]:
        def work(connection: sa.Connection) -> tuple[Handoff, ...]:
            values = {"since": since, "now": now}
            rows: dict[str, Row] = {}
            for statement in (_NEW, _LAGGING, _TURNING):
                found = connection.execute(statement.order_by(handoffs.c.opened_at).limit(limit), values)
                rows |= {row.id: row for row in found}
            return tuple(handoff_of(row) for row in list(rows.values())[:limit])

        return await self._db.read(work)

    async def follow_in_triage(self, handoff_id: HandoffId, channel_id: str, now: Millis, group: Grouping) -> bool:
        return await self._db.write(lambda c: _follow(c, handoff_id, channel_id, now, group))

    async def triage_card(self, handoff_id: HandoffId) -> Card | None:
        row = await self._db.read(lambda c: c.execute(_CARD, {"of_handoff": handoff_id}).one_or_none())
        return None if row is None else _card_of(row)

    async def triage_card_at(self, channel_id: str, ts: str) -> Card | None:
        key = {"of_channel": channel_id, "of_ts": ts}
        row = await self._db.read(lambda c: c.execute(_CARD_AT, key).one_or_none())
        return None if row is None else _card_of(row)

    async def triage_card_shown(
        self, handoff_id: HandoffId, ts: str, digest: str, now: Millis, again_at: Millis | None
    ) -> None:
        shown = {"ts": ts, "shown": digest, "shown_at": now, "again_at": again_at}
        statement = sa.update(triage_cards).where(triage_cards.c.handoff_id == handoff_id).values(shown)
        await self._db.write(lambda c: c.execute(statement))

    async def triage_part(self, handoff_id: HandoffId, first_seq: int) -> ThreadPart | None:
        key = {"of_handoff": handoff_id, "of_seq": first_seq}
        return _part_of(await self._db.read(lambda c: c.execute(_PART, key).one_or_none()))

    async def triage_part_at(self, handoff_id: HandoffId, ts: str) -> ThreadPart | None:
        key = {"of_handoff": handoff_id, "of_ts": ts}
        return _part_of(await self._db.read(lambda c: c.execute(_PART_AT, key).one_or_none()))

    async def triage_shown_seq(self, handoff_id: HandoffId) -> int:
        newest = sa.select(sa.func.coalesce(sa.func.max(triage_parts.c.last_seq), 0)).where(
            triage_parts.c.handoff_id == handoff_id, triage_parts.c.ts.is_not(None)
        )
        return await self._db.read(lambda c: int(c.execute(newest).scalar_one()))

    async def triage_part_posted(self, handoff_id: HandoffId, first_seq: int, ts: str) -> None:
        where = (triage_parts.c.handoff_id == handoff_id, triage_parts.c.first_seq == first_seq)
        await self._db.write(lambda c: c.execute(sa.update(triage_parts).where(*where).values(ts=ts)))


def _card_of(row: Row) -> Card:
    return Card(row.handoff_id, row.conversation_id, row.channel_id, row.ts or "", row.shown, row.shown_at)


def _part_of(row: Row | None) -> ThreadPart | None:
    return None if row is None else ThreadPart(row.first_seq, row.last_seq, row.ts or "")


def _follow(connection: sa.Connection, handoff_id: HandoffId, channel_id: str, now: Millis, group: Grouping) -> bool:
    handoff = connection.execute(sa.select(handoffs).where(handoffs.c.id == handoff_id)).one_or_none()
    if handoff is None:
        return False
    conversation = connection.execute(_LOCK, {"of_id": handoff.conversation_id}).one()
    # Read again behind the lock: what is decided here belongs to the log's end as it stands now.
    handoff = connection.execute(sa.select(handoffs).where(handoffs.c.id == handoff_id)).one()
    card = connection.execute(_CARD, {"of_handoff": handoff_id}).one_or_none() or _make(
        connection, handoff, channel_id, now
    )
    turning = card.again_at is not None and card.again_at <= now
    behind = (card.seq, card.state_version) != (conversation.seq, conversation.state_version)
    if not behind and not turning:
        return False
    entries = _new_entries(connection, handoff, card)
    changed = connection.execute(_CHANGED, {"of_id": conversation.id, "of_handoff": handoff_id}).all()
    _put_parts(connection, handoff, group(entries, card.opened_seq), entries, now)
    for part in changed:
        where = (triage_parts.c.handoff_id == handoff_id, triage_parts.c.first_seq == part.first_seq)
        connection.execute(sa.update(triage_parts).where(*where).values(changed_at=part.at))
        _push(connection, handoff, TRIAGE_THREADS, f"{part.first_seq}:{part.at}", {"first": part.first_seq}, now)
    # What goes on in a conversation after the handoff is not the card's business any more.
    concerned = handoff.closed_at is None or bool(entries) or bool(changed) or turning
    if concerned:
        mark = f"{conversation.seq}:{conversation.state_version}:{card.again_at if turning else ''}"
        _push(connection, handoff, TRIAGE_CARDS, f"card:{mark}", {}, now)
    followed = {"seq": conversation.seq, "state_version": conversation.state_version, "again_at": None}
    connection.execute(sa.update(triage_cards).where(triage_cards.c.handoff_id == handoff_id).values(followed))
    return concerned


def _make(connection: sa.Connection, handoff: Row, channel_id: str, now: Millis) -> Row:
    before = connection.execute(_BEFORE, {"of_id": handoff.conversation_id, "at": handoff.opened_at}).scalar_one()
    row = {
        "handoff_id": handoff.id,
        "conversation_id": handoff.conversation_id,
        "channel_id": channel_id,
        "ts": None,
        "seq": 0,
        "state_version": -1,
        "opened_seq": before,
        "shown": "",
        "shown_at": 0,
        "again_at": None,
    }
    connection.execute(_NEW_CARD[connection.dialect.name], row)
    return connection.execute(_CARD, {"of_handoff": handoff.id}).one()


def _new_entries(connection: sa.Connection, handoff: Row, card: Row) -> list[Message]:
    """What the thread does not show yet; what was said after the handoff's end is not its business any more."""
    values = {"of_id": handoff.conversation_id, "after": max(card.seq, 0)}
    entries = [message_of(row) for row in connection.execute(_ENTRIES, values)]
    if handoff.closed_at is not None:
        after = {"of_id": handoff.conversation_id, "after": card.opened_seq}
        end = connection.execute(_ENDS_AT, after).scalar()
        entries = [entry for entry in entries if end is None or entry.seq <= end]
    own = typed_in_slack(card.channel_id, "")
    return [
        entry
        for entry in entries
        if not (entry.audience is Audience.INTERNAL and (entry.client_id or "").startswith(own))
    ]


def _put_parts(
    connection: sa.Connection,
    handoff: Row,
    parts: Sequence[tuple[int, int]],
    entries: Sequence[Message],
    now: Millis,
) -> None:
    for first, last in parts:
        touched = [m.deleted_at or m.edited_at or 0 for m in entries if first <= m.seq <= last]
        row = {
            "handoff_id": handoff.id,
            "first_seq": first,
            "last_seq": last,
            "ts": None,
            "changed_at": max(touched, default=0),
        }
        connection.execute(_NEW_PARTS[connection.dialect.name], row)
        _push(connection, handoff, TRIAGE_THREADS, str(first), {"first": first}, now)


def _push(
    connection: sa.Connection, handoff: Row, destination: str, what: str, payload: dict[str, object], now: Millis
) -> None:
    one = Push(destination, f"{handoff.id}:{what}", {"handoff": handoff.id, **payload})
    push(connection, [one], handoff.conversation_id, now)
