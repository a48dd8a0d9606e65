"""A draft that quotes an article is found with what the agent said first, and no other is."""

from dataclasses import replace

from core.clock import ManualClock
from core.domain.handoff import HandoffRequest, Priority
from core.domain.ids import ArticleId
from core.domain.messages import Author, Draft, Notice
from core.domain.mind import Reason
from core.policies.drafts import DraftFate
from core.record import Record
from tests.support.record import PACKAGE, House, notice


async def test_that_first_replies_stand_beside_their_drafts(record: Record, house: House, clock: ManualClock) -> None:
    maya = await house.staff()
    for article, said in (("a", "It takes two days."), ("b", "It is free."), ("", "")):
        await clock.advance(1)
        conversation = await house.conversation("how long?")
        package = replace(PACKAGE, draft_reply=f"Hi! {said}" if said else "Hi! I'm looking into it.")
        wish = HandoffRequest(Reason.ASKED_FOR_PERSON, Priority.LOW, (), "billing", package)
        made = house.commit(await house.claim(), "A person comes.", handoff=wish)
        answer = {"text": said, "sources": [[article, "A", "/a", "", 1]] if article else []}
        await record.commit_turn(replace(made, turn=replace(made.turn, facts={"answer": answer})))
        (opened,) = await record.handoffs_of(conversation)
        await record.claim(opened.id, maya, house.now, notice(Notice.JOINED))
        assert len(await record.first_replies()) == (article != "a") + (article == ""), "nobody has replied yet"
        await clock.advance(5)
        text = package.draft_reply if article == "a" else "Let me see."
        await record.say(opened.id, maya, house.now, Draft(Author.AGENT, text, client_id="k1"))
        await record.say(opened.id, maya, house.now, Draft(Author.AGENT, "And one more thing.", client_id="k2"))
    newest, oldest = await record.first_replies()
    assert (newest.article_id, newest.text, newest.fate) == ("b", "Let me see.", DraftFate.REPLACED)
    assert (oldest.article_id, oldest.fate) == ("a", DraftFate.SENT)
    assert await record.first_replies(article_id=ArticleId("a")) == (oldest,)
    assert await record.first_replies(1) == (newest,)
