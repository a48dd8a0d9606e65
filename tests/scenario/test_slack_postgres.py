"""The same conversation on PostgreSQL."""

from core.policies.days import in_words
from tests.support.slack_house import open_scene


async def test_that_a_thread_is_answered_changed_and_kept_private_on_postgresql(postgres_url: str):
    async with open_scene(postgres_url) as scene:
        asked = await scene.nora.says(scene.channel, f"<@{scene.bot.bot.id}> how can I reset my password?")
        await scene.reply(asked)
        await scene.omar.says(scene.channel, "Which plan am I on and when does it renew?", thread=asked)
        line = await scene.reply(asked, 2)
        assert scene.omar.mention in line.text
        await scene.quiet()
        assert in_words(scene.account.facts["renews_on"], "en") in scene.direct(scene.omar)[-1].text
        await scene.nora.edits(asked, "How do I merge duplicate clients?")
        await scene.reply(asked, 3)
        await scene.dana.says(scene.channel, "I take this one.", thread=asked)
        await scene.nora.deletes(asked)
        await scene.quiet()
        assert len(scene.said(asked)) == 3
        assert (await scene.log(asked))[0].text == ""
