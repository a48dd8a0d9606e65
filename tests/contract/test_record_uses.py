"""Which answers used which article, and what came after them."""

from dataclasses import replace

import pytest

from core.clock import ManualClock
from core.domain.ids import ArticleId, ConversationId
from core.domain.messages import Author, Draft
from core.domain.mind import Decision, Outcome, Reason
from core.policies.verdicts import verdict_of
from core.record import Record
from core.uses import UseCounts, Verdict
from tests.support.record import House

ANSWER = Decision("outcome", Outcome.ANSWER, Reason.GROUNDED, {}, 0.8, 0.55)
FACTS: dict[str, object] = {
    "answer": {
        "text": "So.",
        "confidence": 0.8,
        "index_version": "3-abc",
        "sources": [["a", "A", "/a", "How", 2], ["b", "B", "/b", "", 1]],
        "passages": [["a", "A", "/a", "How", 2.5, 0.7, 1.0, 2], ["c", "C", "/c", "", 1.0, 0.2, 0.1, 1]],
    }
}


async def turn(
    house: House, clock: ManualClock, conversation: ConversationId | None, decision: Decision
) -> ConversationId:
    """One turn of a conversation, a new one where none is given."""
    await clock.advance(1)
    if conversation is None:
        conversation = await house.conversation("a question")
        person = None
    else:
        claim_of = await house.record.conversation(conversation)
        assert claim_of is not None
        person = await house.record.person_of(conversation)
        assert person is not None
        await house.arrive(person, conversation, "more")
    claim = await house.claim()
    made = house.commit(claim, decisions=(decision,))
    facts = FACTS if decision.outcome == Outcome.ANSWER else {}
    await house.record.commit_turn(
        replace(made, turn=replace(made.turn, facts=facts), drafts=(Draft(Author.BOT, "So."),))
    )
    return conversation


async def gathered(record: Record) -> None:
    while await record.gather_uses(2):
        pass


async def test_that_an_answer_is_known_by_its_articles_and_their_versions(
    record: Record, house: House, clock: ManualClock
) -> None:
    talk = await turn(house, clock, None, ANSWER)
    assert await record.uses_of(ArticleId("a")) == ()
    await gathered(record)
    await gathered(record)
    (use,) = await record.uses_of(ArticleId("a"))
    assert (use.conversation_id, use.version, use.heading, use.quoted) == (talk, 2, "How", True)
    assert (use.score, use.confidence, use.model, use.verdict) == (2.5, 0.8, "3-abc", None)
    (beside,) = await record.uses_of(ArticleId("b"))
    assert (beside.quoted, beside.score) == (False, None)
    assert await record.uses_of(ArticleId("c")) == ()
    assert await record.use_counts([ArticleId("a"), ArticleId("b"), ArticleId("c")]) == {"a": UseCounts(used=1)}


@pytest.mark.parametrize(
    ("decision", "verdict"),
    [
        (Decision("outcome", Outcome.DEFLECT, Reason.SOLVED), Verdict.SOLVED),
        (Decision("outcome", Outcome.DEFLECT, Reason.NOT_HELPED), Verdict.UNSOLVED),
        (Decision("outcome", Outcome.HANDOFF, Reason.NOT_HELPED), Verdict.UNSOLVED),
        (Decision("outcome", Outcome.HANDOFF, Reason.REPEATED_QUESTION), Verdict.ASKED_AGAIN),
        (Decision("outcome", Outcome.HANDOFF, Reason.ASKED_FOR_PERSON), Verdict.HANDED_OFF),
        (Decision("outcome", Outcome.DEFLECT, Reason.SMALL_TALK), Verdict.MOVED_ON),
        (Decision("outcome", Outcome.CLARIFY, Reason.AMBIGUOUS), None),
    ],
)
async def test_that_what_follows_an_answer_is_its_verdict(
    record: Record, house: House, clock: ManualClock, decision: Decision, verdict: Verdict | None
) -> None:
    assert verdict_of(decision.outcome, decision.reason) == verdict
    other = await turn(house, clock, None, ANSWER)
    talk = await turn(house, clock, None, ANSWER)
    await turn(house, clock, talk, decision)
    await gathered(record)
    verdicts = {use.conversation_id: use.verdict for use in await record.uses_of(ArticleId("a"))}
    assert verdicts == {talk: verdict, other: None}


async def test_that_a_verdict_counts_for_the_answer_before_it_only(
    record: Record, house: House, clock: ManualClock
) -> None:
    talk = await turn(house, clock, None, ANSWER)
    await gathered(record)
    await turn(house, clock, talk, ANSWER)
    await turn(house, clock, talk, Decision("outcome", Outcome.DEFLECT, Reason.SOLVED))
    await gathered(record)
    verdicts = [use.verdict for use in await record.uses_of(ArticleId("a"))]
    assert verdicts == [Verdict.SOLVED, Verdict.MOVED_ON]
    assert (await record.use_counts([ArticleId("a")]))[ArticleId("a")] == UseCounts(used=2, solved=1)


async def test_that_a_followed_link_counts_once_an_answer(record: Record, house: House, clock: ManualClock) -> None:
    conversation = await house.conversation("a question")
    for seq in (2, 2, 4):
        await record.note_followed(conversation, seq, ArticleId("a"), clock.now())
    counts = await record.use_counts([ArticleId("a"), ArticleId("b")])
    assert counts == {ArticleId("a"): UseCounts(clicked=2)}
