"""What a turn costs after 10, 100 and 1,000 messages: it should be the same."""

import asyncio
import random
from collections.abc import Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa
import uvloop
from aiohttp import ClientSession, TCPConnector

from adapters.db.migrate import run
from adapters.db.record import open_record
from adapters.db.schema import conversations, decisions, messages, turns
from bot.web.visitors import Sessions, Visitor
from core.clock import SystemClock, new_id
from core.domain.ids import ConversationId
from core.domain.messages import InboundMessage
from core.domain.people import Level, ProvenBy
from tests.bench.load import TURNS_EACH, Asker, questions
from tests.bench.report import percentile, progress, table
from tests.bench.servers import FoyerServer, Home, prepare
from tests.bench.turn import database

LENGTHS = (10, 100, 1000)
TURNS = 3
"""Asked in each conversation, so that it stays about as long as it was made."""


def measure(home: Home, *, quick: bool) -> dict[str, Any]:
    """The section `history`."""
    results = {}
    for kind in ("sqlite", "postgresql"):
        with database(kind, home) as new:
            url = new()
            prepare(home, url)
            each = 8 if quick else 40
            prepared = uvloop.run(_prepare(home, url, each))
            with FoyerServer(home.settings(url)) as server:
                took = uvloop.run(_ask(kind, server, prepared))
        p50 = {length: percentile(took[length], 50) for length in LENGTHS}
        spread = (max(p50.values()) / min(p50.values()) - 1) * 100
        rows = [
            (f"{length} messages", p50[length], percentile(took[length], 99), len(took[length])) for length in LENGTHS
        ]
        table(f"Turn by length of the conversation, {kind}", ("", "p50 ms", "p99 ms", "turns"), rows)
        print(f"  spread {spread:.1f} %")
        results[kind] = {"p50_ms": {str(length): p50[length] for length in LENGTHS}, "spread_percent": spread}
    return results


async def _prepare(home: Home, url: str, each: int) -> dict[int, list[Asker]]:
    """Conversations of each length, and who they belong to."""
    clock = SystemClock()
    sessions = Sessions(secret=home.secret, identity_keys={}, identity_audience="foyer", clock=clock)
    record = await open_record(url, clock)
    made: dict[int, list[Asker]] = {length: [] for length in LENGTHS}
    try:
        for length in LENGTHS:
            for _ in range(each):
                visitor = Visitor(f"anon:{new_id()}", ProvenBy.ANONYMOUS_SESSION, Level.ANONYMOUS)
                customer, identity = await record.identify("web", visitor.external_id, visitor.proven_by, visitor.level)
                conversation = ConversationId(new_id())
                first = InboundMessage("web", conversation, customer.id, identity.id, "first", "Hello", clock.now())
                await record.arrive(first, quiet_ms=0, max_wait_ms=0)
                asker = Asker(None, "", sessions.issue(visitor)[0], conversation, length)  # type: ignore[arg-type]
                asker.turns = TURNS_EACH - TURNS
                made[length].append(asker)
    finally:
        await record.aclose()
    askers = [asker for length in LENGTHS for asker in made[length]]
    await asyncio.to_thread(run, url, lambda connection: _fill(connection, askers))
    return made


def _fill(connection: sa.Connection, askers: Sequence[Asker]) -> None:
    """The rest of each conversation, as turns would have left it."""
    texts = list(islice(questions(seed=3), 500))
    now = SystemClock().now()
    for asker in askers:
        row = {
            "conversation_id": asker.conversation,
            "created_at": now,
            "audience": "customer",
            "action": "",
            "data": {},
        }
        said, thought, decided = [], [], []
        for seq in range(1, asker.after + 1):
            mine = seq % 2 == 1
            turn = None if mine else new_id()
            author = {"author": "customer" if mine else "bot", "author_name": "", "author_id": ""}
            text = {"text": random.choice(texts), "client_id": f"c{seq}" if mine else None, "notice": None}
            if seq > 1:
                said.append({**row, **author, **text, "id": new_id(), "seq": seq, "turn_id": turn})
            if turn is not None:
                thought.append(_turn_row(asker.conversation, turn, seq, now))
                decided += [_decision_row(asker.conversation, turn, position) for position in range(2)]
        connection.execute(sa.insert(messages), said)
        connection.execute(sa.insert(turns), thought)
        connection.execute(sa.insert(decisions), decided)
        done = {"seq": asker.after, "done_seq": asker.after - 1, "last_input_seq": asker.after - 1}
        settled = {"due_at": None, "pending_since": None, "state_version": asker.after // 2, "state": {"turns": 1}}
        connection.execute(
            sa.update(conversations).where(conversations.c.id == asker.conversation).values(**done, **settled)
        )


def _turn_row(conversation: str, turn: str, seq: int, now: int) -> dict[str, object]:
    return {
        "id": turn,
        "conversation_id": conversation,
        "state_version": seq // 2 - 1,
        "kind": "bot",
        "input_seqs": [seq - 1],
        "state_before": {"turns": 1},
        "state_after": {"turns": 1},
        "facts": {"now": now},
        "timings": {"think": 5.0},
        "policy_version": "bench",
        "started_at": now,
        "committed_at": now,
    }


def _decision_row(conversation: str, turn: str, position: int) -> dict[str, object]:
    words = {"kind": "outcome" if position else "intent", "outcome": "answer", "reason": "grounded"}
    return {"conversation_id": conversation, "turn_id": turn, "position": position, **words, "evidence": {}}


async def _ask(kind: str, server: FoyerServer, prepared: dict[int, list[Asker]]) -> dict[int, list[float]]:
    """A turn in a conversation of each length by turns."""
    took: dict[int, list[float]] = {length: [] for length in LENGTHS}
    texts = questions(seed=11)
    async with ClientSession(connector=TCPConnector(limit=0)) as http:
        warm = Asker(http, server.url)
        await warm.open()
        for text in islice(texts, 20):
            if warm.over:
                warm = await Asker(http, server.url).open()
            await warm.ask(text)
        total = len(prepared[LENGTHS[0]])
        for index in range(total):
            trio = [prepared[length][index] for length in LENGTHS]
            for asker in trio:
                asker.http, asker.url = http, server.url
                await asker.open()
            for _ in range(TURNS):
                words = next(texts)
                for length, asker in zip(LENGTHS, trio, strict=True):
                    if not asker.over:
                        took[length].append(await asker.ask(f"{words} {length}"))
            for asker in trio:
                await asker.close()
            progress(f"history, {kind}", index + 1, total)
    return took
