"""Files are noted once, fetched by one, and forgotten with their message."""

from dataclasses import replace

from core.clock import ManualClock
from core.domain.ids import Millis
from core.files import FileState, NewFile
from core.record import Record
from tests.support.record import House

PICTURE = NewFile("F1", "T1", "a.png", "image/png", 10, "https://files.slack.com/a")
TEXT = NewFile("F2", "T1", "", "", 0, "")


async def test_that_a_file_is_noted_once_and_claimed_by_one(record: Record, house: House, clock: ManualClock) -> None:
    conversation = await house.conversation("see this")
    assert await record.note_files(conversation, "1.1", (PICTURE, TEXT), house.now) == 2
    assert await record.note_files(conversation, "1.1", (PICTURE, TEXT), house.now) == 0
    first = await record.claim_file("a", house.now, 1000)
    second = await record.claim_file("b", house.now, 1000)
    assert first is not None
    assert second is not None
    assert {first.source_id, second.source_id} == {"F1", "F2"}
    assert await record.claim_file("c", house.now, 1000) is None
    await clock.advance(2)
    assert await record.claim_file("c", house.now, 1000) is not None, "whoever had it died"


async def test_that_fates_are_kept_and_a_later_try_waits(record: Record, house: House, clock: ManualClock) -> None:
    conversation = await house.conversation("see this")
    await record.note_files(conversation, "1.1", (PICTURE, TEXT), house.now)
    file = await record.claim_file("a", house.now, 1000)
    assert file is not None
    await record.file_later(file, Millis(house.now + 5000), counted=True)
    other = await record.claim_file("a", house.now, 1000)
    assert other is not None
    await record.file_refused(replace(other, name="b.exe"), "Not taken.", house.now)
    assert await record.claim_file("a", house.now, 1000) is None
    await clock.advance(6)
    again = await record.claim_file("a", house.now, 1000)
    assert again is not None
    assert (again.id, again.attempts) == (file.id, 1)
    assert await record.file_kept(replace(again, size=12), "abc", house.now)
    states = {each.id: (each.state, each.note, each.size) for each in await record.files_of(conversation)}
    assert states[file.id] == (FileState.KEPT, "", 12)
    assert states[other.id][:2] == (FileState.REFUSED, "Not taken.")
    assert await record.files_still_kept([file.id, other.id, "f" * 32]) == {file.id}


async def test_that_a_deleted_messages_files_are_gone_for_good(record: Record, house: House) -> None:
    conversation = await house.conversation("see this")
    await record.note_files(conversation, "1.1", (PICTURE,), house.now)
    await record.note_files(conversation, "1.2", (TEXT,), house.now)
    file = await record.claim_file("a", house.now, 1000)
    assert file is not None
    assert await record.files_gone(conversation, "1.1", house.now) == (file.id,)
    assert not await record.file_kept(file, "abc", house.now), "it was fetched while the message was deleted"
    assert await record.note_files(conversation, "1.1", (PICTURE,), house.now) == 0
    found = await record.kept_file(file.id)
    assert found is not None
    assert (found.state, found.name, found.url) == (FileState.GONE, "", "")
