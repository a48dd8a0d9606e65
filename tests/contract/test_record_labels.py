"""What agents say at the end becomes a label, and goes when the customer takes their words back."""

from dataclasses import replace

from core.domain.handoff import HandoffRequest, Priority, Resolution, ResolveReason, Timing
from core.domain.ids import ConversationId, HandoffId, IntentId, Millis
from core.domain.messages import Notice
from core.domain.mind import Decision, Outcome, Reason
from core.labels import Label
from core.record import Record
from tests.support.record import PACKAGE, House, notice

DONE = notice(Notice.RESOLVED)
WRONG = Resolution(ResolveReason.SOLVED, correct_intent=IntentId("refund_late"), timing=Timing.SOONER)


async def handed_over(house: House, question: str = "where is my refund?") -> tuple[ConversationId, HandoffId]:
    """An answer of the bot at 0.61, then a person."""
    conversation_id = ConversationId(f"c-{question}")
    person = await house.someone()
    await house.arrive(person, conversation_id, "how do refunds work?")
    answered = Decision("outcome", Outcome.ANSWER, Reason.GROUNDED, {}, 0.61, 0.55)
    await house.record.commit_turn(house.commit(await house.claim(), "Like this.", decisions=(answered,)))
    await house.clock.advance(5)
    asked = await house.arrive(person, conversation_id, question, key=f"key {question}")
    package = replace(
        PACKAGE,
        open_question=question,
        best_intent="refund_client",
        intent_score=0.44,
        answer_confidence=0.31,
        question_seqs=(asked.seq,),
    )
    wish = HandoffRequest(Reason.NO_ANSWER, Priority.LOW, (), "billing", package)
    await house.record.commit_turn(house.commit(await house.claim(), "A person comes.", handoff=wish))
    await house.clock.advance(5)
    (handoff,) = await house.record.handoffs_of(conversation_id)
    return conversation_id, handoff.id


async def resolved(house: House, handoff_id: HandoffId, how: Resolution) -> None:
    known = await house.record.staff_by_login("maya")
    maya = known[0] if known else await house.staff()
    await house.record.close(
        handoff_id, maya, house.now, returned=False, reason=how.reason.value, notice=DONE, resolution=how
    )


async def test_that_a_verdict_becomes_a_label_once(house: House, record: Record) -> None:
    conversation_id, handoff_id = await handed_over(house)
    await resolved(house, handoff_id, WRONG)
    await resolved(house, handoff_id, WRONG)
    (label,) = await record.labels()
    assert label == Label(
        id=label.id,
        conversation_id=conversation_id,
        handoff_id=handoff_id,
        question_seqs=(3,),
        text="where is my refund?",
        predicted=IntentId("refund_client"),
        score=0.44,
        correct=IntentId("refund_late"),
        timing=Timing.SOONER,
        answer_confidence=0.31,
        answered=0.61,
        by="Maya",
        at=house.now,
    )
    assert await record.labels(since=Millis(house.now + 1)) == ()


async def test_that_a_bare_reason_teaches_nothing(house: House, record: Record) -> None:
    _, handoff_id = await handed_over(house)
    await resolved(house, handoff_id, Resolution(ResolveReason.SOLVED))
    assert await record.labels() == ()


async def test_that_answers_before_an_earlier_handoff_do_not_count_again(house: House, record: Record) -> None:
    conversation_id, handoff_id = await handed_over(house)
    await resolved(house, handoff_id, WRONG)
    await house.clock.advance(5)
    person = await record.person_of(conversation_id)
    assert person is not None
    await house.arrive(person, conversation_id, "and another thing")
    wish = HandoffRequest(Reason.NO_ANSWER, Priority.LOW, (), "billing", PACKAGE)
    await record.commit_turn(house.commit(await house.claim(), "A person comes.", handoff=wish))
    await house.clock.advance(5)
    second = (await record.handoffs_of(conversation_id))[-1]
    await resolved(house, second.id, Resolution(ResolveReason.SOLVED, timing=Timing.NEEDLESS))
    newest = (await record.labels())[0]
    assert (newest.handoff_id, newest.answered, newest.timing) == (second.id, None, Timing.NEEDLESS)


async def test_that_labels_can_be_mended_and_dropped(house: House, record: Record) -> None:
    _, handoff_id = await handed_over(house)
    await resolved(house, handoff_id, WRONG)
    (label,) = await record.labels()
    assert await record.mend_label(label.id, IntentId("payout_late"), None, "Priya")
    (mended,) = await record.labels()
    assert (mended.correct, mended.timing, mended.by) == (IntentId("payout_late"), None, "Priya")
    assert not await record.mend_label("no such", None, None, "Priya")
    assert await record.drop_label(label.id)
    assert not await record.drop_label(label.id)
    assert await record.labels() == ()


async def test_that_a_deleted_message_takes_its_label_along(house: House, record: Record) -> None:
    conversation_id, handoff_id = await handed_over(house)
    _, other = await handed_over(house, "something else")
    await resolved(house, handoff_id, WRONG)
    await resolved(house, other, WRONG)
    assert await record.remove_message(conversation_id, "key where is my refund?", house.now)
    (left,) = await record.labels()
    assert left.handoff_id == other
