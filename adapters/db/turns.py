"""Claim and commit: one worker at a time thinks about a conversation, and what it thought is written whole.

Lease, state version and newest input all stand on the conversation's row. Each step is therefore one
conditional UPDATE of that row, which both databases check again after waiting for whoever changed it last.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NoReturn

import sqlalchemy as sa

from adapters.db.codec import Row, conversation_of, customer_of, identity_of, message_of
from adapters.db.commit import write_turn
from adapters.db.hot import Hot
from adapters.db.library import SEQ
from adapters.db.part import Part
from adapters.db.people import PEOPLE
from adapters.db.portable import among
from adapters.db.schema import conversations, identities, messages
from core.domain.ids import ConversationId, Millis
from core.domain.messages import Author
from core.errors import LeaseLost
from core.record import Claim, Lease, TurnCommit

_now = sa.bindparam("now", type_=sa.BigInteger)
_free = sa.or_(conversations.c.lease_until.is_(None), conversations.c.lease_until < _now)
# A CTE, because PostgreSQL may run a locking subquery inside IN more than once and then lock more than the
# limit.
_due = (
    sa.select(conversations.c.id)
    .where(conversations.c.due_at <= _now, _free)
    .order_by(conversations.c.due_at)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("due")
)
CLAIM = (
    sa.update(conversations)
    .where(conversations.c.id.in_(sa.select(_due.c.id)))
    .values(
        lease_owner=sa.bindparam("owner"),
        lease_until=sa.bindparam("until"),
        lease_epoch=conversations.c.lease_epoch + 1,
        # A lease that ran out is a worker that died or froze with these messages in hand. Should they have caused it,
        # they are not thought about for ever: a turn that has failed often enough goes to a person unthought.
        failures=conversations.c.failures + sa.case((conversations.c.lease_owner.is_not(None), 1), else_=0),
    )
    # The library's newest change rides along: what has been deleted by now is not quoted in this turn.
    .returning(*conversations.c, SEQ.scalar_subquery().label("library_seq"))
)
# Messages and the person who wrote them in one query: a round trip costs more than the repeated columns.
_CLAIM = Hot(CLAIM)
_INPUTS = Hot(
    {
        dialect: PEOPLE.add_columns(*messages.c)
        .join(conversations, conversations.c.identity_id == identities.c.id)
        .join(messages, messages.c.conversation_id == conversations.c.id)
        .where(
            among_ids,
            messages.c.seq > conversations.c.done_seq,
            messages.c.author == Author.CUSTOMER.value,
        )
        .order_by(messages.c.conversation_id, messages.c.seq)
        for dialect, among_ids in among(conversations.c.id, "ids").items()
    }
)
_PEOPLE = PEOPLE.where(identities.c.id.in_(sa.bindparam("ids", expanding=True)))
_OF_CLAIM = (
    conversations.c.id == sa.bindparam("of_id"),
    conversations.c.lease_owner == sa.bindparam("of_owner"),
    conversations.c.lease_epoch == sa.bindparam("of_epoch"),
)
_GIVE_BACK = sa.update(conversations).where(*_OF_CLAIM).values(lease_owner=None, lease_until=None)
_FAIL = _GIVE_BACK.values(failures=conversations.c.failures + 1, due_at=sa.bindparam("retry_at"))
_RENEW = (
    sa.update(conversations)
    .where(
        conversations.c.lease_owner == sa.bindparam("of_owner"),
        conversations.c.id.in_(sa.bindparam("ids", expanding=True)),
    )
    .values(lease_until=sa.bindparam("until"))
)
_RELEASE = (
    sa.update(conversations)
    .where(conversations.c.lease_owner == sa.bindparam("of_owner"))
    .values(lease_owner=None, lease_until=None)
)
_NEXT_DUE = sa.select(sa.func.min(conversations.c.due_at)).where(conversations.c.due_at.is_not(None), _free)
_BACKLOG = sa.select(sa.func.count(), sa.func.min(conversations.c.pending_since)).where(
    conversations.c.due_at.is_not(None)
)


class SqlTurnStore(Part):
    """core.record.TurnStore"""

    async def claim_due(self, owner: str, now: Millis, lease_ms: int, limit: int) -> tuple[Claim, ...]:
        # A lease forgotten in a power cut is a lease that nobody holds: no need to wait for the disk.
        return await self._db.write(lambda c: _claim(c, owner, now, now + lease_ms, limit), durable=False)

    async def next_due(self) -> Millis | None:
        now = {"now": self._clock.now()}
        return await self._db.read(lambda c: c.execute(_NEXT_DUE, now).scalar_one())

    async def commit_turn(self, commit: TurnCommit) -> int:
        newest = await self._db.write(lambda c: write_turn(c, commit))
        if newest is None:
            await self._overtaken(commit.claim)
        return newest

    async def _overtaken(self, claim: Claim) -> NoReturn:
        """Should it still be ours though its state moved on: give it back, due as it was, to be thought again."""
        await self._db.write(lambda c: c.execute(_GIVE_BACK, _of_claim(claim)), durable=False)
        raise LeaseLost("The conversation has moved on while this turn was being thought.")

    async def fail_turn(self, claim: Claim, retry_at: Millis) -> None:
        values = _of_claim(claim) | {"retry_at": retry_at}
        await self._db.write(lambda c: c.execute(_FAIL, values))

    async def renew(self, owner: str, ids: Sequence[ConversationId], now: Millis, lease_ms: int) -> None:
        values = {"of_owner": owner, "ids": list(ids), "until": now + lease_ms}
        await self._db.write(lambda c: c.execute(_RENEW, values), durable=False)

    async def release(self, owner: str) -> int:
        return await self._db.write(lambda c: c.execute(_RELEASE, {"of_owner": owner}).rowcount, durable=False)

    async def backlog(self, now: Millis) -> tuple[int, int]:
        count, oldest = await self._db.read(lambda c: c.execute(_BACKLOG).one())
        return count, 0 if oldest is None else max(0, now - oldest)


def _of_claim(claim: Claim) -> dict[str, object]:
    return {"of_id": claim.conversation.id, "of_owner": claim.lease.owner, "of_epoch": claim.lease.epoch}


def _claim(connection: sa.Connection, owner: str, now: int, until: int, limit: int) -> tuple[Claim, ...]:
    taken = _CLAIM.rows(connection, {"now": now, "most": limit, "owner": owner, "until": until})
    if not taken:
        return ()
    inputs: dict[str, list[Row]] = defaultdict(list)
    people: dict[str, Row] = {}
    for row in _INPUTS.rows(connection, {"ids": [row.id for row in taken]}):
        inputs[row.conversation_id].append(row)
        people[row.identity_id] = row
    if unknown := [row.identity_id for row in taken if row.identity_id not in people]:
        people |= {row.identity_id: row for row in connection.execute(_PEOPLE, {"ids": unknown})}
    oldest_first = sorted(taken, key=lambda row: (row.due_at, row.id))
    return tuple(claim_of(row, inputs[row.id], people[row.identity_id]) for row in oldest_first)


def claim_of(row: Row, inputs: list[Row], person: Row) -> Claim:
    """From a row of `CLAIM`, the waiting messages and a row of `people.PEOPLE`."""
    return Claim(
        conversation=conversation_of(row),
        lease=Lease(row.lease_owner, row.lease_epoch),
        inputs=tuple(message_of(each) for each in inputs),
        customer=customer_of(person),
        identity=identity_of(person),
        failures=row.failures,
        waiting_since=row.due_at if row.pending_since is None else row.pending_since,
        library_seq=row.library_seq,
    )
