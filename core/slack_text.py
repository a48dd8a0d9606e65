"""Text as Slack writes it, and its smallest blocks. Pure.

Nothing a person wrote can become a mention, a link or a channel name: `&`, `<` and `>` are escaped first, links are
made only from Markdown links with a web address, and texts are marked verbatim, so that Slack adds none by itself.
"""

import re
from datetime import UTC, datetime
from typing import Any

from core.links import safe_link

SECTION = 2900
"""Characters of a section; Slack takes 3,000."""
FALLBACK = 3900
_FENCE = re.compile(r"(```.*?```)", re.DOTALL)
_CODE = re.compile(r"(`[^`\n]+`)")
_LINK = re.compile(r"!?\[([^\]\n]+)\]\(([^)\s]+)(?:\s+\"[^\"\n]*\")?\)")
_BOLD = re.compile(
    r"(?<![\w*])\*\*(?=\S)(.+?)(?<=\S)\*\*(?![\w*])|(?<![\w_])__(?=\S)(.+?)(?<=\S)__(?![\w_])", re.DOTALL
)
_HEADING = re.compile(r"(?m)^[ \t]{0,3}#{1,6}[ \t]+(.+?)[ \t]*#*[ \t]*$")
_BULLET = re.compile(r"(?m)^([ \t]*)[-*+][ \t]+(?=\S)")


def escape(text: str) -> str:
    """Slack's three characters."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def address(url: str) -> str:
    """A web address for a link, or "". `url` is escaped already."""
    plain = url.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    safe = safe_link(plain)
    if not safe.lower().startswith(("https://", "http://")):
        return ""
    return safe.replace("|", "%7C").replace("<", "%3C").replace(">", "%3E").replace("&", "&amp;")


def _link(match: re.Match[str]) -> str:
    label, url = match.group(1).replace("|", "/"), address(match.group(2))
    return f"<{url}|{label}>" if url else label


def _inline(text: str) -> str:
    parts = _CODE.split(text)
    for index in range(0, len(parts), 2):
        part = _BULLET.sub(r"\1• ", _LINK.sub(_link, parts[index]))
        part = _HEADING.sub(lambda match: f"*{match.group(1).replace('**', '')}*", part)
        parts[index] = _BOLD.sub(lambda match: f"*{match.group(1) or match.group(2)}*", part)
    return "".join(parts)


def mrkdwn(markdown: str) -> str:
    """Markdown as Slack writes it."""
    parts = _FENCE.split(escape(markdown))
    return "".join(part if index % 2 else _inline(part) for index, part in enumerate(parts))


def split(text: str, most: int = SECTION) -> list[str]:
    """The text in pieces of up to `most` characters: between paragraphs, else lines, sentences, words; never within
    an escaped character or a link."""
    pieces = []
    rest = text.strip()
    while len(rest) > most:
        head = rest[:most]
        cut = max(head.rfind("\n\n"), 0)
        for mark in ("\n", ". ", " "):
            if cut < most // 3:
                cut = max(cut, head.rfind(mark) + (mark == ". "))
        cut = cut if cut > 0 else _whole(head)
        opened = head.rfind("<", 0, cut)
        if opened > 0 and ">" not in head[opened:cut]:
            cut = opened
        pieces.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [piece for piece in [*pieces, rest] if piece]


def _whole(head: str) -> int:
    """A cut in one long word that leaves `&amp;` in one piece."""
    at = head.rfind("&", max(0, len(head) - 5))
    return at if at > 0 and ";" not in head[at:] else len(head)


def section(text: str) -> dict[str, Any]:
    """A section of mrkdwn."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


def context(text: str) -> dict[str, Any]:
    """A small grey line."""
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text[:SECTION], "verbatim": True}]}


def fallback(body: str) -> str:
    """What a notification shows."""
    return body if len(body) <= FALLBACK else split(body, FALLBACK - 2)[0] + " …"


def cut(text: str, most: int) -> str:
    """Up to `most` characters, marked where something is missing."""
    text = text.strip()
    return text if len(text) <= most else text[: most - 4].rstrip() + " […]"


def literal(text: str, most: int = SECTION) -> dict[str, Any]:
    """A section that shows exactly what somebody wrote: no formatting, no links, no mentions, no emoji."""
    return {"type": "section", "text": plain_text(cut(text, most) or " ")}


def plain_text(text: str, *, emoji: bool = False) -> dict[str, Any]:
    """A text object in which nothing means anything."""
    return {"type": "plain_text", "text": text, "emoji": emoji}


def when(at: int, form: str) -> str:
    """A moment (epoch ms) in each reader's own time zone. `form` is Slack's, such as `{time}`; where that is not
    understood it reads in UTC."""
    return f"<!date^{at // 1000}^{form}|{datetime.fromtimestamp(at // 1000, UTC):%d %b %H:%M} UTC>"
