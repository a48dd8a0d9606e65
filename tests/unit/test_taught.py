"""What people make of the known questions is learned from while the service runs."""

from dataclasses import replace
from pathlib import Path

from adapters.db.record import open_record
from adapters.memory.bus import LocalBus
from core.clock import ManualClock
from core.domain.company import AnswerableQuestion, Questions
from core.domain.ids import ArticleId
from core.domain.people import Level, Reader
from core.known import KnownQuestion, taught
from knowledge.live import ASKED_EVERY_S, LiveKnowledge
from tests.support.companies import bare_company
from tests.support.databases import migrated_sqlite
from tests.support.help_pages import ARTICLES
from tests.support.models import embedder

RESET = AnswerableQuestion("How do I reset it?", (ArticleId("reset"),))
HELD = AnswerableQuestion("Where is the lock?", (ArticleId("lock"),))
FOLDER = Questions((RESET,), ("Do you sell cars?", "Do you sell tea?"), (), (HELD,))


def known(*asked: AnswerableQuestion, by: str = "") -> list[KnownQuestion]:
    return [KnownQuestion(each.question, each, by) for each in asked]


def test_that_one_learns_from_the_folder_and_from_what_people_wrote() -> None:
    of_folder = known(*FOLDER.known)
    assert taught(FOLDER, of_folder) == FOLDER
    dropped = [each for each in of_folder if each.asked.question != "Do you sell tea?"]
    assert taught(FOLDER, dropped).unanswerable == ("Do you sell cars?",)
    mine = (
        replace(RESET, question="how do I  RESET it?", articles=(ArticleId("lock"),)),
        AnswerableQuestion("Tea?", ()),
    )
    others = [each for each in of_folder if each.asked != RESET]
    found = taught(FOLDER, [*known(*mine, by="Priya"), *others])
    assert found.answerable == mine[:1]
    assert found.unanswerable == (*FOLDER.unanswerable, "Tea?")
    assert found.held_out == FOLDER.held_out
    assert not taught(FOLDER, known(replace(HELD, articles=()), by="Priya")).held_out


async def test_that_a_question_written_in_the_back_office_is_answered_so_soon_after(tmp_path: Path) -> None:
    clock, asked = ManualClock(), "is there a ceiling for the pinguins"
    record = await open_record(migrated_sqlite(tmp_path / "foyer.db"), clock)
    try:
        for each in ARTICLES:
            await record.write_article(each, by="Priya", note="", now=clock.now())
        company = bare_company()
        knowledge = LiveKnowledge(record, record, company, embedder(), tmp_path / "index", LocalBus(), clock)
        await knowledge.open()
        before = await knowledge.answer(asked, Reader(Level.VERIFIED))
        answer = AnswerableQuestion("Is there a ceiling for the pinguins?", (ArticleId("limits"),), "9,000")
        await record.put_question(KnownQuestion("one", answer, "Priya", clock.now()))
        assert not await knowledge.step(), "one does not look at every turn"
        await clock.advance(ASKED_EVERY_S)
        assert await knowledge.step()
        assert not await knowledge.step()
        after = await knowledge.answer(asked, Reader(Level.VERIFIED))
        assert after.sources[0].article_id == "limits"
        assert after.confidence > before.confidence
    finally:
        await record.aclose()
