"""A customer writes; an answer, one question back, or a person comes."""

import json

import pytest

from core.domain.ids import ConversationId
from core.domain.messages import Author
from core.domain.mind import Decision
from core.domain.people import Newcomer, Role
from core.errors import Unavailable
from tests.support.house import House, open_house, quick_policy
from tests.support.visitor import Visitor


@pytest.fixture
async def house():
    async with open_house() as opened:
        yield opened


async def ask(visitor: Visitor, text: str, action: str = ""):
    return await visitor.ask(text, action)


async def heard(visitor: Visitor, wanted):
    """The first entry that is wanted, waiting for it."""
    await visitor.until(lambda: any(wanted(event) for event in visitor.events))
    return next(event for event in visitor.events if wanted(event))


async def outcomes(house: House, visitor: Visitor) -> list[tuple[str, str]]:
    turns = await house.foyer.record.turns(ConversationId(visitor.conversation))
    return [(d.outcome, d.reason) for turn in turns for d in turn.decisions if d.kind == "outcome"]


async def test_that_a_question_gets_a_quoted_answer_with_its_source(house):
    async with house.visitor() as visitor:
        reply = await ask(visitor, "How can I reset my password? I forgot it")
        assert reply["author"]["kind"] == "bot"
        assert reply["sources"][0]["url"].startswith("/help/")
        async with house.http.get(house.url + reply["sources"][0]["url"]) as page:
            assert page.status == 200
        assert (await outcomes(house, visitor))[-1] == ("answer", "grounded")


async def test_that_whatever_is_suggested_is_answered_to_anybody(house):
    suggested = {text for texts in house.foyer.suggestions.values() for text in texts}
    assert suggested
    for text in sorted(suggested):
        async with house.visitor() as visitor:
            reply = await ask(visitor, text)
            assert (text, reply["author"]["kind"], bool(reply["sources"])) == (text, "bot", True)
            assert await outcomes(house, visitor) == [("answer", "grounded")]


@pytest.mark.parametrize(
    "words", ["human please", "Can I talk to a real person?", "Ich will mit einem Menschen sprechen"]
)
async def test_that_a_wish_for_a_person_wins_at_once_and_says_what_comes(house, words):
    async with house.visitor() as visitor, await house.agent("Maya") as maya:
        notice = await ask(visitor, words)
        assert notice["notice"] == "handed_off"
        assert notice["with"] == {"kind": "human", "name": ""}
        assert "repeat" in notice["text"] or "wiederholen" in notice["text"]
        (entry,) = await maya.queue()
        assert entry["conversation_id"] == visitor.conversation
        assert entry["reason"] == "asked_for_person"


async def test_that_the_agent_sees_what_was_asked_and_tried_before(house):
    async with house.visitor() as visitor, await house.agent("Maya") as maya:
        await ask(visitor, "How do I move an appointment to another day?")
        await ask(visitor, "get me a human", "person")
        (entry,) = await maya.queue()
        shown = await maya.get(f"/desk/api/conversations/{visitor.conversation}")
        package = shown["handoffs"][0]["package"]
        assert "move an appointment" in package["open_question"]
        assert package["attempts"][0]["what"].lower() == "answered"
        assert package["documents"]
        assert "move an appointment" in package["summary"]
        assert "The bot quoted “" in package["summary"]
        assert shown["messages"][0]["text"].startswith("How do I move")
        assert entry["handoff_id"] == shown["handoffs"][0]["handoff_id"]


async def test_the_whole_way_through_a_person_and_back_to_the_bot(house):
    async with house.visitor() as visitor, await house.agent("Maya") as maya:
        await ask(visitor, "I need to speak with somebody", "person")
        handoff = (await maya.queue())[0]["handoff_id"]
        await maya.do(handoff, "claim")
        joined = await heard(visitor, lambda e: e["notice"] == "joined")
        assert "Maya" in joined["text"]
        assert joined["with"] == {"kind": "human", "name": "Maya"}
        await maya.do(handoff, "note", text="VIP, be careful")
        await maya.do(handoff, "reply", text="Hello, Maya here.")
        reply = await heard(visitor, lambda e: e["author"]["kind"] == "agent")
        assert reply["author"]["name"] == "Maya"
        visitor.say("Thank you Maya, how do I reset my password?")
        await heard(visitor, lambda e: e["author"]["kind"] == "customer" and "Maya" in e["text"])
        await maya.do(handoff, "return")
        await heard(visitor, lambda e: e["notice"] == "returned")
        reply = await ask(visitor, "And how can I reset my password?")
        assert reply["author"]["kind"] == "bot", "the bot has the word again, and no old reason fires"
        assert reply["sources"]
        assert all("VIP" not in e["text"] for e in visitor.events), "notes stay inside"
        assert visitor.gaps == 0, "notes leave no gap that a client would mend"
        assert not visitor.holes
        assert not visitor.late


async def test_that_nobody_closes_over_words_they_have_not_seen(house):
    async with house.visitor() as visitor, await house.agent("Maya") as maya:
        await ask(visitor, "human please")
        handoff = (await maya.queue())[0]["handoff_id"]
        await maya.do(handoff, "claim")
        shown = visitor.last
        await visitor.stored(visitor.say("No! I was charged twice"))
        path = f"/desk/api/handoffs/{handoff}/resolve"
        status, answer = await maya.post(path, reason="solved", shown=shown)
        assert status == 409
        assert "something new" in answer["error"]["message"]
        await maya.do(handoff, "resolve", reason="solved", shown=shown + 10)
        await heard(visitor, lambda e: e["notice"] == "resolved")


async def test_that_the_bot_is_silent_while_a_person_has_the_word(house):
    async with house.visitor() as visitor, await house.agent("Maya") as maya:
        await ask(visitor, "agent!")
        handoff = (await maya.queue())[0]["handoff_id"]
        await maya.do(handoff, "claim")
        visitor.say("How do I reset my password?")
        await house_is_quiet(house)
        shown = await maya.get(f"/desk/api/conversations/{visitor.conversation}")
        authors = [m["author"] for m in shown["messages"]]
        assert authors.count("bot") == 0


async def house_is_quiet(house: House) -> None:
    """Every message that has arrived has had its turn."""
    for _ in range(200):
        waiting, _age = await house.foyer.record.backlog(house.foyer.clock.now())
        if waiting == 0:
            return
        await house.foyer.clock.sleep(0.02)
    raise AssertionError("turns are still waiting")


async def test_that_a_burst_is_one_turn_with_one_answer():
    from wiring.service import Overrides

    async with open_house(overrides=Overrides(policy=quick_policy(quiet_ms=300))) as house, house.visitor() as visitor:
        visitor.say("hello")
        visitor.say("I forgot my password")
        cid = visitor.say("how can I reset it?")
        await visitor.reply_to(cid)
        turns = await house.foyer.record.turns(ConversationId(visitor.conversation))
        assert [turn.input_seqs for turn in turns] == [(1, 2, 3)]
        assert [e["author"]["kind"] for e in visitor.events] == ["customer"] * 3 + ["bot"]


async def test_that_a_first_message_whose_receipt_was_lost_is_stored_once(house, monkeypatch):
    store = house.foyer.record.arrive
    lost: list[Newcomer] = []

    async def arrive(message, **windows):
        receipt = await store(message, **windows)
        if not lost:
            lost.append(message.newcomer)
            raise Unavailable("The database went away after its work was done.", retry_after_s=0.1)
        return receipt

    monkeypatch.setattr(house.foyer.record, "arrive", arrive)
    async with house.visitor() as visitor:
        await ask(visitor, "How can I reset my password? I forgot it")
        (said,) = visitor.said.values()
        assert said.seq == 1
        assert [event["author"]["kind"] for event in visitor.events] == ["customer", "bot"]
        conversation = await house.foyer.record.conversation(ConversationId(visitor.conversation))
        assert conversation is not None
        assert conversation.customer_id == lost[0].customer.id


async def test_that_it_asks_back_once_and_then_brings_in_a_person(house):
    async with house.visitor() as visitor:
        first = await ask(visitor, "there is something with my thing that I do for my client thing account change")
        kinds = [o for o, _ in await outcomes(house, visitor)]
        if kinds[-1] == "clarify":
            assert any(q["action"] == "person" for q in first["quick_replies"])
            await ask(visitor, "the other thing with it, you know, the stuff")
            assert (await outcomes(house, visitor))[-1][0] != "clarify"


async def test_that_an_unhelpful_answer_is_owned_and_the_second_time_a_person_comes(house):
    async with house.visitor() as visitor:
        await ask(visitor, "How can I reset my password?")
        sorry = await ask(visitor, "that didn't help")
        assert "sorry" in sorry["text"]
        await ask(visitor, "ok")
        notice = await ask(visitor, "no, wrong answer")
        assert notice["notice"] == "handed_off"
        assert (await outcomes(house, visitor))[-1] == ("handoff", "not_helped")


async def test_that_who_waits_is_told_once_that_what_they_add_is_seen(house):
    async with house.visitor() as visitor, await house.agent("Maya") as maya:
        await ask(visitor, "human please, my name is Nora Quill and it is about invoice HLI-20418")
        told = await ask(visitor, "are you still there?")
        assert told["notice"] == "still_waiting"
        visitor.say("hello?")
        await house_is_quiet(house)
        assert [e["notice"] for e in visitor.events if e["notice"]] == ["handed_off", "still_waiting"]
        shown = await maya.get(f"/desk/api/conversations/{visitor.conversation}")
        facts = dict(shown["handoffs"][0]["package"]["facts"])
        assert facts["Name"] == "Nora Quill"
        assert facts["Reference"] == "HLI-20418"


async def test_that_german_is_answered_in_german_and_honestly(house):
    async with house.visitor() as visitor:
        reply = await ask(visitor, "Ich habe mein Passwort vergessen, wie kann ich es zurücksetzen?")
        assert (await outcomes(house, visitor))[-1] == ("deflect", "language")
        assert "Englisch" in reply["text"]
        await ask(visitor, "Wie kann ich einen Termin verschieben?")
        assert (await outcomes(house, visitor))[-1] == ("handoff", "language")


async def test_that_a_new_question_is_not_read_through_the_unclear_one_before(house):
    async with house.visitor() as fresh, house.visitor() as visitor:
        alone = await ask(fresh, "How can I reset my password?")
        await ask(visitor, "my thing with the other thing for the account or the client")
        reply = await ask(visitor, "How can I reset my password?")
        assert reply["sources"] == alone["sources"] != []


async def test_that_another_question_is_not_answered_with_the_answer_before(house):
    async with house.visitor() as fresh, house.visitor() as visitor:
        alone = await ask(fresh, "how do I merge duplicate clients?")
        await ask(visitor, "How can I reset my password?")
        reply = await ask(visitor, "And how do I merge duplicate clients?")
        assert reply["sources"] == alone["sources"] != []


async def test_that_account_data_is_for_proven_customers_only(house):
    async with house.visitor() as visitor:
        reply = await ask(visitor, "Which plan am I on and when does it renew?")
        assert (await outcomes(house, visitor))[-1] == ("deflect", "not_verified")
        assert "sign in" in reply["text"].lower()
    async with house.http.get(house.url + "/?as=" + known(house).external_id) as page:
        identity = (await page.text()).partition('data-identity="')[2].partition('"')[0]
    async with house.visitor(identity=identity) as visitor:
        reply = await ask(visitor, "Which plan am I on and when does it renew?")
        assert (await outcomes(house, visitor))[-1] == ("self_service", "flow")
        account = known(house).customer.account
        assert account is not None
        assert account.name in reply["text"]
        assert account.facts["plan"] in reply["text"]


def known(house: House):
    return next(c for c in house.foyer.company.customers if c.customer.account is not None)


async def test_that_the_back_office_explains_every_turn(house):
    async with house.visitor() as visitor, await house.agent("Ada", Role.ADMIN) as ada:
        await ask(visitor, "How can I reset my password?")
        page = await ada.page(f"/admin/conversations/{visitor.conversation}")
        assert "reset my password" in page
        assert "threshold 0.6" in page, "the threshold it was decided against"
        assert visitor.conversation in await ada.page("/admin")


async def test_that_the_customers_words_are_not_logged(house, capfd):
    async with house.visitor() as visitor:
        await ask(visitor, "My zanzibarian flumoxer is broken, mail me at jane@example.org")
    logged = capfd.readouterr()
    assert "flumoxer" not in logged.err + logged.out
    assert "jane@" not in logged.err + logged.out


async def test_that_a_stored_turn_can_be_thought_again_with_the_same_outcome(house):
    from graph.replay import replay, turn_input

    async with house.visitor() as visitor:
        for text in ("How can I reset my password?", "what is the weather like", "human please"):
            await ask(visitor, text)
    record, conversation = house.foyer.record, ConversationId(visitor.conversation)
    log = await record.messages(conversation)
    person = await record.person_of(conversation)
    assert person is not None
    intents = house.foyer.company.intents
    past: list[Decision] = []
    for stored in await record.turns(conversation):
        inputs = [m for m in log if m.seq in stored.input_seqs and m.author is Author.CUSTOMER]
        before = [m for m in log if m.seq <= max(stored.input_seqs)]
        turn = turn_input(stored, inputs, person[0], person[1], before, past)
        again = await replay(
            stored,
            turn,
            company=house.foyer.company,
            policy=house.foyer.policy,
            intents=intents,
            texts=house.foyer.texts,
            clock=house.foyer.clock,
        )
        assert json.loads(json.dumps(again.state)) == stored.state_after
        assert [(d.outcome, d.reason, d.score) for d in again.decisions] == [
            (d.outcome, d.reason, d.score) for d in stored.decisions
        ]
        past += stored.decisions
