"""Labels in the back office: listed, mended, dropped, and written to a file."""

import csv

from commands.labels import write_csv
from core.domain.handoff import Timing
from tests.support.staff_client import signed_in
from tests.support.staff_house import StaffHouse
from tests.support.staff_scenes import UNSURE, package, scene

SAID = {"reason": "solved", "correct_intent": "refund_client", "timing": "need_not_have_come"}
EVIL = '<script>alert("x")</script>'


async def judged(house: StaffHouse, question: str) -> None:
    talk = await scene(house.record, house.clock, "Dana")
    await talk.customer_says(question)
    brief = package("no_answer", open_question=question, best_intent="payout_late", answer_confidence=0.5)
    await talk.hand_off(UNSURE, brief)
    async with signed_in(house, "maya") as maya:
        await maya.on(talk.handoff, "claim")
        assert (await maya.on(talk.handoff, "resolve", **SAID))[0] == 200


async def test_that_labels_are_listed_with_what_thresholds_would_have_done(house, priya):
    _, page = await priya.page("/admin/labels")
    assert "No labels yet" in page
    await judged(house, EVIL)
    _, page = await priya.page("/admin/labels")
    assert EVIL not in page
    assert "&lt;script&gt;" in page
    for words in ("Payout is late", "0.44", "Maya", "answered instead, of 1", "0.55 now"):
        assert words in page


async def test_that_a_label_is_mended_and_dropped_by_admins_alone(house, priya):
    await judged(house, "refund?")
    (label,) = await house.record.labels()
    async with signed_in(house, "maya") as maya:
        assert (await maya.page("/admin/labels"))[0] == 403
        assert (await maya.page(f"/admin/labels/{label.id}/drop", sure="yes"))[0] == 403
    where = f"/admin/labels/{label.id}"
    assert (await priya.page(where, correct_intent="no_such"))[0] == 400
    assert (await priya.page(where, timing="whenever"))[0] == 400
    assert (await priya.page(where, correct_intent="payout_late", timing="right"))[0] == 200
    (mended,) = await house.record.labels()
    assert (mended.correct, mended.timing, mended.by) == ("payout_late", Timing.RIGHT, "Priya")
    assert (await priya.page(where + "/drop", sure="yes"))[0] == 200
    assert await house.record.labels() == ()
    assert (await priya.page(where + "/drop", sure="yes"))[0] == 404


async def test_that_labels_go_into_a_file_that_training_reads(house, tmp_path):
    await judged(house, 'a "quoted"\nquestion, with commas')
    path = tmp_path / "labels.csv"
    write_csv(path, await house.record.labels())
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["text"], row["label"]) == ('a "quoted"\nquestion, with commas', "refund_client")
    assert (row["predicted"], row["timing"], row["by"]) == ("payout_late", "need_not_have_come", "Maya")
