"""How often a turn asks the database: what makes it fast on PostgreSQL, and what must not creep back."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from adapters.db import hot
from adapters.db.record import SqlRecord
from core.clock import new_id
from core.domain.conversation import Mode
from core.domain.ids import ConversationId, Millis
from core.domain.messages import Notice
from core.domain.mind import Decision
from core.later import Timer
from core.record import Record
from tests.support.record import House, handoff_request, notice


@contextmanager
def statements(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Everything that is executed on any connection meanwhile, also what SQLite's driver is given directly."""
    seen: list[str] = []
    directly = hot.execute

    def noted(driver: sqlite3.Connection, sql: str, parameters: list[object]) -> sqlite3.Cursor:
        seen.append(sql)
        return directly(driver, sql, parameters)

    monkeypatch.setattr(hot, "execute", noted)

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


@pytest.mark.parametrize("handed_over", [False, True])
async def test_that_a_turn_is_three_statements_on_postgresql(
    house: House, record: SqlRecord, handed_over: bool, monkeypatch: pytest.MonkeyPatch
):
    person, conversation_id = await house.someone(), ConversationId(new_id())
    decisions = (Decision("intent", "refund", "classifier"), Decision("outcome", "answer", "grounded"))
    with statements(monkeypatch) as seen:
        await house.arrive(person, conversation_id)
        claim = await house.claim()
        await record.commit_turn(
            house.commit(
                claim,
                "One moment.",
                decisions=decisions,
                handoff=handoff_request() if handed_over else None,
                timers=(Timer("still_waiting", Millis(house.now + 1)),) if handed_over else (),
            )
        )
    one_trip = type(record).__name__ == "PostgresRecord"
    assert len(seen) == 3 if one_trip else len(seen) > 3
    assert [d.kind for d in await record.decisions_before(conversation_id, 5)] == ["intent", "outcome"]
    conversation = await record.conversation(conversation_id)
    assert conversation is not None
    assert conversation.mode is (Mode.HUMAN if handed_over else Mode.BOT)
    assert [m.text for m in await record.messages(conversation_id)] == ["hello", "One moment."]


async def test_that_the_timer_of_a_second_handoff_belongs_to_the_open_one(house: House, record: Record):
    conversation_id = await house.handed_off()
    person = await record.person_of(conversation_id)
    assert person is not None
    await house.arrive(person, conversation_id, "hurry")
    timer = Timer("still_waiting", Millis(house.now + 5))
    await record.commit_turn(house.commit(await house.claim(), handoff=handoff_request(), timers=(timer,)))
    await house.clock.advance(1)
    assert len(await record.due_timers(house.now, 10)) == 1
    maya = await house.staff()
    (handoff,) = await record.handoffs_of(conversation_id)

    await record.claim(handoff.id, maya, house.now, notice(Notice.JOINED))
    closing = notice(Notice.RESOLVED)
    await record.close(handoff.id, maya, house.now, returned=False, reason="solved", notice=closing)
    assert await record.due_timers(house.now, 10) == ()
