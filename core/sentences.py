"""Text cut into sentences, and Markdown made plain: what reading and answering share. Pure."""

import re

_EMPHASIS = re.compile(r"(\*\*|__|`+)(?=\S)(.+?)(?<=\S)\1")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|approx|no|nr|incl|max|min|z\.B|d\.h|bzw|ca|u\.a|Dr|Mr|Mrs|Ms|St|p\.ex|ej|Abs)|\b[A-Z]|^\d+)\.$"
)
_END = re.compile(r"(?<=[.!?…])[\"”’)]?\s+(?=[\"“‘(]?[A-ZÄÖÜÉÈÀ¿¡0-9`*])")


def plain(markdown: str) -> str:
    """Inline Markdown without its marks: link texts, no emphasis, no HTML."""
    text = _LINK.sub(r"\1", _TAG.sub("", markdown))
    for _ in range(2):  # emphasis may hold code
        text = _EMPHASIS.sub(r"\2", text)
    return text


def split_sentences(text: str) -> list[str]:
    """The sentences of one paragraph, in order; abbreviations do not end one."""
    found: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if _ABBREVIATED.search(text[start : match.start()].rstrip('"”’)')):
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]


def article_sentences(body: str) -> list[str]:
    """The sentences, list items and headings of a Markdown article, plain; code and tables are left out."""
    joined = (plain(" ".join(" ".join(lines).split())) for _, lines in _blocks(body))
    return [sentence for text in joined for sentence in split_sentences(text)]


def article_headings(body: str) -> list[str]:
    """The headings of a Markdown article, plain."""
    return [plain(" ".join(lines)) for heading, lines in _blocks(body) if heading]


def _blocks(body: str) -> list[tuple[bool, list[str]]]:
    """The lines of each paragraph, list item and heading, and whether it is a heading."""
    blocks: list[tuple[bool, list[str]]] = [(False, [])]
    fenced = False
    for line in body.splitlines():
        stripped = line.strip()
        if stripped.startswith("```"):
            fenced = not fenced
        elif fenced or not stripped or stripped.startswith(("|", "---")):
            blocks.append((False, []))
        elif stripped.startswith("#"):
            blocks += [(True, [stripped.lstrip("# ")]), (False, [])]
        elif _ITEM.match(line):
            blocks.append((False, [_ITEM.sub("", line)]))
        else:
            blocks[-1][1].append(stripped.lstrip("> "))
    return blocks
