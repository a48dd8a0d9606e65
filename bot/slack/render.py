"""One message of ours as Slack's blocks. Pure."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from core.domain.ids import ConversationId
from core.domain.messages import QuickReply, Source
from core.slack_text import address, context, escape, fallback, mrkdwn, section, split

PART = 11_000
"""Characters of one message's sections together; Slack refuses about 13,000."""


class Part(NamedTuple):
    """One Slack message: the text for notifications, and its blocks."""

    text: str
    blocks: list[dict[str, Any]]


class Read(NamedTuple):
    """The button that opens the article quoted in the entry `seq`: Slack tells us of its press, of a link's it does
    not."""

    label: str
    conversation_id: ConversationId
    seq: int


def button(reply: QuickReply, place: int) -> dict[str, Any]:
    """A quick reply. Its text is the customer's message when it is pressed, its value the meaning."""
    label = reply.text if len(reply.text) <= 75 else reply.text[:74] + "…"
    return {
        "type": "button",
        "action_id": f"say:{place}",
        "text": {"type": "plain_text", "text": label, "emoji": True},
        "value": reply.action[:2000],
    }


def _source(source: Source, public_url: str) -> str:
    title = escape(source.title).replace("|", "/")
    link = _link(source, public_url)
    return f"<{link}|{title}>" if link else title


def _link(source: Source, public_url: str) -> str:
    """Where an article stands, as text has it; "" where it has no page that could be opened from here."""
    url = f"{public_url}{source.url}" if source.url.startswith("/") and public_url else source.url
    return address(escape(url))


def _opens(link: str, read: Read) -> dict[str, Any]:
    return {
        "type": "button",
        "action_id": "open:0",
        "text": {"type": "plain_text", "text": read.label, "emoji": True},
        "url": link.replace("&amp;", "&"),
        "value": f"{read.conversation_id}:{read.seq}",
    }


def render(
    text: str,
    *,
    sources: Sequence[Source] = (),
    quick_replies: Sequence[QuickReply] = (),
    sources_label: str = "",
    public_url: str = "",
    above: str = "",
    read: Read | None = None,
) -> list[Part]:
    """What to post for one message of ours: one part, or several where it is very long. `above` is a small line
    before it; sources and buttons stand below the last part, `read` first among them."""
    parts = _parts(split(mrkdwn(text)))
    blocks = parts[-1].blocks
    if above:
        parts[0].blocks.insert(0, context(escape(above)))
    if sources:
        links = " · ".join(_source(source, public_url) for source in sources[:5])
        blocks.append(context(f"{escape(sources_label)} {links}".strip()))
    buttons = [button(reply, place) for place, reply in enumerate(quick_replies[:10])]
    if read is not None and sources and (link := _link(sources[0], public_url)):
        buttons.insert(0, _opens(link, read))
    if buttons:
        blocks.append({"type": "actions", "elements": buttons})
    return parts


def _parts(pieces: list[str]) -> list[Part]:
    groups: list[list[str]] = [[]]
    for piece in pieces:
        if sum(map(len, groups[-1])) + len(piece) > PART:
            groups.append([])
        groups[-1].append(piece)
    return [Part(fallback("\n\n".join(group)), [section(piece) for piece in group]) for group in groups]
