"""What agents do through the desk's API, over the real record."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import WSMsgType, WSServerHandshakeError

from core.clock import ManualClock
from core.domain.conversation import Mode, Status
from core.domain.handoff import Priority, Resolution, ResolveReason, Timing
from core.domain.ids import ArticleId, ConversationId, IntentId
from core.domain.messages import Audience, Notice
from core.domain.people import Role
from tests.support.help_pages import ARTICLES
from tests.support.staff_client import Agent, signed_in
from tests.support.staff_house import StaffHouse, staff_house
from tests.support.staff_scenes import GROUNDED, UNSURE, bot, package, scene, waiting


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def house(tmp_path: Path, clock: ManualClock) -> AsyncIterator[StaffHouse]:
    async with staff_house(tmp_path, clock) as running:
        await running.member("Maya")
        await running.member("Jonas")
        await running.member("Priya", Role.ADMIN)
        yield running


@pytest.fixture
async def maya(house: StaffHouse) -> AsyncIterator[Agent]:
    async with signed_in(house, "maya") as agent:
        yield agent


@pytest.fixture
async def jonas(house: StaffHouse) -> AsyncIterator[Agent]:
    async with signed_in(house, "jonas") as agent:
        yield agent


async def texts(house: StaffHouse, conversation_id: ConversationId, audience: Audience | None = None) -> list[str]:
    return [m.text for m in await house.record.messages(conversation_id, audience=audience)]


async def test_that_of_two_simultaneous_claims_one_wins_and_the_loser_learns_who(house, maya, jonas):
    for _ in range(8):
        talk = await waiting(house.record, house.clock)
        answers = await asyncio.gather(maya.on(talk.handoff, "claim"), jonas.on(talk.handoff, "claim"))
        assert sorted(status for status, _ in answers) == [200, 409]
        handoff = await house.record.handoff(talk.handoff)
        loser = next(body for status, body in answers if status == 409)
        assert loser["error"]["code"] == "conflict"
        assert loser["error"]["message"] == f"{handoff.claimed_by_name} has this conversation."
        joined = [m for m in await house.record.messages(talk.id) if m.notice is Notice.JOINED]
        assert [m.text for m in joined] == [
            f"{handoff.claimed_by_name} from Harborlight has joined. You're now talking to a person."
        ]


async def test_that_the_queue_is_in_order_and_says_what_an_agent_needs(house, maya):
    calm = await scene(house.record, house.clock, "Calm", account="A", minutes_ago=60)
    await calm.customer_says("no hurry")
    await calm.hand_off(UNSURE, package("no_answer"), Priority.LOW)
    late = await waiting(house.record, house.clock, "Late")
    urgent = await scene(house.record, house.clock, "Urgent", account="B", minutes_ago=2)
    await urgent.customer_says("we are locked out")
    await urgent.hand_off(UNSURE, package("no_answer"), Priority.CRITICAL)
    _, queue = await maya.get("/desk/api/queue")
    assert [entry["customer"] for entry in queue["entries"]] == ["Urgent", "Late", "Calm"]
    assert queue["waiting"] == 3
    first = queue["entries"][0]
    assert (first["priority_label"], first["reason_label"]) == ("Critical", "No reliable answer")
    assert first["last_text"] == "we are locked out"
    assert first["opened_at"] < queue["now"]
    await maya.on(late.handoff, "claim")
    _, queue = await maya.get("/desk/api/queue")
    assert queue["waiting"] == 2
    assert [e["claimed_by_name"] for e in queue["entries"] if e["customer"] == "Late"] == ["Maya"]


async def test_that_visitors_without_a_name_can_be_told_apart(house, maya):
    talk = await scene(house.record, house.clock, "")
    await talk.customer_says("hello?")
    await talk.hand_off(UNSURE, package("no_answer", summary="The visitor says hello."))
    name = f"Website visitor {talk.id[-4:]}"
    _, queue = await maya.get("/desk/api/queue")
    assert queue["entries"][0]["customer"] == name
    _, opened = await maya.get(f"/desk/api/conversations/{talk.id}")
    assert opened["handoffs"][0]["package"]["customer"] == name
    assert opened["handoffs"][0]["package"]["summary"] == "The visitor says hello."


async def test_that_an_address_with_only_the_id_leads_to_the_conversation(house, maya):
    talk = await waiting(house.record, house.clock)
    async with maya.session.get(f"/desk/{talk.id}", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (302, f"/desk/c/{talk.id}")


async def test_that_only_the_one_who_claimed_can_reply(house, maya, jonas):
    talk = await waiting(house.record, house.clock)
    assert (await maya.say(talk.handoff, "Hello"))[0] == 409, "nobody has claimed it yet"
    await maya.on(talk.handoff, "claim")
    assert (await maya.say(talk.handoff, "Hello"))[0] == 200
    status, body = await jonas.say(talk.handoff, "Hello from me as well")
    assert status == 409
    assert "Maya has this conversation" in body["error"]["message"]
    assert "Hello from me as well" not in await texts(house, talk.id)


async def test_that_a_resent_reply_is_one_message(house, maya):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    answers = await asyncio.gather(*(maya.say(talk.handoff, "Once", client_id="same-client-id") for _ in range(5)))
    assert {status for status, _ in answers} == {200}
    assert len({body["seq"] for _, body in answers}) == 1
    assert sum(not body["duplicate"] for _, body in answers) == 1
    assert (await texts(house, talk.id)).count("Once") == 1


async def test_that_an_internal_note_never_reaches_the_customers_log(house, maya, jonas):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    assert (await jonas.say(talk.handoff, "SECRET: refund ceiling is 500", "note"))[0] == 200
    assert not [t for t in await texts(house, talk.id, Audience.CUSTOMER) if "SECRET" in t]
    _, page = await maya.get(f"/desk/api/conversations/{talk.id}")
    [note] = [m for m in page["messages"] if m["internal"]]
    assert (note["text"], note["author_name"]) == ("SECRET: refund ceiling is 500", "Jonas")


async def test_that_resolving_says_why_and_tells_the_customer(house, maya):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    assert (await maya.on(talk.handoff, "resolve", reason="magic"))[0] == 400
    assert (await maya.on(talk.handoff, "resolve", reason="duplicate"))[0] == 200
    conversation = await house.record.conversation(talk.id)
    assert (conversation.status, conversation.mode) == (Status.RESOLVED, Mode.BOT)
    assert (await house.record.handoff(talk.handoff)).close_reason == "duplicate"
    assert (await texts(house, talk.id, Audience.CUSTOMER))[-1].startswith("Maya has marked this as solved")
    assert (await maya.get("/desk/api/queue"))[1]["entries"] == []
    assert (await maya.say(talk.handoff, "One more thing"))[0] == 409


async def test_that_an_agent_may_say_what_it_was_about_and_when_it_should_have_come(house, maya):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    for wrong in ({"correct_intent": "no_such"}, {"timing": "whenever"}, {"article_wanted": 7}):
        assert (await maya.on(talk.handoff, "resolve", reason="solved", **wrong))[0] == 400
    assert (await maya.on(talk.handoff, "resolve", reason="solved", article_wanted="x" * 2001))[0] == 413
    assert (await maya.on(talk.handoff, "resolve", reason="solved", article_id="payouts"))[0] == 400, "no such article"
    await house.record.write_article(ARTICLES[0], by="Priya", note="", now=house.clock.now())
    said = {"correct_intent": "refund_client", "timing": "need_not_have_come", "article_wanted": " More on refunds "}
    assert (await maya.on(talk.handoff, "resolve", reason="solved", article_id="payouts", **said))[0] == 200
    assert (await house.record.handoff(talk.handoff)).resolution == Resolution(
        ResolveReason.SOLVED, ArticleId("payouts"), "More on refunds", IntentId("refund_client"), Timing.NEEDLESS
    )
    _, page = await maya.get(f"/desk/api/conversations/{talk.id}")
    assert page["handoffs"][0]["resolution"] == [
        ["It was about", "Refund client"],
        ["Its moment", "It need not have come"],
        ["Answered by", "payouts"],
        ["Article wanted", "More on refunds"],
    ]


async def test_that_returning_gives_the_bot_a_fresh_start(house, maya):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    assert (await maya.on(talk.handoff, "return"))[0] == 200
    conversation = await house.record.conversation(talk.id)
    assert (conversation.status, conversation.mode) == (Status.OPEN, Mode.BOT)
    assert conversation.state["epoch"] == 1
    assert "handed the chat back" in (await texts(house, talk.id, Audience.CUSTOMER))[-1]


async def test_that_the_customer_reads_notices_in_their_language(house, maya):
    talk = await scene(house.record, house.clock, "Henrike", account="Praxis", locale="de")
    await talk.customer_says("Hallo")
    await talk.hand_off(UNSURE, package("no_answer"))
    await maya.on(talk.handoff, "claim")
    assert (await texts(house, talk.id))[-1] == "Maya von Harborlight ist da. Sie sprechen jetzt mit einem Menschen."


async def test_that_agents_cannot_read_what_was_never_handed_to_a_person(house, maya):
    talk = await scene(house.record, house.clock, "Private", account="A")
    await talk.customer_says("just for the bot")
    await talk.bot_turn(bot("Here you are."), made=GROUNDED)
    for path in ("", "/messages?before=3"):
        status, body = await maya.get(f"/desk/api/conversations/{talk.id}{path}")
        assert status == 404
        assert "just for the bot" not in str(body)


async def test_that_a_long_log_comes_in_pages_without_gaps(house, maya):
    talk = await waiting(house.record, house.clock)
    for number in range(150):
        await talk.customer_says(f"line {number}")
    _, page = await maya.get(f"/desk/api/conversations/{talk.id}")
    seqs = [m["seq"] for m in page["messages"]]
    while seqs[0] > 1:
        _, page = await maya.get(f"/desk/api/conversations/{talk.id}/messages?before={seqs[0]}")
        seqs = [m["seq"] for m in page["messages"]] + seqs
    assert seqs == list(range(1, 153))
    _, page = await maya.get(f"/desk/api/conversations/{talk.id}?after=150")
    assert [m["seq"] for m in page["messages"]] == [151, 152]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "missing"),
        ({"text": "   ", "client_id": "12345678"}, "nothing to send"),
        ({"text": "x" * 8001, "client_id": "12345678"}, "longer than 8000"),
        ({"text": "x", "client_id": "1"}, "Reload"),
        ({"text": 7, "client_id": "12345678"}, "missing"),
    ],
)
async def test_that_refusals_say_what_to_do(house, maya, body, words):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    status, answer = await maya.on(talk.handoff, "reply", **body)
    assert status in (400, 413)
    assert words in answer["error"]["message"]


async def test_that_an_admin_can_close_for_an_absent_colleague_and_an_agent_cannot(house, maya, jonas):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    assert (await jonas.on(talk.handoff, "return"))[0] == 409
    async with signed_in(house, "priya") as priya:
        assert (await priya.on(talk.handoff, "return"))[0] == 200


async def test_that_what_happens_wakes_the_other_readers(house, maya):
    heard: list[tuple[str, dict[str, object]]] = []
    house.bus.subscribe(lambda topic, note: heard.append((topic, note)))
    talk = await waiting(house.record, house.clock)
    _, claimed = await maya.on(talk.handoff, "claim")
    assert ("conversation", {"id": talk.id, "seq": claimed["seq"]}) in heard
    assert ("desk", {}) in heard
    await maya.on(talk.handoff, "typing", on=True)
    assert heard[-1] == ("typing", {"id": talk.id, "who": "agent", "name": "Maya", "on": True})


async def test_that_only_the_one_who_claimed_is_shown_typing(house, maya, jonas):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    heard: list[str] = []
    house.bus.subscribe(lambda topic, _: heard.append(topic))
    await jonas.on(talk.handoff, "typing", on=True)
    assert heard == []


async def test_that_the_socket_says_what_changed_and_nothing_else(house, maya):
    talk = await waiting(house.record, house.clock)
    async with maya.session.ws_connect("/desk/ws", headers={"Origin": house.url}) as socket:
        assert (await socket.receive_json(timeout=5))["type"] == "hello"
        await maya.on(talk.handoff, "claim")
        await maya.say(talk.handoff, "These words are not in any note")
        await house.bus.publish("typing", {"id": talk.id, "who": "customer", "name": "Dana", "on": True})
        await house.bus.publish("outbox", {"not": "for the desk"})
        notes: list[dict[str, object]] = []
        while not notes or notes[-1]["type"] != "typing":
            notes.append(await socket.receive_json(timeout=5))
    assert {"type": "queue"} in notes
    assert {note["type"] for note in notes} == {"queue", "conversation", "typing"}
    assert "not in any note" not in str(notes)


@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
async def test_that_the_socket_refuses_other_origins(house, maya, origin):
    headers = {} if origin is None else {"Origin": origin}
    with pytest.raises(WSServerHandshakeError) as refused:
        await maya.session.ws_connect("/desk/ws", headers=headers)
    assert refused.value.status == 403


async def test_that_the_socket_ends_with_the_session(house, maya, clock):
    async with maya.session.ws_connect("/desk/ws", headers={"Origin": house.url}) as socket:
        assert (await socket.receive_json(timeout=5))["type"] == "hello"
        await maya.session.post("/staff/sign-out", data={"csrf": maya.token})
        types = []
        for _ in range(4):
            await clock.advance(20)
            message = await socket.receive(timeout=5)
            types.append(message.type)
            if message.type is WSMsgType.CLOSE:
                assert message.data == 4401
                break
        assert types[-1] is WSMsgType.CLOSE


async def test_that_a_handoff_changes_hands_on_the_desk(house, maya, jonas):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    _, listed = await maya.get("/desk/api/colleagues")
    ids = {one["name"]: one["id"] for one in listed["colleagues"]}
    give = {"to": ids["Jonas"], "held_by": ids["Maya"]}
    assert (await jonas.on(talk.handoff, "reassign", **give))[0] == 409, "only Maya gives away what she has"
    assert (await maya.on(talk.handoff, "reassign", to="nobody", held_by=ids["Maya"]))[0] == 400
    assert (await maya.on(talk.handoff, "reassign", **give))[0] == 200
    assert (await maya.on(talk.handoff, "reassign", to=ids["Priya"], held_by=ids["Maya"]))[0] == 409
    assert (await jonas.say(talk.handoff, "Hello, I go on."))[0] == 200
    assert await texts(house, talk.id, Audience.INTERNAL) == ["Maya gave this to Jonas."]
    seen = await texts(house, talk.id, Audience.CUSTOMER)
    assert "Jonas from Harborlight will look after this from here, and has everything you've written." in seen


async def test_that_escalating_marks_it_on_the_desk(house, maya, jonas):
    talk = await waiting(house.record, house.clock)
    await maya.on(talk.handoff, "claim")
    raise_it = {"note": "They threaten to cancel", "client_id": "escalate-1"}
    assert (await maya.on(talk.handoff, "escalate", note="  ", client_id="escalate-0"))[0] == 400
    assert (await maya.on(talk.handoff, "escalate", **raise_it))[0] == 200
    assert (await maya.on(talk.handoff, "escalate", **raise_it))[0] == 200, "a repeat does no harm"
    _, queue = await jonas.get("/desk/api/queue")
    (line,) = queue["entries"]
    assert (line["status"], line["priority_label"], line["claimed_by"]) == ("waiting", "High", None)
    assert (line["escalated_by_name"], line["escalation_note"]) == ("Maya", "They threaten to cancel")
    assert await texts(house, talk.id, Audience.INTERNAL) == ["Maya escalated this: They threaten to cancel"]
    assert "They threaten to cancel" not in " ".join(await texts(house, talk.id, Audience.CUSTOMER))
    assert (await jonas.on(talk.handoff, "claim"))[0] == 200


async def test_that_the_queue_counts_down_to_what_is_due(house, maya, clock):
    talk = await waiting(house.record, house.clock)
    handoff = await house.record.handoff(talk.handoff)
    _, queue = await maya.get("/desk/api/queue")
    due = queue["entries"][0]["due"]
    assert (due["kind_label"], due["running"], due["at"]) == ("First reply", True, handoff.opened_at + 15 * 60_000)
    assert due["left_ms"] == due["at"] - queue["now"]
    await maya.on(talk.handoff, "claim")
    await maya.say(talk.handoff, "Hello")
    _, queue = await maya.get("/desk/api/queue")
    assert queue["entries"][0]["due"] is None, "answered, and no other target is set"
