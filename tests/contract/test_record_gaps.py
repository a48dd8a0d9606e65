"""Questions that were handed over or declined are found again, with what agents wrote where they solved them."""

from dataclasses import replace

from core.clock import ManualClock
from core.domain.handoff import HandoffRequest, Priority, ResolveReason
from core.domain.ids import Millis
from core.domain.messages import Author, Draft, Notice
from core.domain.mind import Decision, Outcome, Reason
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
