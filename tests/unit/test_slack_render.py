"""What we post: nothing a person wrote becomes a mention or a link, and everything fits what Slack takes."""

import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.slack.render import Read, render
from core.domain.ids import ArticleId, ConversationId
from core.domain.messages import QuickReply, Source
from core.slack_text import SECTION, mrkdwn, split

_PIECES = [*"ab <>@#!|&;*_`~[]()\n.\"':/\\-é✓1", "https://x.example", "<!channel>", "](", "**"]
texts = st.lists(st.sampled_from(_PIECES), max_size=120).map("".join)
_TAGS = re.compile(r"<[^>]*>")


@settings(deadline=None)
@given(texts)
@example("[x](https://a.example|<!here>)")
@example("[<!channel>](https://a.example/>b)")
@example("[a](https://a.example/<@U1>)")
@example("![@here](http://a.example)")
def test_that_no_text_can_make_a_mention_or_a_link_it_did_not_have(text):
    for tag in _TAGS.findall(mrkdwn(text)):
        assert tag.startswith(("<https://", "<http://")), tag
        address, _, label = tag[1:-1].partition("|")
        assert "(" + address.replace("&amp;", "&").replace("%7C", "|").replace("%3C", "<").replace("%3E", ">") in text
        assert "|" not in label


@settings(deadline=None)
@given(texts)
def test_that_everything_written_can_be_read(text):
    words = re.findall(r"[a-zé1]+", text.replace("https://x.example", " "))
    shown = mrkdwn(text).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    for word in words:
        assert word in shown


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from(list("ab.& \n<>")), min_size=0, max_size=9000))
def test_that_long_texts_are_split_within_limits_and_lose_nothing(text):
    body = mrkdwn(text)
    pieces = split(body)
    assert all(0 < len(piece) <= SECTION for piece in pieces)
    assert re.sub(r"\s", "", "".join(pieces)) == re.sub(r"\s", "", body)
    for piece in pieces:
        assert not re.search(r"&(?!amp;|lt;|gt;)", piece), "an escaped character stays in one piece"


def test_that_markdown_reads_natively():
    assert mrkdwn("# Reset\n\n**Bold** and `a < b`\n- one\n- [two](https://a.example/?a=1&b=2)") == (
        "*Reset*\n\n*Bold* and `a &lt; b`\n• one\n• <https://a.example/?a=1&amp;b=2|two>"
    )
    assert mrkdwn("[x](javascript:alert(1))").startswith("x")
    assert mrkdwn("```\n**not bold**\n```") == "```\n**not bold**\n```"


def test_that_sources_and_buttons_come_below_the_text():
    source = Source(ArticleId("a"), "Reset | your <password>", "/help/reset")
    ((fallback, blocks),) = render(
        "Do this.",
        sources=[source],
        quick_replies=[QuickReply("Talk to a person", "person"), QuickReply("x" * 100, "intent:y")],
        sources_label="From our help:",
        public_url="https://chat.example",
    )
    assert fallback == "Do this."
    assert [block["type"] for block in blocks] == ["section", "context", "actions"]
    assert blocks[0]["text"]["verbatim"] is True
    assert blocks[1]["elements"][0]["text"] == (
        "From our help: <https://chat.example/help/reset|Reset / your &lt;password&gt;>"
    )
    buttons = blocks[2]["elements"]
    assert [b["value"] for b in buttons] == ["person", "intent:y"]
    assert all(len(b["text"]["text"]) <= 75 for b in buttons)
    assert len({b["action_id"] for b in buttons}) == 2


def test_that_an_article_without_a_page_has_no_button():
    read = Read("Read the article", ConversationId("c"), 2)
    ((_, blocks),) = render("Do this.", sources=[Source(ArticleId("a"), "Reset", "/help/a")], read=read)
    assert [block["type"] for block in blocks] == ["section", "context"]
    sources = [Source(ArticleId("a"), "Reset", "https://help.example/a?b=1&c=2")]
    ((_, blocks),) = render("Do this.", sources=sources, read=read)
    (opens,) = blocks[-1]["elements"]
    assert (opens["url"], opens["value"]) == ("https://help.example/a?b=1&c=2", "c:2")


def test_that_the_longest_text_fits_what_slack_takes():
    parts = render("&" * 8000, quick_replies=[QuickReply("a", "b")], above="About")
    assert len(parts) > 1
    assert all(sum(len(b["text"]["text"]) for b in part.blocks if b["type"] == "section") <= 12_000 for part in parts)
    assert all(len(part.blocks) <= 48 and len(part.text) <= 4000 for part in parts)
    assert [part.blocks[-1]["type"] for part in parts] == ["section"] * (len(parts) - 1) + ["actions"]
    assert parts[0].blocks[0]["type"] == "context"
