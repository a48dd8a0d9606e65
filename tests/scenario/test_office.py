"""App Home and `/foyer`, as agents use them, and as others are kept out."""

from typing import Any

from tests.slack.people import Person
from tests.support.triage_scene import Triage, open_triage_scene


def words(view: Any) -> str:
    """Everything a page shows."""
    found: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("type") in ("plain_text", "mrkdwn"):
                found.append(value["text"])
            for each in value.values():
                gather(each)
        elif isinstance(value, list):
            for each in value:
                gather(each)

    gather(view.body["blocks"] if view else [])
    return "\n".join(found)


async def home_shows(triage: Triage, person: Person, *texts: str) -> str:
    """Wait until somebody's page has all of these."""
    await triage.slack.until(lambda: all(text in words(person.home) for text in texts), timeout=15)
    return words(person.home)


async def press(person: Person, face: str) -> None:
    """Press a button of one's page."""
    assert person.home is not None
    await person.clicks(person.home, face)


async def told(triage: Triage, person: Person, line: str, text: str) -> str:
    """Type a command; the whole answer, which only this person sees."""
    await person.commands(triage.channel, f"/foyer {line}")
    message = await person.sees(text, triage.channel, timeout=15)
    return triage.words(message)


async def test_that_home_shows_what_waits_and_what_one_has_and_follows() -> None:
    async with open_triage_scene() as triage:
        maya = triage.maya
        await maya.opens_home()
        await home_shows(triage, maya, "Maya Sen · 🟢 On duty", "Nobody else is waiting.")
        await triage.handed_off("I want to talk to a person, <@U123> my export *fails*")
        shown = await home_shows(triage, maya, "Waiting for my team (1)", "my export *fails*")
        assert "Nora Quill" in shown
        await press(maya, "Claim")
        await home_shows(triage, maya, "My conversations (1)", "Nobody else is waiting.")
        (entry,) = await triage.scene.record.queue()
        assert entry.handoff.claimed_by_name == "Maya Sen"
        await press(maya, "Go off")
        await home_shows(triage, maya, "🌙 Off")
        await press(maya, "Come back")
        await home_shows(triage, maya, "🟢 On duty")


async def test_that_the_slower_of_two_learns_on_their_page_who_was_faster() -> None:
    async with open_triage_scene() as triage:
        maya, tom = triage.maya, triage.tom
        await triage.handed_off()
        for person in (maya, tom):
            await person.opens_home()
            await home_shows(triage, person, "Waiting for my team (1)")
        stale = maya.home
        assert stale is not None
        before = list(stale.body["blocks"])
        await press(tom, "Claim")
        await home_shows(triage, tom, "My conversations (1)")
        await home_shows(triage, maya, "Nobody else is waiting.")
        stale.body["blocks"] = before  # a click on what was still on the screen
        await maya.clicks(stale, "Claim")
        await home_shows(triage, maya, "Tom Berg has this conversation.")


async def test_that_the_queue_is_listed_and_its_numbers_mean_what_was_shown() -> None:
    async with open_triage_scene() as triage:
        maya, tom = triage.maya, triage.tom
        await triage.handed_off("I want a person, the export fails")
        omar = triage.scene.omar
        await triage.card_of(await omar.says(triage.scene.channel, "Give me a person, please: the invoice is wrong"))
        assert "not been shown one lately" in await told(triage, maya, "take 1", "lately")
        shown = await told(triage, maya, "queue", "2 waiting")
        assert shown.index("1. ") < shown.index("2. ")
        first = "Nora Quill" if shown.index("Nora Quill") < shown.index("Omar Haddad") else "Omar Haddad"
        await told(triage, tom, "take", "It is yours.")
        # Number 1 is gone; to Maya it still means what she saw.
        assert "Tom Berg has this conversation." in await told(triage, maya, "take 1", "Tom Berg has")
        second = "Omar Haddad" if first == "Nora Quill" else "Nora Quill"
        assert second in await told(triage, maya, "take 2", "It is yours.")
        assert "There was no number 7" in await told(triage, maya, "take 7", "no number 7")
        assert "by its number" in await told(triage, maya, "take two", "by its number")
        assert "Nobody is waiting" in await told(triage, maya, "queue", "Nobody is waiting for your team")
        holders = {one.handoff.claimed_by_name for one in await triage.scene.record.queue()}
        assert holders == {"Maya Sen", "Tom Berg"}


async def test_that_agents_find_conversations_and_articles() -> None:
    async with open_triage_scene(public_url="https://chat.example.com") as triage:
        maya = triage.maya
        await triage.handed_off("I want a person, the frobnicator fails")
        found = await told(triage, maya, "find frobnicator nora", "Nora Quill ·")
        assert "the frobnicator fails" in found
        assert "Open on the desk" in found
        assert "No conversation" in await told(triage, maya, "find nothing-like-this", "No conversation")
        assert "Say what to look for" in await told(triage, maya, "find", "find late payout")
        shown = await told(triage, maya, "kb how do I reset my password", "assword")
        assert "password" in shown.lower()
        inside = await told(triage, maya, "kb who may grant which refund, team lead limits", "For: Agents only")
        assert "🔒" in inside


async def test_that_off_is_understood_kept_and_ends() -> None:
    async with open_triage_scene() as triage:
        maya = triage.maya
        assert "Off until" in await told(triage, maya, "off until tomorrow 10:00", "Off until")
        (member,) = [one for one in await triage.scene.record.staff() if one.name == "Maya Sen"]
        assert member.off_until is not None
        assert "Say 17:00" in await told(triage, maya, "off lunchtime", "Say 17:00")
        await told(triage, maya, "on", "On duty")
        (member,) = [one for one in await triage.scene.record.staff() if one.name == "Maya Sen"]
        assert member.off_since is None


async def test_that_others_are_refused_politely_and_learn_nothing() -> None:
    async with open_triage_scene() as triage:
        dana = triage.scene.dana  # one of our people, and no agent
        await triage.handed_off("I want a person about the secret merger")
        for line in ("queue", "take 1", "find merger", "kb refund", "off", "help", "anything"):
            await dana.commands(triage.scene.channel, f"/foyer {line}")
        await triage.scene.quiet()
        seen = [triage.words(one) for one in dana.messages(triage.scene.channel) if one.bot_id]
        refusals = [text for text in seen if "Only this company's support agents" in text]
        assert len(refusals) == 7
        await dana.opens_home()
        shown = await home_shows(triage, dana, "support agents")
        assert "merger" not in shown
        (entry,) = await triage.scene.record.queue()
        assert entry.handoff.claimed_by is None
        assert await told(triage, triage.maya, "help", "Foyer for agents")


async def test_that_an_agent_who_has_been_deactivated_is_refused_in_slack_too() -> None:
    async with open_triage_scene() as triage:
        maya = triage.maya
        await triage.handed_off()
        await told(triage, maya, "queue", "1 waiting")
        member = next(one for one in await triage.scene.record.staff() if one.name == "Maya Sen")
        await triage.scene.record.deactivate(member.id, triage.scene.house.foyer.clock.now())
        assert "Only this company" in await told(triage, maya, "take 1", "support agents")
        (entry,) = await triage.scene.record.queue()
        assert entry.handoff.claimed_by is None
