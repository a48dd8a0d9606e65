"""Articles that change while customers ask: what is deleted is not quoted, what is written is found."""

import asyncio
import os
import sys
from dataclasses import replace

import pytest

from core.domain.company import Article, ArticleAudience
from core.domain.ids import ArticleId, ConversationId
from core.library import CHANGED
from tests.support.house import House, open_house
from tests.support.models import ROOT

QUESTION = "How can I reset my password? I forgot it"
PENGUINS = Article(
    ArticleId("penguins"),
    "Feed the penguins",
    "",
    ArticleAudience.PUBLIC,
    "en",
    "",
    "support",
    "/help/penguins",
    "# Feed the penguins\n\nThe penguins in the lobby get four herrings each at seven in the morning.\n",
)
HUNGRY = "how many herrings do the penguins in the lobby get each morning?"


@pytest.fixture
async def house():
    async with open_house() as opened:
        yield opened


async def quoted(house: House, question: str) -> list[str]:
    """What a new visitor's question is answered from."""
    async with house.visitor() as visitor:
        await visitor.ask(question)
        messages = await house.foyer.record.messages(ConversationId(visitor.conversation))
        return [str(source.article_id) for message in messages for source in message.sources]


async def until_quoted(house: House, question: str, name: str) -> None:
    """Ask, each time as somebody new, until the answer comes from an article."""
    async with asyncio.timeout(20):
        while name not in await quoted(house, question):
            await house.foyer.clock.sleep(0.1)


async def test_that_a_deleted_article_is_not_quoted_in_the_very_next_answer(house):
    record, now = house.foyer.record, house.foyer.clock.now
    first = (await quoted(house, QUESTION))[0]
    # Nobody tells this process: the turn itself must see it.
    await record.set_gone(ArticleId(first), True, by="maya", now=now())
    assert first not in await quoted(house, QUESTION)
    async with house.http.get(f"{house.url}/help/{first}") as page:
        assert page.status == 404
    await record.set_gone(ArticleId(first), False, by="maya", now=now())
    await house.foyer.bus.publish(CHANGED, {})
    await until_quoted(house, QUESTION, first)


async def test_that_an_article_is_found_soon_after_it_was_written_and_never_in_an_old_version(house):
    record, now = house.foyer.record, house.foyer.clock.now
    assert "penguins" not in await quoted(house, HUNGRY)
    await record.write_article(PENGUINS, by="maya", note="", now=now())
    await house.foyer.bus.publish(CHANGED, {})
    await until_quoted(house, HUNGRY, "penguins")
    five = PENGUINS.body.replace("four", "five")
    await record.write_article(replace(PENGUINS, body=five, version=1), by="maya", note="", now=now())
    async with house.visitor() as visitor:
        reply = await visitor.ask(HUNGRY)
        assert "four" not in reply["text"]
    async with asyncio.timeout(20):
        while True:
            async with house.visitor() as visitor:
                if "five herrings" in (await visitor.ask(HUNGRY))["text"]:
                    break
    turns = await record.turns(ConversationId(visitor.conversation))
    assert turns[-1].facts["answer"]["sources"][0][4] == 2


async def test_that_a_customer_says_whether_an_answer_helped(house):
    record = house.foyer.record
    async with house.visitor() as visitor, house.visitor() as other:
        reply = await visitor.ask(QUESTION)
        assert [q["action"] for q in reply["quick_replies"]] == ["solved", "unsolved", "person"]
        glad = await visitor.ask("That solved it", "solved")
        assert glad["quick_replies"] == []
        await other.ask(QUESTION)
        sorry = await other.ask("That didn't help", "unsolved")
        assert [q["action"] for q in sorry["quick_replies"]] == ["person"]
        again = await other.ask("That didn't help", "unsolved")
        assert again["notice"] == "handed_off"
        (handoff,) = await record.handoffs_of(ConversationId(other.conversation))
        assert handoff.package.open_question == QUESTION

    def reasons(turns) -> list[str]:
        return [d.reason for turn in turns for d in turn.decisions if d.kind == "outcome"]

    assert reasons(await record.turns(ConversationId(visitor.conversation))) == ["grounded", "solved"]
    assert reasons(await record.turns(ConversationId(other.conversation))) == ["grounded", "not_helped", "not_helped"]


async def test_that_what_another_process_takes_in_is_found_and_what_it_retires_is_not_quoted(tmp_path):
    folder = tmp_path / "help"
    folder.mkdir()
    (folder / "penguins.md").write_text(f"---\naudience: public\n---\n{PENGUINS.body}")
    (folder / "other.md").write_text("---\naudience: internal\n---\n# Other\n\nFor agents.\n")
    url = f"sqlite:///{tmp_path}/foyer.db"

    async def ingest(*more: str) -> str:
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "app.py", "ingest", *more),
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "FOYER_DATABASE_URL": url, "FOYER_DATA_DIR": str(tmp_path / "data")},
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await child.communicate()
        assert child.returncode == 0, said
        return said.decode()

    async with open_house(url) as house:
        assert "2 added" in await ingest(str(folder))
        await until_quoted(house, HUNGRY, "penguins")
        (folder / "penguins.md").unlink()
        assert "1 unchanged, 0 refused, 1 gone" in await ingest("--again")
        assert "penguins" not in await quoted(house, HUNGRY)


async def test_that_a_customer_who_goes_to_a_source_is_counted_and_nobody_counts_for_others(house):
    record = house.foyer.record
    async with house.visitor() as visitor, house.visitor() as stranger:
        await visitor.ask(QUESTION)
        conversation = ConversationId(visitor.conversation)
        answer = next(each for each in await record.messages(conversation) if each.sources)
        article = answer.sources[0].article_id
        await stranger.ask("hello")
        mine, stranger.conversation = stranger.conversation, visitor.conversation
        await stranger.follow(answer.seq)
        stranger.conversation = mine
        await visitor.follow(answer.seq, 19)
        await visitor.follow(answer.seq + 50)
        await visitor.follow(1)
        await visitor.follow(answer.seq)
        await visitor.follow(answer.seq)
        async with asyncio.timeout(10):
            while not (counts := (await record.use_counts([article])).get(article)) or not counts.clicked:
                await house.foyer.clock.sleep(0.05)
        assert counts.clicked == 1
