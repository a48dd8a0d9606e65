"""Questions that were handed over or declined are found again, with what agents wrote where they solved them."""

from dataclasses import replace

from core.clock import ManualClock
from core.domain.company import Article, ArticleAudience
from core.domain.handoff import HandoffRequest, Priority, Resolution, ResolveReason
from core.domain.ids import ArticleId, Millis
from core.domain.messages import Author, Draft, Notice
from core.domain.mind import Decision, Outcome, Reason
from core.gaps import ClosedGap
from core.record import Record
from tests.support.record import PACKAGE, House, notice


async def test_that_unanswered_questions_come_with_the_replies_that_solved_them(
    record: Record, house: House, clock: ManualClock
) -> None:
    declined = await house.conversation("do you sell penguins?")
    off_topic = Decision("outcome", Outcome.DEFLECT, Reason.OFF_TOPIC)
    await record.commit_turn(house.commit(await house.claim(), "No idea.", decisions=(off_topic,)))
    await clock.advance(1)
    handed = await house.conversation("where is my refund?")
    wish = HandoffRequest(Reason.NO_ANSWER, Priority.LOW, (), "billing", PACKAGE)
    await record.commit_turn(house.commit(await house.claim(), "A person comes.", handoff=wish))
    await clock.advance(1)
    alarm = await house.conversation("I will sue")
    await record.commit_turn(house.commit(await house.claim(), "…", handoff=replace(wish, reason=Reason.POLICY_ALARM)))
    maya = await house.staff()
    (open_one,) = await record.handoffs_of(handed)
    await record.claim(open_one.id, maya, house.now, notice(Notice.JOINED))
    await clock.advance(300)
    await record.say(open_one.id, maya, house.now, Draft(Author.AGENT, "It is on its way.", client_id="k"))
    await record.close(
        open_one.id, maya, house.now, returned=False, reason=ResolveReason.SOLVED, notice=notice(Notice.RESOLVED)
    )
    found = {each.conversation_id: each for each in await record.unanswered(Millis(clock.now() - 1_000_000))}
    assert alarm not in found
    assert (found[declined].question, found[declined].reason) == ("do you sell penguins?", "off_topic")
    case = found[handed]
    assert (case.question, case.replies, case.agent_ms) == (PACKAGE.open_question, ("It is on its way.",), 300_000)
    assert await record.unanswered(Millis(clock.now() + 1)) == ()


async def test_that_the_part_an_answer_leaves_open_is_a_question_of_its_own(
    record: Record, house: House, clock: ManualClock
) -> None:
    conversation = await house.conversation("how do I export, and have you an office in Lisbon?")
    left: dict[str, object] = {"unanswered": ["have you an office in Lisbon"]}
    partly = Decision("outcome", Outcome.ANSWER, Reason.PARTLY, left, 0.8, 0.6)
    await record.commit_turn(house.commit(await house.claim(), "Choose Export.", decisions=(partly,)))
    found = await record.unanswered(Millis(clock.now() - 1_000_000))
    asked = [(each.question, each.reason) for each in found if each.conversation_id == conversation]
    assert asked == [("have you an office in Lisbon", "partly")]


async def settled(record: Record, house: House, text: str, how: Resolution, reason: Reason) -> str:
    conversation = await house.conversation(text)
    wish = HandoffRequest(reason, Priority.LOW, (), "billing", replace(PACKAGE, open_question=text))
    await record.commit_turn(house.commit(await house.claim(), "A person comes.", handoff=wish))
    (opened,) = await record.handoffs_of(conversation)
    agent = await house.staff(f"agent-{conversation}")
    await record.claim(opened.id, agent, house.now, notice(Notice.JOINED))
    await record.close(
        opened.id,
        agent,
        house.now,
        returned=False,
        reason=how.reason,
        notice=notice(Notice.RESOLVED),
        resolution=how,
    )
    return conversation


async def test_that_a_linked_article_is_no_gap_and_a_wanted_one_is_whatever_the_reason(
    record: Record, house: House, clock: ManualClock
) -> None:
    linked = await settled(
        record, house, "refund?", Resolution(ResolveReason.SOLVED, ArticleId("refunds")), Reason.NO_ANSWER
    )
    wanting = await settled(
        record, house, "I sue", Resolution(ResolveReason.SOLVED, article_wanted="Our terms"), Reason.POLICY_ALARM
    )
    (case,) = await record.unanswered(Millis(0))
    assert (case.conversation_id, case.wanted) == (wanting, "Our terms")
    (link,) = await record.linked(Millis(0))
    assert (link.conversation_id, link.question, link.article_id) == (linked, "refund?", "refunds")
    assert await record.linked(Millis(0), article_id=ArticleId("others")) == ()
    counts = await record.use_counts([ArticleId("refunds"), ArticleId("others")])
    assert {name: each.linked for name, each in counts.items()} == {"refunds": 1}


async def test_that_a_closed_gap_knows_since_when_customers_can_read_its_article(
    record: Record, clock: ManualClock
) -> None:
    article = Article(
        ArticleId("export"), "Export", "", ArticleAudience.INTERNAL, "en", "", "", "/help/export", "# Export\n\nSo.\n"
    )
    began = clock.now()
    await record.write_article(article, by="Priya", note="", now=began)
    gap = ClosedGap("g1", "Export", ("how do I export",), 3, 40, article.id, began, "Priya")
    await record.close_gap(gap)
    assert await record.closed_gaps() == (gap,)
    await clock.advance(60)
    public = replace(article, audience=ArticleAudience.PUBLIC, version=1)
    await record.write_article(public, by="Priya", note="", now=clock.now())
    (published,) = await record.closed_gaps()
    assert published == replace(gap, published_at=clock.now())
    await record.set_gone(article.id, True, by="Priya", now=clock.now())
    assert (await record.closed_gaps())[0].published_at is None
    assert await record.reopen_gap("g1")
    assert not await record.reopen_gap("g1")
    assert await record.closed_gaps() == ()
