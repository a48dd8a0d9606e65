"""Handoffs in the triage channel, as agents and customers live them: one service, one Slack, a channel a test."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio

from core.domain.handoff import HandoffStatus, Timing
from core.domain.ids import ArticleId, Millis
from core.domain.messages import Audience, Author
from core.domain.people import Role
from core.engine.reviews import ReviewWatch
from core.policies.slack_manifest import SCOPES
from core.reviews import REVIEW_NOTES
from tests.slack.world import Message
from tests.support.house import Agent
from tests.support.triage_scene import Triage, open_triage_scene
from tests.support.visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def triage_scene() -> AsyncIterator[Triage]:
    async with open_triage_scene(mapped=False, scopes=" ".join(SCOPES)) as triage:
        yield triage
        audit = triage.slack.audit
        assert not [call for call in audit.calls() if call.error == "missing_scope"], "the manifest's scopes suffice"
        assert not audit.unknown_arguments()


@pytest_asyncio.fixture(loop_scope="module")
async def triage(triage_scene: Triage, request: pytest.FixtureRequest) -> AsyncIterator[Triage]:
    scene = triage_scene.scene
    name = request.node.name.removeprefix("test_that_").replace("_", "-")[:60]
    people = (scene.dana, scene.bot, scene.nora, scene.omar)
    channel = scene.slack.channel(name, *people, shared_with=(scene.acme,))
    fresh = replace(scene, channel=channel)
    await fresh.maps()
    yield replace(triage_scene, scene=fresh)
    scene.slack.faults.none()


async def test_that_a_handoff_is_worked_from_card_to_end_without_leaving_slack(triage: Triage) -> None:
    nora, maya, slack = triage.scene.nora, triage.maya, triage.slack
    question, card = await triage.handed_off("I want to talk to a person, my *export* fails")
    shown = triage.words(card)
    assert "Waiting for a person" in shown
    assert triage.scene.account.name in shown
    assert "asked for a person" in shown
    assert "stays inside" in shown
    mirrored = await maya.sees("my *export* fails", card)
    assert literal_words(mirrored, "*export*"), "a customer's words are shown, and mean nothing to Slack"

    assert (await maya.clicks(card, "Claim")).ok
    await triage.shows(card, "With Maya Sen")
    await nora.sees("Maya Sen", question)

    await maya.says(triage.channel, "Looks like the nightly job. Do not tell her yet.", thread=card)
    await nora.says(triage.scene.channel, "It says error 42", thread=question)
    await maya.sees("It says error 42", card)

    sent = await triage.fills(maya, card, "Reply…", {"Your reply": "Hello Nora, I am looking at it."})
    assert sent.errors == {}
    answer = await nora.sees("Hello Nora, I am looking at it.", question)
    assert "Maya Sen" in (answer.username or "")
    await maya.sees("Hello Nora, I am looking at it.", card)

    window = {"How did it end?": "Solved", "When did it come to you?": "At the right moment"}
    done = await triage.fills(maya, card, "Resolve…", window)
    assert done.errors == {}
    await triage.shows(card, "Resolved")
    handoff = await triage.handoff(question)
    assert handoff.status is HandoffStatus.RESOLVED
    assert handoff.resolution.timing is Timing.RIGHT
    assert slack.leaks("nightly job", maya, triage.tom) == []
    notes = [m for m in await triage.scene.log(question) if m.audience is Audience.INTERNAL]
    assert [m.text for m in notes if m.author is Author.AGENT] == ["Looks like the nightly job. Do not tell her yet."]


def literal_words(message: Message, words: str) -> bool:
    """Whether these words stand in a plain text object, and in no other."""
    found = [e for block in message.blocks for e in (block.get("text"), *(block.get("elements") or ())) if e]
    kinds = {one["type"] for one in found if isinstance(one, dict) and words in str(one.get("text"))}
    return kinds == {"plain_text"}


async def test_that_a_customer_who_needs_nobody_any_more_takes_the_card_back(triage: Triage) -> None:
    question, card = await triage.handed_off()
    await triage.scene.omar.says(triage.scene.channel, "never mind, it works now", thread=question)
    await triage.maya.sees("never mind, it works now", card)
    await triage.shows(card, "Added since · one message")
    assert "Waiting for a person" in triage.words(card), "a colleague in the thread may mean something else"
    await triage.scene.nora.says(triage.scene.channel, "never mind, it works now", thread=question)
    await triage.scene.nora.sees("out of the queue", question)
    await triage.shows(card, "Withdrawn by the customer")
    assert "It is settled" in triage.words(card)
    assert (await triage.handoff(question)).status is HandoffStatus.WITHDRAWN
    await triage.maya.sees("out of the queue", card)
    await triage.scene.nora.says(triage.scene.channel, "I want to talk to a person after all", thread=question)

    def told_on_the_next_card() -> bool:
        after = [triage.words(one) for one in triage.channel.messages if one.ts > card.ts]
        return any("Earlier cases" in words and "Withdrawn by the customer: It is settled" in words for words in after)

    await triage.slack.until(told_on_the_next_card)


async def test_that_of_two_who_claim_one_wins_and_the_other_reads_who(triage: Triage) -> None:
    _, card = await triage.handed_off()
    maya, tom = triage.maya, triage.tom
    await asyncio.gather(maya.clicks(card, "Claim"), tom.clicks(card, "Claim"))
    await triage.slack.until(lambda: "With " in triage.words(card))
    winner, loser = (maya, tom) if "With Maya" in triage.words(card) else (tom, maya)
    told = await loser.sees(f"{winner.user.real_name} has this conversation", card)
    assert told.only_for is loser.user
    window = await loser_window(triage, loser, card)
    assert f"{winner.user.real_name} has this conversation" in window


async def loser_window(triage: Triage, person, card) -> str:
    await person.clicks(card, "Reply…")
    view = await person.gets_modal()
    text = str(view.body)
    await person.closes(view)
    return text


async def test_that_nobody_but_agents_can_act_or_speak_there(triage: Triage) -> None:
    """C33: a click or a word of anybody else, outsiders included, is refused politely and does nothing."""
    question, card = await triage.handed_off()
    dana, scene = triage.scene.dana, triage.scene
    omar = scene.omar
    await triage.maya.invites(triage.channel, dana)
    await triage.maya.shares(triage.channel, scene.acme)
    await triage.maya.invites(triage.channel, omar)
    for person in (dana, omar):
        for button in ("Claim", "Internal note…", "Resolve…"):
            assert (await person.clicks(card, button)).ok
            told = await person.sees("Only this company's support agents", card)
            assert told.only_for is person.user
            assert person.modal is None
        await person.says(triage.channel, "I take this one", thread=card)
        await person.sees("went nowhere", card)
    handoff = await triage.handoff(question)
    assert handoff.status is HandoffStatus.WAITING
    assert not [m for m in await scene.log(question) if "take this one" in m.text]
    for person in (dana, omar):
        await person.leaves(triage.channel)
    await triage.maya.unshares(triage.channel, scene.acme)


async def test_that_a_reply_can_be_changed_and_taken_back_from_slack(triage: Triage) -> None:
    nora, maya = triage.scene.nora, triage.maya
    question, card = await triage.claimed()
    await triage.fills(maya, card, "Reply…", {"Your reply": "Restart the router."})
    first = await nora.sees("Restart the router.", question)
    mirrored = await maya.sees("Restart the router.", card)
    await maya.clicks(mirrored, "triage:said", "Change it…")
    window = await maya.gets_modal()
    await maya.submits(window, {"Your words": "Restart the exporter."})
    await triage.slack.until(lambda: "Restart the exporter." in triage.words(first))
    await triage.slack.until(lambda: "Restart the exporter." in triage.words(mirrored))
    assert nora.found("router", question) is None
    refused = await triage.tom.clicks(mirrored, "triage:said", "Delete it")
    assert refused.ok
    await triage.tom.sees("Only the person who wrote this", card)
    await maya.clicks(mirrored, "triage:said", "Delete it")
    await triage.slack.until(lambda: first.deleted)
    await triage.slack.until(lambda: "deleted" in triage.words(mirrored))


async def test_that_a_note_typed_in_the_thread_is_changed_and_deleted_with_it(triage: Triage) -> None:
    maya = triage.maya
    question, card = await triage.claimed()
    typed = await maya.says(triage.channel, "Probably our fault", thread=card)
    note = await triage.note(question, "Probably our fault")
    await maya.edits(typed, "Certainly our fault")
    changed = await triage.note(question, "Certainly our fault")
    assert (changed.seq, changed.audience) == (note.seq, Audience.INTERNAL)
    await maya.deletes(typed)
    await triage.scene.quiet(0)
    log = await triage.scene.log(question)
    assert not [m for m in log if "our fault" in m.text], "the words are gone, also those in between"
    assert triage.slack.leaks("our fault", maya, triage.tom) == []


async def test_that_what_a_customer_changes_and_deletes_changes_in_the_thread(triage: Triage) -> None:
    nora, maya = triage.scene.nora, triage.maya
    question, card = await triage.claimed()
    more = await nora.says(triage.scene.channel, "My key is 1234", thread=question)
    mirrored = await maya.sees("My key is 1234", card)
    await nora.edits(more, "My key is 9999")
    # A channel's messages are changed one after the other with a pause, and the card changes with what is added.
    await triage.shows(mirrored, "9999", timeout=20)
    await nora.deletes(more)
    await triage.shows(mirrored, "deleted", timeout=20)
    assert "9999" not in triage.words(mirrored)


async def test_that_the_draft_is_sent_once_and_the_bot_goes_on_after_a_return(triage: Triage) -> None:
    nora, maya = triage.scene.nora, triage.maya
    question, card = await triage.claimed("I want a human. How can I reset my password?")
    handoff = await triage.handoff(question)
    if handoff.package.draft_reply:
        assert (await maya.clicks(card, "Send draft")).ok
        assert (await maya.clicks(card, "Send draft")).ok
        await maya.sees("has been sent already", card)
    await triage.says_in_thread(card, "I want a human")
    await maya.clicks(card, "Return to bot")
    await triage.shows(card, "Returned to the bot")
    await triage.scene.quiet(0)
    agents = [m for m in await triage.scene.log(question) if m.author is Author.AGENT]
    assert len(agents) == (1 if handoff.package.draft_reply else 0)
    before = len(triage.scene.said(question))
    await nora.says(triage.scene.channel, "Where do I find my invoices?", thread=question)
    await triage.scene.reply(question, before + 1)


async def test_that_it_changes_hands_and_is_escalated(triage: Triage) -> None:
    nora, maya, tom = triage.scene.nora, triage.maya, triage.tom
    question, card = await triage.claimed()
    given = await triage.fills(maya, card, "Reassign…", {"Give it to": "Tom Berg (Agent)"})
    assert given.errors == {}
    await triage.shows(card, "With Tom Berg")
    await nora.sees("Tom Berg", question)
    raised = await triage.fills(tom, card, "Escalate…", {"Why?": "Needs a database person"})
    assert raised.errors == {}
    await triage.shows(card, "Waiting for a person")
    assert "escalated" in triage.words(card)
    await tom.sees("Needs a database person", card)
    assert triage.slack.leaks("database person", maya, tom) == []


async def test_that_a_prefix_sends_one_word_and_everything_else_stays_inside(triage: Triage) -> None:
    """C33: internal is the default; sending is a deliberate act."""
    nora, maya = triage.scene.nora, triage.maya
    question, card = await triage.handed_off()
    assert ">>" in triage.words(card).replace("&gt;", ">")
    await maya.says(triage.channel, ">> Hello Nora", thread=card)
    await maya.sees("Not sent to the customer. Nobody has this conversation yet.", card)
    await maya.clicks(card, "Claim")
    await triage.shows(card, "With Maya Sen")
    typed = await maya.says(triage.channel, ">> I found it", thread=card)
    said = await nora.sees("I found it", question)
    assert triage.words(said) == "I found it"
    await maya.sees("Sent to the customer as Maya Sen", card)
    await maya.says(triage.channel, "she is > patient", thread=card)
    await maya.edits(typed, ">> I found it, and mended it")
    await triage.slack.until(lambda: triage.words(said) == "I found it, and mended it")
    await maya.deletes(typed)
    await triage.slack.until(lambda: said.deleted)
    await triage.note(question, "she is > patient")
    assert triage.slack.leaks("patient", maya, triage.tom) == []


async def test_that_a_mirrored_channel_says_so_and_sends_every_word(triage: Triage) -> None:
    nora, tom = triage.scene.nora, triage.tom
    await triage.scene.maps(account=triage.mirrored_account.id)
    question = await nora.says(triage.scene.channel, "A human please, the calendar is empty")
    card = await triage.card_of(question)
    assert card.channel is triage.mirrored, "the account has a channel of its own"
    assert "Everything you type in this thread goes to the customer" in triage.words(card)
    await tom.clicks(card, "Claim")
    await triage.shows(card, "With Tom Berg")
    await tom.says(triage.mirrored, "Hello, this is Tom", thread=card)
    await nora.sees("Hello, this is Tom", question)
    await triage.fills(tom, card, "Internal note…", {"Note": "an odd calendar"})
    await tom.sees("an odd calendar", card)
    assert triage.slack.leaks("odd calendar", tom, triage.maya) == []


async def heard(visitor: Visitor, wanted: Callable[[Any], object]) -> Any:
    """The first entry that is wanted, waiting for it."""
    await visitor.until(lambda: any(wanted(event) for event in visitor.events))
    return next(event for event in visitor.events if wanted(event))


async def test_that_a_widget_conversation_is_worked_from_slack_and_desk_at_once(triage: Triage) -> None:
    maya, house = triage.maya, triage.scene.house
    async with house.visitor() as visitor, await house.agent("Ada", Role.ADMIN) as ada:
        await visitor.ask("I want to talk to a person about my invoice")
        (entry,) = [one for one in await ada.queue() if one["conversation_id"] == visitor.conversation]
        card = await triage.card_for(entry["handoff_id"])
        assert "Web chat" in triage.words(card)
        await maya.clicks(card, "Claim")
        await triage.shows(card, "With Maya Sen")
        visitor.say("It is number 4711")
        await maya.sees("It is number 4711", card)
        await triage.fills(maya, card, "Reply…", {"Your reply": "I am lookng at 4711"})
        said = await heard(visitor, lambda e: e["text"] == "I am lookng at 4711")
        mirrored = await maya.sees("I am lookng at 4711", card)
        await maya.clicks(mirrored, "triage:said", "Change it…")
        await maya.submits(await maya.gets_modal(), {"Your words": "I am looking at 4711"})
        change = await heard(visitor, lambda e: e.get("of") == said["seq"])
        assert (change["notice"], change["text"]) == ("changed", "I am looking at 4711")

        await ada.do(entry["handoff_id"], "note", text="VIP, be quick")
        await maya.sees("VIP, be quick", card)
        await ada.do(entry["handoff_id"], "resolve", reason="solved")
        await triage.shows(card, "Resolved")
        (there,) = (await ada.get(f"/desk/api/conversations/{visitor.conversation}"))["handoffs"]
        assert there["claimed_by_name"] == "Maya Sen"
        assert [e["text"] for e in visitor.events if "VIP" in e["text"]] == []


async def test_that_who_joins_or_leaves_the_group_is_or_is_no_agent_at_once(triage: Triage) -> None:
    maya, dana, slack = triage.maya, triage.scene.dana, triage.slack
    _, card = await triage.handed_off()
    await maya.invites(triage.channel, dana)
    slack.acts.regroup(triage.group, [maya.user, triage.tom.user, dana.user])
    await slack.settle()
    await dana.clicks(card, "Claim")
    await triage.shows(card, "With Dana Reyes")
    slack.acts.regroup(triage.group, [maya.user, triage.tom.user])
    await slack.settle()
    await triage.scene.quiet_events()
    await dana.clicks(card, "Return to bot")
    await dana.sees("Only this company's support agents", card)
    assert "With Dana Reyes" in triage.words(card)
    await dana.leaves(triage.channel)


async def test_that_what_nobody_takes_and_what_is_escalated_is_heard_in_the_channel(triage: Triage) -> None:
    _, card = await triage.handed_off()
    await triage.fills(triage.tom, card, "Escalate…", {"Why?": "Payments are down"})
    said = await triage.says_in_thread(card, "Payments are down")
    assert said.broadcast, "it stands in the channel as well, not in the thread alone"


async def test_that_what_a_waiting_customer_adds_raises_the_card_and_is_heard_in_the_channel(triage: Triage) -> None:
    question, card = await triage.handed_off("I want to talk to a person, my export fails")
    before = triage.words(card)
    await triage.scene.nora.says(
        triage.scene.channel, "Now nobody here can log in and all records are gone", thread=question
    )
    await triage.shows(card, "Critical")
    assert "Critical" not in before
    assert (await triage.says_in_thread(card, "while waiting makes this critical")).broadcast


async def test_that_owners_read_once_in_the_channel_what_is_to_be_reviewed(triage: Triage) -> None:
    foyer, slack = triage.scene.house.foyer, triage.slack
    await triage.claimed()  # Maya is known as an agent
    now = foyer.clock.now()
    changes = {"id": ArticleId("to-review"), "url": "", "owner": "Maya Sen", "review_at": Millis(now - 1), "version": 0}
    wanted = replace(foyer.company.articles[0], **changes)  # type: ignore[arg-type]
    await foyer.record.write_article(wanted, by="Bea", note="", now=now)
    assert REVIEW_NOTES in foyer.slack.senders
    watch = ReviewWatch(foyer.record, (REVIEW_NOTES,), replace(foyer.company, hours=()), foyer.clock)
    for _ in range(3):
        await watch.step()

    def told() -> list[Message]:
        return [m for m in triage.channel.messages if "due for review" in triage.words(m)]

    await slack.until(lambda: bool(told()))
    (message,) = told()
    assert wanted.title in triage.words(message)
    assert f"<@{triage.maya.id}>" in message.text


async def test_that_an_agent_who_is_on_the_desk_too_is_one_person(triage: Triage) -> None:
    """What they claim in Slack they answer on the desk. An admin says who they are; agents cannot."""
    tom, house = triage.tom, triage.scene.house
    home = await house.foyer.slack.web.home()
    async with await house.agent("Tamsin") as desk, await house.agent("Bea", Role.ADMIN) as bea:
        tamsin = next(one for one in await triage.scene.record.staff() if one.name == "Tamsin")
        before = await triage.scene.record.staff_as("slack", f"{home.team_id}:{tom.id}")
        form = {"agent": f"{home.team_id}:{tom.id}", "staff": tamsin.id}
        assert await link(desk, form) == 403
        assert await link(bea, form | {"agent": "T0:UNOBODY"}) == 404
        assert await link(bea, form) == 200
        question, card = await triage.handed_off()
        await tom.clicks(card, "Claim")
        await triage.shows(card, "With Tamsin")
        handoff = await triage.handoff(question)
        await desk.do(handoff.id, "reply", text="Hello from the desk")
        await triage.scene.nora.sees("Hello from the desk", question)
        await triage.says_in_thread(card, "Hello from the desk")
        assert await link(bea, form | {"staff": before.id}) == 200


async def link(who: Agent, form: dict[str, str]) -> int:
    headers, data = {"Origin": who.url}, {"csrf": who._csrf, **form}
    async with who.http.post(f"{who.url}/admin/slack/agents", data=data, headers=headers) as answer:
        return answer.status
