"""Web pages as Markdown: what the page is about, without what leads around the site."""

import re
from urllib.parse import urldefrag, urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from knowledge.documents.cleaning import clean_markdown, may_link
from knowledge.documents.document import MAX_LINKS, Document, Refused
from knowledge.documents.html_blocks import blocks_of, inline_of

_NEVER = (
    "script, style, noscript, template, iframe, object, svg, canvas, form, button, input, select, textarea, dialog, "
    "nav, footer, aside, [hidden], [aria-hidden=true], [role=navigation], [role=banner], [role=contentinfo], "
    "[role=search], [role=complementary], [role=dialog], [role=menu]"
)
_AROUND = re.compile(
    r"(?:^|[-_ ])(?:breadcrumbs?|cookies?|consent|sidebar|side-?nav|toc|table-of-contents|share|social|related|"
    r"pagination|pager|skip(?:-?link|-?to)?|newsletter|advert\w*|menu|navbar|comments?|feedback|was-this-helpful|footer)"
    r"(?:$|[-_ ])",
    re.IGNORECASE,
)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])", re.IGNORECASE
)
_SITE = re.compile(r"\s+[|·–—-]\s+[^|·–—]{2,60}$")


def read_page(text: str, address: str = "") -> list[Document]:
    """One document; `address` is where the page was found, and makes its links whole. Raises Refused without a text."""
    tree = LexborHTMLParser(text)
    links = _links(tree, address)
    title = _title(tree)
    root = tree.body
    if root is None:
        raise Refused("there is no text on this page")
    _strip(root)
    main = _main(root)
    heading = main.css_first("h1") or root.css_first("h1")
    name = inline_of(heading, address, plain=True) if heading is not None else ""
    body = clean_markdown("\n\n".join(blocks_of(main, address)))
    return [Document(name or title, body, _said(tree), links)]


def _strip(root: LexborNode) -> None:
    for node in root.css(_NEVER):
        node.decompose()
    for node in root.css("[class], [id], [style]"):
        marks = node.attributes
        named = f"{marks.get('class') or ''} {marks.get('id') or ''}"
        around = _AROUND.search(named) and node.tag not in ("body", "main", "article")
        if around or _UNSEEN.search(marks.get("style") or ""):
            node.decompose()


def _main(root: LexborNode) -> LexborNode:
    """The part that the page is about: as it says itself, or all of it but its head."""
    said = root.css("main, [role=main]") or root.css("article")
    if said:
        return max(said, key=lambda node: len(node.text()))
    for node in root.css("header"):
        if node.css_first("h1") is None:
            node.decompose()
    return root


def _title(tree: LexborHTMLParser) -> str:
    node = tree.css_first("head > title")
    text = " ".join(node.text().split()) if node is not None else ""
    return _SITE.sub("", text)


def _said(tree: LexborHTMLParser) -> dict[str, object]:
    root = tree.css_first("html")
    language = ((root.attributes.get("lang") if root is not None else "") or "").strip()
    return {"locale": language} if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", language) else {}


def _links(tree: LexborHTMLParser, address: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for node in tree.css("a[href]"):
        href = (node.attributes.get("href") or "").strip()
        if not href or not may_link(href) or len(found) >= MAX_LINKS:
            continue
        try:
            found[urldefrag(urljoin(address, href)).url] = None
        except ValueError:  # an address that is none
            continue
    return tuple(link for link in found if link.startswith(("http://", "https://")))
