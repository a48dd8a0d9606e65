"""Markdown within a line: its plain words, and beside them where its links and pictures lead.

Until a text is cut into sentences the address travels inside it between three private-use characters.
"""

import re
from urllib.parse import urljoin

from markdown_it.tree import SyntaxTreeNode

from core.sentences import plain

_OPEN, _LEADS, _CLOSE = "\ue000", "\ue001", "\ue002"
_MARKS = re.compile("[\ue000-\ue002]")
_LINK = re.compile(f"{_OPEN}([^{_OPEN}{_CLOSE}]*){_LEADS}([^{_OPEN}{_CLOSE}]*){_CLOSE}")
_LEFT = re.compile(f"{_LEADS}[^{_OPEN}{_CLOSE}]*{_CLOSE}|{_MARKS.pattern}")


def marked(node: SyntaxTreeNode, page: str) -> str:
    """All text below a node on one line, with the addresses of its links. `page` is where relative ones begin."""
    return " ".join(_text(node, page).split())


def bare(text: str) -> str:
    """Marked text without the addresses."""
    return _LEFT.sub("", _LINK.sub(r"\1", text))


def linked(text: str) -> str:
    """Marked text with its links as Markdown, those that lead to a web address."""
    return _LEFT.sub("", _LINK.sub(_shown, text))


def _shown(link: re.Match[str]) -> str:
    label, address = link[1].strip(), link[2]
    return address if label == address else f"[{label}]({address})" if label else ""


def _text(node: SyntaxTreeNode, page: str) -> str:
    match node.type:
        case "text":
            # A link that leads nowhere safe stays written out: its words count, its address does not.
            return plain(_MARKS.sub("", node.content))
        case "code_inline":
            return _MARKS.sub("", node.content)
        case "softbreak" | "hardbreak":
            return " "
        case "html_inline":
            return " " if node.content.lower().startswith("<br") else ""
        case "link" | "image":
            label = "".join(_text(child, page) for child in node.children)
            return _leading(label, str(node.attrs.get("href") or node.attrs.get("src") or ""), page)
    apart = "" if node.type in ("inline", "strong", "em", "s") else " "
    return apart.join(filter(None, (_text(child, page) for child in node.children)))


def _leading(label: str, address: str, page: str) -> str:
    """A link's words with its address, if that is one of the web; "[" and "]" would end the link too soon."""
    try:
        whole = urljoin(page, _MARKS.sub("", address))
    except ValueError:
        return label
    if not whole.lower().startswith(("https://", "http://")) or re.search(r"[\s()<>]", whole) or _OPEN in label:
        return label
    return f"{_OPEN}{label.replace('[', '(').replace(']', ')')}{_LEADS}{whole}{_CLOSE}"
