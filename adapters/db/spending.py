"""The ledger of language models. Whoever reserves locks the day's row first, so that all processes share one budget."""

from datetime import UTC, datetime

import sqlalchemy as sa

from adapters.db.codec import Row
from adapters.db.part import Part
from adapters.db.portable import insert_new
from adapters.db.spending_tables import model_budgets, model_calls
from core.domain.ids import Millis
from core.language_model import Call
from core.spending import Limits, Spent

_OPEN = insert_new(model_budgets)
_ROW = sa.and_(model_budgets.c.day == sa.bindparam("of_day"), model_budgets.c.step == sa.bindparam("of_step"))
_ADD = (
    sa.update(model_budgets)
    .where(_ROW)
    .values(micros=model_budgets.c.micros + sa.bindparam("more"))
    .returning(model_budgets.c.micros)
)
_OF_CONVERSATION = sa.select(sa.func.coalesce(sa.func.sum(model_calls.c.micros), 0)).where(
    model_calls.c.conversation_id == sa.bindparam("of_conversation")
)
_CALL = sa.select(model_calls.c.day, model_calls.c.step, model_calls.c.micros).where(
    model_calls.c.id == sa.bindparam("of_id")
)
_calls = sa.func.count().label("calls")
_sums = [
    sa.func.sum(column).label(column.name)
    for column in model_calls.c
    if column.name in ("micros", "tokens_in", "tokens_out", "ms")
]
_by = (model_calls.c.day, model_calls.c.step, model_calls.c.model, model_calls.c.outcome)
_SPENT = (
    sa.select(*_by, _calls, *_sums)
    .where(model_calls.c.day >= sa.bindparam("since"))
    .group_by(*_by)
    .order_by(model_calls.c.day.desc(), model_calls.c.step, model_calls.c.model, model_calls.c.outcome)
)


class _UsedUp(Exception):
    """Undoes a reservation; its text names the budget."""


def day_of(at: int) -> str:
    """The date in UTC: a budget's day."""
    return datetime.fromtimestamp(at / 1000, UTC).date().isoformat()


class SqlSpending(Part):
    """core.spending.Spending"""

    async def reserve(
        self, call_id: str, call: Call, conversation_id: str, now: Millis, most: int, limits: Limits
    ) -> str:
        def work(connection: sa.Connection) -> None:
            day = day_of(now)
            for step, limit, name in (("", limits.day, "day"), (call.step.value, limits.step, "step")):
                opened = {"day": day, "step": step, "micros": 0}
                connection.execute(_OPEN[connection.dialect.name], opened)
                if connection.execute(_ADD, {"of_day": day, "of_step": step, "more": most}).scalar_one() > limit:
                    raise _UsedUp(name)
            spent = connection.execute(_OF_CONVERSATION, {"of_conversation": conversation_id}).scalar_one()
            if conversation_id and spent + most > limits.conversation:
                raise _UsedUp("conversation")
            connection.execute(sa.insert(model_calls), _row(call_id, call, conversation_id, now, most))

        try:
            await self._db.write(work)
        except _UsedUp as refusal:
            return str(refusal)
        return ""

    async def settle(self, call_id: str, call: Call) -> None:
        def work(connection: sa.Connection) -> None:
            reserved = connection.execute(_CALL, {"of_id": call_id}).one()
            for step in ("", reserved.step):
                more = call.micros - reserved.micros
                connection.execute(_ADD, {"of_day": reserved.day, "of_step": step, "more": more})
            connection.execute(sa.update(model_calls).where(model_calls.c.id == call_id).values(_became(call)))

        await self._db.write(work)

    async def turned_away(self, call_id: str, call: Call, conversation_id: str, now: Millis) -> None:
        row = _row(call_id, call, conversation_id, now, 0)
        await self._db.write(lambda connection: connection.execute(sa.insert(model_calls), row), durable=False)

    async def spent(self, since: Millis) -> tuple[Spent, ...]:
        rows = await self._db.read(lambda connection: connection.execute(_SPENT, {"since": day_of(since)}).all())
        return tuple(_spent_of(row) for row in rows)


def _spent_of(row: Row) -> Spent:
    """A sum of big integers is a decimal on PostgreSQL."""
    sums = (int(value) for value in (row.calls, row.micros, row.tokens_in, row.tokens_out, row.ms))
    return Spent(row.day, row.step, row.model, row.outcome, *sums)


def _row(call_id: str, call: Call, conversation_id: str, now: int, micros: int) -> dict[str, object]:
    return {
        "id": call_id,
        "at": now,
        "day": day_of(now),
        "conversation_id": conversation_id,
        "step": call.step.value,
        "model": call.model,
        **_became(call),
        "micros": micros,
    }


def _became(call: Call) -> dict[str, object]:
    return {
        "outcome": call.outcome.value,
        "tries": call.tries,
        "tokens_in": call.tokens_in,
        "tokens_out": call.tokens_out,
        "micros": call.micros,
        "ms": call.ms,
    }
