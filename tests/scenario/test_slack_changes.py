"""Slack as it is: edits, deletions, files, channels that change, events doubled, late and out of order."""

import pytest

from core.domain.conversation import Mode
from core.domain.messages import Author
from core.slack import ChannelState
from tests.support.slack_house import Scene, open_scene

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_that_an_edit_before_the_answer_changes_the_question():
    """C20"""
    async with open_scene(quiet_ms=700) as scene:
        asked = await scene.nora.says(scene.channel, "How do I merge duplicate clients?")
        await scene.nora.edits(asked, "How can I reset my password?")
        answer = await scene.reply(asked)
        assert "password" in str(answer.blocks).lower()
        await scene.quiet()
        assert len(scene.said(asked)) == 1
        assert (await scene.log(asked))[0].text == "How can I reset my password?"


async def test_that_an_edit_after_the_answer_asks_again_but_a_mended_slip_does_not(scene: Scene):
    """C20"""
    asked = await scene.nora.says(scene.channel, "I forgott my password, how can I reset it?")
    await scene.reply(asked)
    await scene.nora.edits(asked, "I forgot my password, how can I reset it?")
    await scene.quiet()
    assert len(scene.said(asked)) == 1
    await scene.nora.edits(asked, "How do I merge duplicate clients?")
    again = await scene.reply(asked, 2)
    assert "pair" in str(again.blocks).lower()


async def test_that_an_agent_is_told_what_changed(scene: Scene):
    """C20: agents do not answer text the customer has replaced."""
    asked = await scene.nora.says(scene.channel, "I want to talk to a person about invoice 123")
    await scene.reply(asked)
    await scene.nora.edits(asked, "I want to talk to a person about invoice 777")
    await scene.quiet()
    notes = [m.text for m in await scene.log(asked) if m.author is Author.SYSTEM and m.audience == "internal"]
    assert len(notes) == 1
    assert "123" in notes[0]
    assert "777" in notes[0]
    assert (await scene.log(asked))[0].text.endswith("777")


async def test_that_a_deletion_before_the_answer_leaves_nothing_to_answer():
    async with open_scene(quiet_ms=700) as scene:
        asked = await scene.nora.says(scene.channel, "my password is swordfish, how can I reset it?")
        await scene.quiet_events()
        await scene.nora.deletes(asked)
        await scene.quiet(1.0)
        assert not [m for m in scene.channel.messages if m.bot_id == scene.bot.bot_id]
        (question, note) = await scene.log(asked)
        assert question.text == ""
        assert question.deleted_at is not None
        assert note.audience == "internal"


async def test_that_a_deletion_after_the_answer_takes_the_words_from_us_too(scene: Scene):
    asked = await scene.nora.says(scene.channel, "my password is swordfish, how can I reset it?")
    await scene.reply(asked)
    await scene.nora.deletes(asked)
    await scene.quiet()
    assert all("swordfish" not in m.text for m in await scene.log(asked))


async def test_that_files_are_named_also_where_the_event_hides_them(scene: Scene):
    """C30, C32: in shared channels the event has no file data."""
    asked = await scene.nora.says(
        scene.channel, "How can I reset my password? See this", files={"screen.png": b"\\x89PNG" + b"0" * 3000}
    )
    await scene.reply(asked)
    text = (await scene.log(asked))[0].text
    assert "[file: screen.png, image/png, 2 KB]" in text
    (call,) = scene.slack.audit.calls("files.info")
    assert call.ok


async def test_that_a_renamed_channel_keeps_its_mapping_and_shows_its_name(scene: Scene):
    await scene.dana.renames(scene.channel, "ext-acme-support")
    await scene.quiet()
    stored = await scene.record.slack_channel(scene.channel.id)
    assert (stored.name, stored.mapped) == ("ext-acme-support", True)


async def test_that_a_channel_with_a_new_id_goes_on_where_it_was(scene: Scene):
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    scene.slack.acts.change_id(scene.channel)
    await scene.slack.settle()
    await scene.quiet()
    await scene.nora.says(scene.channel, "And how do I merge duplicate clients?", thread=asked)
    await scene.reply(asked, 2)
    assert len([m for m in await scene.log(asked) if m.author is Author.CUSTOMER]) == 2


async def test_that_an_archived_channel_and_a_removed_app_are_shown_with_what_to_do(scene: Scene):
    asked = await scene.nora.says(scene.channel, "I want to talk to a person")
    await scene.reply(asked)
    await scene.dana.removes(scene.channel, scene.bot)
    await scene.quiet()
    stored = await scene.record.slack_channel(scene.channel.id)
    assert stored.state is ChannelState.REMOVED
    assert "Invite it again" in stored.note
    async with await scene.house.agent("Maya") as maya:
        entry = await scene.waiting(maya, asked)
        await maya.do(entry["handoff_id"], "claim")
        await scene.quiet()
    letters = await scene.record.dead_letters()
    assert letters
    assert "Invite" in letters[0].last_error
    await scene.dana.invites(scene.channel, scene.bot)
    await scene.quiet()
    assert (await scene.record.slack_channel(scene.channel.id)).state is ChannelState.OK
    assert await scene.record.requeue(letters[0].id, scene.house.foyer.clock.now())
    await scene.house.foyer.bus.publish("outbox", {})
    assert "Maya" in (await scene.reply(asked, 2)).text


async def test_that_doubled_and_reordered_deliveries_are_answered_once_in_order(scene: Scene):
    """C25, C26, C27"""
    scene.slack.mischief.hold()
    asked = await scene.nora.says(scene.channel, "How can I reset my password?", wait=False)
    await scene.nora.says(scene.channel, "I tried the app already", thread=asked, wait=False)
    scene.slack.mischief.double(2)
    scene.slack.release("reversed")
    await scene.slack.settle()
    await scene.quiet(1.0)
    assert len(scene.said(asked)) == 1
    log = [m.text for m in await scene.log(asked) if m.author is Author.CUSTOMER]
    assert log == ["How can I reset my password?", "I tried the app already"]


async def test_that_a_slack_that_is_away_delays_and_loses_nothing(scene: Scene):
    """A message that cannot be posted waits; one that may have been posted is looked for first (C27)."""
    scene.slack.faults.plan("http_500", "users.info", times=2)
    scene.slack.faults.plan("lost", "chat.postMessage", times=1)
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    await scene.quiet(0.5)
    assert len(scene.said(asked)) == 1, "the answer that was lost on its way back was there"
    assert scene.slack.audit.calls("conversations.replies")


async def test_that_a_slowed_channel_does_not_hold_up_the_others(scene: Scene):
    other = scene.slack.channel("ext-acme-two", scene.dana, scene.bot, scene.nora, shared_with=(scene.acme,))
    await scene.maps(other)
    scene.slack.faults.plan("slow", "chat.postMessage", times=1, seconds=7.0, where={"channel": scene.channel.id})
    slow = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.slack.until(lambda: scene.slack.audit.calls("chat.postMessage", channel=scene.channel.id))
    quick = await scene.nora.says(other, "How do I merge duplicate clients?")
    await scene.reply(quick, timeout=6.0)
    assert not scene.said(slow)
    await scene.reply(slow)


async def test_that_a_message_of_nobody_we_may_look_up_is_a_strangers(scene: Scene):
    """C23, C24: whom Slack hides is a customer without an account, never one of ours."""
    scene.slack.faults.answer("user_not_found", "users.info", times=5)
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    found = await scene.conversation(asked)
    assert found.mode is Mode.BOT
    person = await scene.record.person_of(found.id)
    assert person[1].external_id.startswith(f"{scene.acme.id}:{scene.nora.id}")
