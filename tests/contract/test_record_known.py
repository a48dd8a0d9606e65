"""Known questions: the company's as a seed, and what people made of them; rehearsals are read by every process."""

from dataclasses import replace

import pytest

from core.clock import ManualClock
from core.domain.company import AnswerableQuestion
from core.domain.ids import ArticleId, Millis
from core.errors import Conflict
from core.known import KnownQuestion, Rehearsal, Shown, Tried
from core.record import Record

RESET = AnswerableQuestion("How do I reset it?", (ArticleId("reset"),), "choose Forgotten")
PENGUIN = AnswerableQuestion("Do you sell penguins?", ())


async def texts(record: Record) -> list[str]:
    return [each.asked.question for each in await record.known_questions()]


async def test_that_the_folder_seeds_and_people_have_the_last_word(record: Record, clock: ManualClock) -> None:
    await record.seed_questions([RESET, PENGUIN])
    await record.seed_questions([RESET, PENGUIN])
    reset, penguin = await record.known_questions()
    assert (reset.asked, penguin.asked) == (RESET, PENGUIN)
    mine = replace(RESET, articles=(ArticleId("reset"), ArticleId("unlock")))
    await record.put_question(KnownQuestion(reset.id, mine, "Priya", clock.now()))
    mark = await record.questions_mark()
    assert await record.drop_question(penguin.id, "Priya", clock.now())
    assert await record.questions_mark() != mark
    assert not await record.drop_question(penguin.id, "Priya", clock.now())
    await record.seed_questions([replace(RESET, passage="other"), PENGUIN, AnswerableQuestion("New?", ())])
    assert [each.asked for each in await record.known_questions()] == [mine, AnswerableQuestion("New?", ())]
    mark = await record.questions_mark()
    await record.seed_questions([])
    assert await record.questions_mark() == mark
    assert await texts(record) == [RESET.question], "the folder's own goes with the folder"


async def test_that_a_question_is_known_once_in_the_same_words(record: Record, clock: ManualClock) -> None:
    await record.seed_questions([RESET, PENGUIN])
    _, penguin = await record.known_questions()
    twin = KnownQuestion("new", replace(RESET, question="how do I  reset it?"), "Priya", clock.now())
    with pytest.raises(Conflict):
        await record.put_question(twin)
    await record.drop_question(penguin.id, "Priya", clock.now())
    await record.put_question(KnownQuestion("again", PENGUIN, "Priya", clock.now()))
    assert set(await texts(record)) == {RESET.question, PENGUIN.question}


async def test_that_a_rehearsal_is_read_as_it_was_kept(record: Record, clock: ManualClock) -> None:
    begun = Rehearsal("r1", "Priya", clock.now(), {"id": "reset"}, beat_at=clock.now())
    await record.open_rehearsal(begun)
    assert await record.rehearsal("r1") == begun
    tried = Tried("How?", ("reset",), Shown("reset", "So.", 0.9, True), Shown("", "", 0.1, False))
    ended = replace(begun, done=1, total=1, tried=(tried,))
    await record.keep_rehearsal(ended)
    assert await record.rehearsal("r1") == ended
    assert (tried.broke, tried.mended) == (True, False)
    await record.open_rehearsal(replace(begun, id="r2", at=Millis(clock.now() + 90_000_000)))
    assert await record.rehearsal("r1") is None, "a day later nobody asks for it"
