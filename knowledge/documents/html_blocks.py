"""The blocks of a web page as Markdown: headings, paragraphs, steps, points, tables and warnings."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborNode

from knowledge.documents.cleaning import may_link

_BLOCKS = (
    {"p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "table"}
    | {"blockquote", "pre", "details", "figure", "hr", "address", "center", "fieldset", "body", "tbody", "dd", "dt"}
    | {"li", "summary"}
)
_WARNS = re.compile(
    r"(?:^|[-_ ])(?:warning|caution|danger|important|admonition|callout|alert|note|tip)(?:$|[-_ ])", re.IGNORECASE
)
_MARKUP = re.compile(r"<(?=[a-zA-Z/!])")
DEPTH = 60


def blocks_of(node: LexborNode, address: str, depth: int = 0) -> Iterator[str]:
    """Markdown blocks below a node, in order. Nesting beyond DEPTH is read as one paragraph."""
    loose: list[str] = []
    for child in _children(node):
        if child.tag not in _BLOCKS or depth > DEPTH:
            loose.append(_piece(child, address))
            continue
        if text := _spaced("".join(loose)):
            yield text
        loose = []
        yield from _block(child, address, depth)
    if text := _spaced("".join(loose)):
        yield text


def _block(node: LexborNode, address: str, depth: int) -> Iterator[str]:
    tag = str(node.tag)
    match tag:
        case "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "summary":
            if text := inline_of(node, address, plain=True):
                yield f"{'#' * (3 if tag == 'summary' else int(tag[1]))} {text}"
        case "ul" | "ol":
            if lines := list(_items(node, address, 0)):
                yield "\n".join(lines)
        case "dl":
            yield from _terms(node, address)
        case "table":
            yield from _table(node, address, depth)
        case "pre":
            if text := node.text().strip("\n"):
                yield f"```\n{text.replace('```', '')}\n```"
        case "hr":
            return
        case _:
            quoted = tag == "blockquote" or _WARNS.search(f"{node.attributes.get('class') or ''}")
            for block in blocks_of(node, address, depth + 1):
                yield "> " + block.replace("\n", "\n> ") if quoted and not block.startswith("#") else block


def _items(node: LexborNode, address: str, level: int) -> Iterator[str]:
    number = 0
    for item in _children(node):
        if item.tag != "li":
            continue
        number += 1
        mark = f"{number}." if node.tag == "ol" else "-"
        own = [child for child in _children(item) if child.tag not in ("ul", "ol")]
        text = _spaced("".join(_piece(child, address) for child in own))
        if text:
            yield f"{'   ' * level}{mark} {text}"
        for nested in _children(item):
            if nested.tag in ("ul", "ol") and level < 3:
                yield from _items(nested, address, level + 1)


def _terms(node: LexborNode, address: str) -> Iterator[str]:
    term = ""
    lines: list[str] = []
    for child in _children(node):
        text = inline_of(child, address)
        if child.tag == "dt":
            term = text
        elif text:
            lines.append(f"- {term}: {text}" if term else f"- {text}")
    if lines:
        yield "\n".join(lines)


def _table(node: LexborNode, address: str, depth: int) -> Iterator[str]:
    rows = [row.css("th, td") for row in node.css("tr")]
    width = max((len(row) for row in rows), default=0)
    if width < 2 or node.css_first("table table, td h1, td h2, td h3, td ul, td p + p") is not None:
        for row in rows:  # a table for the looks of it
            for cell in row:
                yield from blocks_of(cell, address, depth + 1)
        return
    lines = ["| " + " | ".join(_cell(cell, address) for cell in row) + " |" for row in rows if row]
    lines.insert(1, "|" + "---|" * width)
    yield "\n".join(lines)


def _cell(node: LexborNode, address: str) -> str:
    return inline_of(node, address).replace("|", "/")


def inline_of(node: LexborNode, address: str, *, plain: bool = False) -> str:
    """All that a node says, on one line; `plain` without marks."""
    return _spaced("".join(_piece(child, address, plain) for child in _children(node)))


def _piece(node: LexborNode, address: str, plain: bool = False, depth: int = 0) -> str:
    if node.is_text_node:
        return _MARKUP.sub("‹", node.text_content or "")
    if not node.is_element_node:
        return ""
    if node.tag == "img" or depth > DEPTH:
        return _image(node, address, plain) if node.tag == "img" else node.text()
    inner = "".join(_piece(child, address, plain, depth + 1) for child in _children(node))
    text = _spaced(inner)
    if not text:
        return " " if node.tag == "br" or inner else ""
    return inner if plain and node.tag not in _BLOCKS else _marked(node, inner, text, address)


def _marked(node: LexborNode, inner: str, text: str, address: str) -> str:
    match node.tag:
        case "strong" | "b":
            return f" **{text}** " if inner != inner.strip() else f"**{text}**"
        case "code" | "kbd" | "samp":
            return f"`{text.replace('`', '')}`"
        case "a":
            target = _whole(node.attributes.get("href") or "", address)
            return f"[{text.replace(']', ')').replace('[', '(')}]({target})" if target else inner
        case _:
            return f" {inner} " if node.tag in _BLOCKS else inner


def _image(node: LexborNode, address: str, plain: bool) -> str:
    alt = _spaced(node.attributes.get("alt") or "").replace("]", ")").replace("[", "(")
    source = _whole(node.attributes.get("src") or "", address)
    if not alt or plain:
        return alt
    return f"![{alt}]({source})" if source.startswith(("http", "/")) else alt


def _whole(href: str, address: str) -> str:
    """The full address of a link, or "" where it is none to follow."""
    href = href.strip()
    if not href or href.startswith("#") or not may_link(href):
        return ""
    try:
        whole = urljoin(address, href)
    except ValueError:
        return ""
    return "" if any(char in whole for char in " ()<>\n") else whole


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _spaced(text: str) -> str:
    return " ".join(text.split())
