"""Tries to make the bot say before others what belongs to one person. The fake tells who could ever have read it."""

from dataclasses import replace

import pytest

from core.policies.days import in_words
from tests.support.slack_house import Scene

pytestmark = pytest.mark.asyncio(loop_scope="module")

ASK = "Which plan am I on and when does it renew?"


async def test_that_account_data_goes_to_the_asker_alone_and_the_thread_hears_so(scene: Scene):
    """C36: nothing private surfaces before colleagues."""
    asked = await scene.nora.says(scene.channel, ASK)
    line = await scene.reply(asked)
    await scene.quiet()
    renews = in_words(scene.account.facts["renews_on"], "en")
    (private,) = [m for m in scene.direct(scene.nora) if renews in m.text]
    assert renews in private.text
    assert scene.nora.mention in line.text
    assert "direct message" in line.text
    assert scene.channel.name in str(private.blocks[0]), "it says what it is about"
    assert not scene.slack.leaks(renews, scene.nora)


async def test_that_a_stranger_in_the_channel_gets_nothing_of_the_account(scene: Scene):
    """A third company's member, a guest, and somebody whose workspace nobody mapped are not the account's people."""
    globex = scene.slack.team("Globex")
    eve = scene.slack.user("Eve Stone", globex)
    scene.slack.acts.share(scene.channel, globex)
    await eve.joins(scene.channel)
    guest = scene.slack.user("Gus Guest", scene.home, ultra_restricted=True)
    await guest.joins(scene.channel)
    renews = in_words(scene.account.facts["renews_on"], "en")
    for person in (eve, guest):
        asked = await person.says(scene.channel, ASK)
        await scene.reply(asked)
        await scene.quiet()
        assert person.user.name not in {leak.user for leak in scene.slack.leaks(renews)}
        assert all(renews not in m.text for m in scene.direct(person))


async def test_that_a_strangers_question_in_a_customers_thread_is_not_answered_with_the_customers_data(scene: Scene):
    globex = scene.slack.team("Globex Two")
    eve = scene.slack.user("Eva Stein", globex)
    scene.slack.acts.share(scene.channel, globex)
    await eve.joins(scene.channel)
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    await eve.says(scene.channel, ASK, thread=asked)
    await scene.reply(asked, 2)
    await scene.quiet()
    renews = in_words(scene.account.facts["renews_on"], "en")
    assert all(renews not in text for text in scene.slack.seen_by(eve))


async def test_that_what_one_asks_for_themselves_never_goes_to_who_writes_right_after(scene: Scene):
    """Two people in one thread within the quiet window are two turns, each answered to its own writer."""
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    before = len(scene.direct(scene.omar))
    await scene.nora.says(scene.channel, ASK, thread=asked, wait=False)
    await scene.omar.says(scene.channel, "And how do I merge duplicate clients?", thread=asked, wait=False)
    await scene.slack.settle()
    await scene.reply(asked, 3)
    await scene.quiet()
    renews = in_words(scene.account.facts["renews_on"], "en")
    assert renews in scene.direct(scene.nora)[-1].text
    assert not any(renews in m.text for m in scene.direct(scene.omar)[before:])


async def test_that_what_a_colleague_asks_goes_to_the_colleague(scene: Scene):
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    before = len(scene.direct(scene.nora))
    await scene.omar.says(scene.channel, ASK, thread=asked)
    line = await scene.reply(asked, 2)
    await scene.quiet()
    assert scene.omar.mention in line.text
    assert in_words(scene.account.facts["renews_on"], "en") in scene.direct(scene.omar)[-1].text
    assert len(scene.direct(scene.nora)) == before


async def test_that_an_undeclared_fact_is_found_in_the_text(scene: Scene):
    """An agent's own words pass the same gate: an address or a date of the account goes to the customer alone."""
    asked = await scene.nora.says(scene.channel, "I want to talk to a person about the invoice")
    await scene.reply(asked)
    renews = in_words(scene.account.facts["renews_on"], "en")
    async with await scene.house.agent("Mira") as mira:
        entry = await scene.waiting(mira, asked)
        await mira.do(entry["handoff_id"], "claim")
        await scene.reply(asked, 2)
        await mira.do(
            entry["handoff_id"], "reply", text=f"Your contract runs until {renews}, I mailed omar@acme.example"
        )
        line = await scene.reply(asked, 3)
    assert scene.nora.mention in line.text
    assert not [m for m in scene.said(asked) if renews in m.text or "omar@acme" in m.text]
    assert renews in scene.direct(scene.nora)[-1].text


async def test_that_a_channel_that_widened_between_thought_and_delivery_is_looked_at_again(scene: Scene):
    """What may be posted is decided anew when another company has come: at delivery, not when it was thought."""
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    restricted = next(a for a in scene.house.foyer.company.articles if a.audience == "signed_in")
    found = await scene.conversation(asked)
    sender = scene.house.foyer.slack.senders["slack"]
    message = (await scene.log(asked))[-1]
    quoting = replace(message, sources=(replace(message.sources[0], article_id=restricted.id),))

    async def messages(*_: object, **__: object):
        return (quoting,)

    original = scene.record.messages
    scene.record.messages = messages
    try:
        await sender.send(found.id, {"seq": quoting.seq}, "first")
        assert len(scene.said(asked)) == 2, "one customer's people may read it"
        third = scene.slack.team("Initech")
        scene.slack.acts.share(scene.channel, third)
        await scene.slack.settle()
        await scene.quiet_events()
        await sender.send(found.id, {"seq": quoting.seq}, "second")
    finally:
        scene.record.messages = original
    assert "direct message" in scene.said(asked)[2].text


async def test_that_a_customer_who_takes_no_direct_messages_is_whispered_to(scene: Scene):
    scene.slack.faults.answer("cannot_dm_bot", "conversations.open", times=1)
    asked = await scene.omar.says(scene.channel, ASK)
    line = await scene.reply(asked)
    await scene.quiet()
    assert "only" in line.text
    renews = in_words(scene.account.facts["renews_on"], "en")
    whispers = [m for m in scene.channel.ephemerals if renews in m.text]
    assert [m.only_for for m in whispers] == [scene.omar.user]


async def test_that_metadata_and_logs_hold_no_words(scene: Scene, capfd):
    asked = await scene.nora.says(scene.channel, "How can I reset my zanzibarian password?")
    await scene.reply(asked)
    await scene.quiet()
    for message in scene.said(asked):
        assert set(message.metadata) == {"event_type", "event_payload"}
        assert set(message.metadata["event_payload"]) == {"id"}
    logged = capfd.readouterr()
    assert "zanzibarian" not in logged.err + logged.out
