"""What was acknowledged is there: after the process is killed, the server is restarted, or a caller gives up."""

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.db.migrate import migrate
from adapters.db.record import open_record
from core.clock import ManualClock, SystemClock, new_id
from core.domain.ids import ConversationId
from core.errors import Unavailable
from core.record import Record
from tests.support.record import House
from tests.support.services import PostgresServer

WRITER = """
import asyncio, sys
from adapters.db.record import open_record
from core.clock import ManualClock
from tests.support.record import House

async def main():
    house = House(await open_record(sys.argv[1], ManualClock()), ManualClock())
    people = [await house.someone(f"{sys.argv[2]}-{n}") for n in range(8)]

    async def write(which):
        for number in range(100_000):
            key = f"{which}-{number}"
            receipt = await house.arrive(people[which], f"{sys.argv[2]}-{which}", key, key=key)
            sys.stdout.write(f"{which} {receipt.seq} {key}\\n")
            sys.stdout.flush()

    await asyncio.gather(*(write(which) for which in range(8)))

asyncio.run(main())
"""


def _start(url: str, name: str) -> "subprocess.Popen[str]":
    root = Path(__file__).resolve().parents[2]
    command = [sys.executable, "-c", WRITER, url, name]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)


def _acknowledged(process: "subprocess.Popen[str]", at_least: int) -> list[tuple[str, int, str]]:
    """Read acknowledgements, kill the process in the middle of its writing, and read the rest."""
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(at_least)]
    process.send_signal(signal.SIGKILL)
    lines += process.stdout.readlines()
    process.wait()
    process.stdout.close()
    complete = (line.split() for line in lines if line.endswith("\n"))
    return [(which, int(seq), key) for which, seq, key in complete]


async def _check(record: Record, name: str, acknowledged: list[tuple[str, int, str]]) -> None:
    for which in {which for which, _, _ in acknowledged}:
        messages = await record.messages(ConversationId(f"{name}-{which}"), limit=100_000)
        assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
        stored = {message.seq: message.text for message in messages}
        assert all(stored[seq] == key for of, seq, key in acknowledged if of == which)


async def test_that_a_killed_process_loses_nothing_it_acknowledged(record_url: str, record: Record) -> None:
    for name in ("first", "second"):
        process = await asyncio.to_thread(_start, record_url, name)
        acknowledged = await asyncio.to_thread(_acknowledged, process, 300)
        assert len(acknowledged) >= 300
        await _check(record, name, acknowledged)


async def test_that_several_processes_write_at_once(record_url: str, record: Record) -> None:
    processes = [await asyncio.to_thread(_start, record_url, name) for name in ("left", "right")]
    acknowledged = await asyncio.gather(*(asyncio.to_thread(_acknowledged, each, 200) for each in processes))
    for name, lines in zip(("left", "right"), acknowledged, strict=True):
        await _check(record, name, lines)


async def test_that_a_caller_who_gives_up_harms_nobody(house: House, record: Record) -> None:
    person, conversation_id = await house.someone(), ConversationId(new_id())
    tasks = [asyncio.create_task(house.arrive(person, conversation_id, key=f"k{n}")) for n in range(60)]
    await asyncio.sleep(0)  # noqa: TID251  (let them start, then cancel every third)
    for task in tasks[::3]:
        task.cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    receipts = [each for each in done if not isinstance(each, BaseException)]
    assert len(receipts) >= 40
    messages = await record.messages(conversation_id)
    assert [message.seq for message in messages] == list(range(1, len(messages) + 1))
    assert {receipt.seq for receipt in receipts} <= {message.seq for message in messages}


async def test_that_the_record_comes_back_when_postgresql_does() -> None:
    with PostgresServer() as server:
        url = server.create_database()
        migrate(url)
        record = await open_record(url, SystemClock(), pool_size=3)
        house = House(record, ManualClock())
        conversation_id = await house.conversation()
        person = await record.person_of(conversation_id)
        assert person is not None
        await asyncio.gather(*(record.ping() for _ in range(3)))
        server.kill()
        with pytest.raises(Unavailable) as refusal:
            await house.arrive(person, conversation_id, key="again")
        assert "127.0.0.1" not in refusal.value.message
        with pytest.raises(Unavailable):
            await record.ping()
        server.start()
        # At once and without an error for any of them, although every pooled connection is dead.
        assert (await house.arrive(person, conversation_id, key="again")).seq == 2
        await asyncio.gather(*(record.ping() for _ in range(3)))
        server.stop()
        server.start()
        conversations = await asyncio.gather(*(record.conversation(conversation_id) for _ in range(3)))
        assert all(each is not None and each.seq == 2 for each in conversations)
        await record.aclose()
