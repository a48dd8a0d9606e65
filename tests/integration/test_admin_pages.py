"""The back office over the real record: lists, explanations, dead letters, members."""

import re

from core.domain.people import Role, Tier
from core.later import Push
from tests.support.staff_client import signed_in
from tests.support.staff_scenes import CLARIFY, GROUNDED, UNSURE, bot, package, scene, waiting


async def test_that_one_screen_explains_a_conversation_in_order(house, priya):
    talk = await scene(house.record, house.clock, "Dana", account="Marlowe", tier=Tier.ENTERPRISE)
    await talk.customer_says("first question")
    await talk.bot_turn(bot("first answer"), made=GROUNDED)
    await talk.customer_says("second", "third")
    await talk.bot_turn(bot("which one?"), made=CLARIFY)
    await talk.customer_says("fourth")
    await talk.hand_off(UNSURE, package("no_answer"))
    async with signed_in(house, "maya") as maya:
        await maya.on(talk.handoff, "claim")
        await maya.say(talk.handoff, "a note among us", "note")
        await maya.say(talk.handoff, "words of a person")
    status, page = await priya.page(f"/admin/conversations/{talk.id}")
    assert status == 200
    in_order = [
        "first question",
        "Answered",
        "Found in the help pages",
        "0.71, threshold 0.55 reached",
        "first answer",
        "second",
        "third",
        "Asked back",
        "0.41, threshold 0.55 missed",
        "which one?",
        "fourth",
        "No reliable answer",
        "Handed to a person",
        "a note among us",
        "words of a person",
    ]
    at = 0
    for words in in_order:
        at = page.index(words, at)
    for words in ("policy <code>3f9c1ab2", "Memory before and after", "17.9 ms", "payout_late", "0.83"):
        assert words in page


async def test_that_markup_in_what_people_write_stays_text(house, priya):
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    talk = await scene(house.record, house.clock, evil, account="<b>Acme</b>")
    await talk.customer_says(evil)
    await talk.hand_off(UNSURE, package("no_answer", open_question=evil))
    for path in (f"/admin/conversations/{talk.id}", "/admin", "/admin?q=" + evil):
        _, page = await priya.page(path)
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


async def test_that_the_list_searches_filters_and_pages(house, priya):
    for number in range(60):
        talk = await scene(house.record, house.clock, f"Customer {number:02}", account="A", minutes_ago=100 - number)
        await talk.customer_says("hello")
    await waiting(house.record, house.clock, "Needle")
    _, first = await priya.page("/admin")
    assert first.count("<tr>") == 51
    older = re.search(r'href="(/admin\?[^"]*before=\d+)"', first)
    assert older
    _, second = await priya.page(older[1].replace("&amp;", "&"))
    names = re.findall(r"<strong>(Customer \d\d|Needle)</strong>", first + second)
    assert len(names) == len(set(names)) == 61
    _, found = await priya.page("/admin?q=needl")
    assert re.findall(r"<strong>(Customer \d\d|Needle)</strong>", found) == ["Needle"]
    _, human = await priya.page("/admin?mode=human")
    assert re.findall(r"<strong>(Customer \d\d|Needle)</strong>", human) == ["Needle"]
    _, none = await priya.page("/admin?q=nobody+at+all")
    assert "Nothing found" in none
    assert (await priya.page("/admin?mode=dancing"))[0] == 400
    assert (await priya.page("/admin?before=yesterday"))[0] == 400


async def test_that_a_dead_letter_can_be_sent_again_once(house, priya):
    talk = await scene(house.record, house.clock, "Dana", account="A")
    await talk.customer_says("hello")
    push = Push("webhook", "key-1", {"text": "<b>hi</b>"})
    await talk.bot_turn(bot("hi"), made=GROUNDED, pushes=(push,))
    now = house.clock.now()
    [row] = await house.record.claim_outbox("worker", now, 1000, 10)
    await house.record.outbox_failed(row, "worker", now, "The receiver answered 410.", None)
    _, page = await priya.page("/admin/deliveries")
    assert "The receiver answered 410." in page
    assert "&lt;b&gt;hi&lt;/b&gt;" in page
    heard: list[str] = []
    house.bus.subscribe(lambda topic, _: heard.append(topic))
    status, page = await priya.page(f"/admin/deliveries/{row.id}/again", again="1")
    assert status == 200
    assert "back in the line" in page
    assert "Everything was delivered" in page
    assert heard == ["outbox"]
    [again] = await house.record.claim_outbox("worker", house.clock.now(), 1000, 10)
    assert again.key == "key-1"
    assert (await priya.page(f"/admin/deliveries/{row.id}/again", again="1"))[0] == 404
    assert (await priya.page("/admin/deliveries/abc/again", again="1"))[0] == 404


async def test_that_a_new_member_can_sign_in_with_the_password_shown_once(house, priya):
    _, page = await priya.page("/admin/staff", name="Jonas Berg", login="Jonas.Berg", role="agent")
    shown = re.search(r"<dt>Password</dt><dd><code>([^<]+)</code>", page)
    assert shown
    password = shown[1]
    assert password not in (await priya.page("/admin/staff"))[1]
    found = await house.record.staff_by_login("jonas.berg")
    assert found[0].role is Role.AGENT
    assert password not in found[1]
    assert await house.passwords.verify(password, found[1])


async def test_that_a_taken_login_is_refused_and_nothing_typed_is_lost(house, priya):
    status, page = await priya.page("/admin/staff", name="Other Maya", login="maya", role="agent")
    assert status == 409
    assert "This login is taken" in page
    assert 'value="Other Maya"' in page


async def test_that_a_new_password_ends_the_members_sessions(house, priya):
    async with signed_in(house, "maya") as maya:
        member = (await house.record.staff_by_login("maya"))[0]
        _, page = await priya.page(f"/admin/staff/{member.id}/password", go="1")
        assert "signed out everywhere" in page
        assert (await maya.get("/desk/api/queue"))[0] == 401
