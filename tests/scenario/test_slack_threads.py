"""Customers write in a channel they share with us; each is answered in their thread, once."""

import pytest

from core.domain.conversation import Mode
from core.domain.messages import Author
from core.domain.policy import Windows
from core.slack import Ingest
from tests.support.slack_house import Scene

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_that_a_question_is_answered_in_its_thread_with_its_source_and_buttons(scene: Scene):
    asked = await scene.nora.says(scene.channel, "How can I reset my password? I forgot it")
    answer = await scene.reply(asked)
    assert answer.thread_ts == asked.ts
    assert "password" in str(answer.blocks).lower()
    assert [block["type"] for block in answer.blocks][-2:] == ["context", "actions"]
    assert list(answer.metadata["event_payload"]) == ["id"], "only our own key can be read by others"
    await scene.quiet()
    assert len(scene.said(asked)) == 1
    (status,) = scene.slack.audit.calls("assistant.threads.setStatus")
    assert (status.ok, status.arguments["thread_ts"]) == (True, asked.ts)
    assert not [m for m in scene.channel.messages if m.bot_id == scene.bot.bot_id and not m.thread_ts]


async def test_that_a_follow_up_belongs_to_its_conversation(scene: Scene):
    """C34: follow-ups are answered in the thread, by the same conversation."""
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    await scene.nora.says(scene.channel, "and how do I merge duplicate clients?", thread=asked)
    await scene.reply(asked, 2)
    log = await scene.log(asked)
    assert [m.author for m in log] == [Author.CUSTOMER, Author.BOT, Author.CUSTOMER, Author.BOT]


async def test_that_a_burst_of_one_person_gets_one_answer(scene: Scene, monkeypatch: pytest.MonkeyPatch):
    """C16: three quick messages are one question."""
    # A window in which three messages come also while the machine is busy.
    monkeypatch.setitem(scene.house.foyer.policy.windows, "slack", Windows(1000, 5000))
    first = await scene.nora.says(scene.channel, "hi there", wait=False)
    second = await scene.nora.says(scene.channel, "I forgot my password", wait=False)
    third = await scene.nora.says(scene.channel, "how can I reset it?", wait=False)
    await scene.slack.until(scene.spoken, timeout=20.0)
    await scene.quiet(1.0)
    replies = scene.spoken()
    assert len(replies) == 1
    assert replies[0].thread_ts in (second.ts, third.ts)
    assert not scene.said(first)


async def test_that_a_mention_is_one_message_although_slack_tells_of_it_twice(scene: Scene):
    """C27: app_mention and message are one."""
    asked = await scene.nora.says(scene.channel, f"<@{scene.bot.bot.id}> how can I reset my password?")
    await scene.reply(asked)
    await scene.quiet()
    log = await scene.log(asked)
    assert [m.author for m in log] == [Author.CUSTOMER, Author.BOT]
    assert scene.bot.bot.id not in log[0].text


async def test_that_greetings_and_talk_between_people_start_nothing(scene: Scene):
    for text in ("Good morning team!", "thanks :tada:", f"{scene.dana.mention} are we still on for 3 pm?"):
        await scene.nora.says(scene.channel, text)
    ours = await scene.dana.says(scene.channel, "Release 4.2 is out. How does it look to you?")
    await scene.nora.says(scene.channel, "looks great, when is the next one?", thread=ours)
    await scene.quiet()
    assert not scene.spoken()


async def test_that_a_colleague_of_the_customer_joins_the_same_conversation(scene: Scene):
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    await scene.omar.says(scene.channel, "Same here. How do I merge duplicate clients?", thread=asked)
    await scene.reply(asked, 2)
    log = await scene.log(asked)
    assert [m.author_name for m in log if m.author is Author.CUSTOMER] == ["", "Omar Haddad"]


async def test_that_one_of_us_silences_the_bot_until_it_is_called(scene: Scene):
    """C7, C9: one speaker at a time."""
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    await scene.dana.says(scene.channel, "Hi Nora, I can look into this with you.", thread=asked)
    await scene.nora.says(scene.channel, "great, how do I merge duplicate clients?", thread=asked)
    await scene.quiet()
    assert len(scene.said(asked)) == 1
    found = await scene.conversation(asked)
    assert (found.mode, found.assignee_name) == (Mode.HUMAN, "Dana Reyes")
    log = await scene.log(asked)
    assert [m.text for m in log if m.author is Author.AGENT] == ["Hi Nora, I can look into this with you."]
    bot = f"<@{scene.bot.bot.id}>"
    await scene.nora.says(scene.channel, f"{bot} how do I merge duplicate clients?", thread=asked)
    await scene.reply(asked, 2)


async def test_that_a_wish_for_a_person_by_button_is_a_handoff_and_agents_answer_in_the_thread(scene: Scene):
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    answer = await scene.reply(asked)
    await scene.nora.clicks(answer, "Talk to a person")
    notice = await scene.reply(asked, 2)
    assert "person" in notice.text
    async with await scene.house.agent("Maya") as maya:
        entry = await scene.waiting(maya, asked)
        await maya.do(entry["handoff_id"], "claim")
        await scene.reply(asked, 3)
        await maya.do(entry["handoff_id"], "reply", text="Hello Nora, *I am* here & <!channel> can help.")
        said = await scene.reply(asked, 4)
        await maya.do(entry["handoff_id"], "note", text="internal: she is on the old plan")
    assert said.username.startswith("Maya")
    assert "&lt;!channel&gt;" in said.text
    await scene.quiet()
    assert not scene.slack.leaks("she is on the old plan")


async def test_that_buttons_are_not_for_our_own_people(scene: Scene):
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    answer = await scene.reply(asked)
    await scene.dana.clicks(answer, "Talk to a person")
    await scene.quiet()
    assert len(scene.said(asked)) == 1 or scene.said(asked)[1].only_for is not None
    assert len(await scene.log(asked)) == 2


async def test_that_an_article_a_customer_opens_is_counted_once_and_says_nothing(scene: Scene):
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    answer = await scene.reply(asked)
    opens = answer.blocks[-1]["elements"][0]
    assert opens["url"].startswith("http://chat.example/help/")
    (_, answered) = await scene.log(asked)
    article = answered.sources[0].article_id
    await scene.dana.clicks(answer, "Read the article")  # one of our own people
    await scene.quiet()
    while await scene.record.gather_uses():
        pass
    assert (await scene.record.use_counts([article]))[article].clicked == 0
    for _ in range(2):
        await scene.nora.clicks(answer, "Read the article")
    await scene.quiet()
    assert (await scene.record.use_counts([article]))[article].clicked == 1
    assert len(scene.said(asked)) == 1
    assert len(await scene.log(asked)) == 2


async def test_that_an_unmapped_channel_is_listed_and_quiet(slack_scene: Scene):
    scene = slack_scene
    await scene.nora.says(scene.channel, f"<@{scene.bot.bot.id}> how can I reset my password?")
    await scene.quiet()
    assert not scene.spoken()
    listed = (await scene.record.slack_channels())[0]
    assert (listed.name, listed.mapped, listed.teams) == ("ext-acme", False, (scene.acme.id,))
    assert await scene.record.conversations_in(scene.channel.id, scene.channel.messages[-1].ts) == ()


async def test_that_a_channel_can_answer_only_when_addressed(scene: Scene):
    await scene.maps(ingest=Ingest.MENTIONS)
    plain = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.quiet()
    assert not scene.said(plain)
    asked = await scene.nora.says(scene.channel, f"<@{scene.bot.bot.id}>", thread=plain)
    await scene.reply(asked)
    assert (await scene.log(plain))[0].text == "How can I reset my password?"


async def test_that_a_channel_can_answer_only_what_is_marked(scene: Scene):
    await scene.maps(ingest=Ingest.EMOJI)
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.quiet()
    assert not scene.said(asked)
    await scene.dana.reacts(asked, "ticket")
    await scene.reply(asked)


async def test_that_direct_messages_are_private_conversations(scene: Scene):
    direct = scene.slack.dm(scene.nora)
    await scene.nora.says(direct, "How can I reset my password?")
    await scene.slack.until(lambda: scene.direct(scene.nora), timeout=20)
    assert "password" in str(scene.direct(scene.nora)[-1].blocks).lower()


async def test_that_other_bots_and_announcements_start_nothing(scene: Scene):
    """C15"""
    other = scene.slack.other_bot("Alerts", scene.acme)
    await scene.omar.invites(scene.channel, other)
    await other.says(scene.channel, "How can I reset my password?")
    asked = await scene.nora.says(scene.channel, "How can I reset my password?")
    await scene.reply(asked)
    await other.says(scene.channel, "How do I merge duplicate clients?", thread=asked)
    await scene.nora.sets_topic(scene.channel, "How do I get help?")
    await scene.quiet()
    assert len(scene.spoken()) == 1
