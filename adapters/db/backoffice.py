"""What the admin side reads."""

from collections import defaultdict

import sqlalchemy as sa

from adapters.db.codec import Row, conversation_of, customer_of, decision_of, identity_of, state_of
from adapters.db.desk import LAST_TEXT
from adapters.db.part import Part
from adapters.db.people import PEOPLE
from adapters.db.schema import (
    accounts,
    conversations,
    customers,
    decisions,
    handoffs,
    identities,
    outbox,
    turns,
)
from core.backoffice import ConversationSummary, StoredTurn
from core.domain.conversation import Mode, Status
from core.domain.handoff import HandoffStatus
from core.domain.ids import ConversationId, Millis
from core.domain.mind import Decision
from core.domain.people import Customer, Identity

_last_outcome = (
    sa.select(decisions.c.outcome)
    .where(decisions.c.conversation_id == conversations.c.id)
    .order_by(decisions.c.id.desc())
    .limit(1)
    .correlate(conversations)
    .scalar_subquery()
)
_handoff_reason = (
    sa.select(handoffs.c.reason)
    .where(handoffs.c.conversation_id == conversations.c.id)
    .order_by(handoffs.c.opened_at.desc())
    .limit(1)
    .correlate(conversations)
    .scalar_subquery()
)
_SUMMARIES = sa.select(
    conversations,
    customers.c.name.label("customer_name"),
    accounts.c.name.label("account_name"),
    accounts.c.tier,
    # The log has no gaps: its newest sequence is its length.
    conversations.c.seq.label("messages"),
    LAST_TEXT.label("last_text"),
    _last_outcome.label("last_outcome"),
    _handoff_reason.label("handoff_reason"),
).select_from(
    conversations.join(customers, customers.c.id == conversations.c.customer_id).outerjoin(
        accounts, accounts.c.id == customers.c.account_id
    )
)
_TURNS = (
    sa.select(turns).where(turns.c.conversation_id == sa.bindparam("of_id")).order_by(turns.c.committed_at, turns.c.id)
)
_DECISIONS = sa.select(decisions).where(decisions.c.conversation_id == sa.bindparam("of_id")).order_by(decisions.c.id)
_PERSON = PEOPLE.join(conversations, conversations.c.identity_id == identities.c.id).where(
    conversations.c.id == sa.bindparam("of_id")
)


def _count(*conditions: sa.ColumnElement[bool], of: sa.Table) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(of).where(*conditions).scalar_subquery()


_TOTALS = sa.select(
    _count(of=conversations).label("conversations"),
    _count(conversations.c.status == Status.OPEN.value, of=conversations).label("open"),
    _count(conversations.c.mode == Mode.HUMAN.value, of=conversations).label("with_person"),
    _count(handoffs.c.status == HandoffStatus.WAITING.value, of=handoffs).label("waiting"),
    _count(outbox.c.status == "dead", of=outbox).label("dead_letters"),
    _count(conversations.c.due_at.is_not(None), of=conversations).label("unprocessed"),
)


class SqlBackOffice(Part):
    """core.record.BackOffice"""

    async def conversations(
        self,
        *,
        status: str = "",
        mode: str = "",
        search: str = "",
        before: Millis | None = None,
        limit: int = 50,
    ) -> tuple[ConversationSummary, ...]:
        statement = _SUMMARIES.order_by(conversations.c.updated_at.desc(), conversations.c.id.desc()).limit(limit)
        if status:
            statement = statement.where(conversations.c.status == status)
        if mode:
            statement = statement.where(conversations.c.mode == mode)
        if before is not None:
            statement = statement.where(conversations.c.updated_at < before)
        if search:
            names = (customers.c.name, customers.c.email, customers.c.external_id, accounts.c.name)
            ids = (conversations.c.id, customers.c.id)
            statement = statement.where(
                sa.or_(
                    *(column.icontains(search, autoescape=True) for column in names),
                    *(i == search for i in ids),
                )
            )
        rows = await self._db.read(lambda c: c.execute(statement).all())
        return tuple(_summary_of(row) for row in rows)

    async def turns(self, conversation_id: ConversationId) -> tuple[StoredTurn, ...]:
        def work(connection: sa.Connection) -> tuple[StoredTurn, ...]:
            rows = connection.execute(_TURNS, {"of_id": conversation_id}).all()
            by_turn: dict[str, list[Decision]] = defaultdict(list)
            for row in connection.execute(_DECISIONS, {"of_id": conversation_id}):
                by_turn[row.turn_id].append(decision_of(row))
            return tuple(_turn_of(row, by_turn[row.id]) for row in rows)

        return await self._db.read(work)

    async def person_of(self, conversation_id: ConversationId) -> tuple[Customer, Identity] | None:
        row = await self._db.read(lambda c: c.execute(_PERSON, {"of_id": conversation_id}).one_or_none())
        return None if row is None else (customer_of(row), identity_of(row))

    async def totals(self) -> dict[str, int]:
        row = await self._db.read(lambda c: c.execute(_TOTALS).one())
        return dict(row._mapping)


def _summary_of(row: Row) -> ConversationSummary:
    return ConversationSummary(
        conversation=conversation_of(row),
        customer_name=row.customer_name,
        account_name=row.account_name or "",
        tier=row.tier or "",
        messages=row.messages,
        last_text=row.last_text or "",
        last_outcome=row.last_outcome or "",
        handoff_reason=row.handoff_reason or "",
    )


def _turn_of(row: Row, made: list[Decision]) -> StoredTurn:
    return StoredTurn(
        id=row.id,
        conversation_id=row.conversation_id,
        kind=row.kind,
        input_seqs=tuple(row.input_seqs),
        state_before=state_of(row.state_before),
        state_after=state_of(row.state_after),
        facts=row.facts,
        timings_ms=row.timings,
        policy_version=row.policy_version,
        started_at=row.started_at,
        committed_at=row.committed_at,
        decisions=tuple(made),
    )
