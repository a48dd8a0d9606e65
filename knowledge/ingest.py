"""Articles in, passages out: one passage a section, its sentences and steps kept as units that can be quoted."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from core.domain.company import Article
from core.sentences import split_sentences
from knowledge.inline import bare, linked, marked

MAX_WORDS = 130
"""A longer section is cut between its paragraphs and lists, a longer list between its items."""
_MARKDOWN = MarkdownIt("commonmark").enable("table")
_WARNS = re.compile(
    r"(?:warning|caution|important|danger|attention|achtung|warnung|vorsicht|wichtig|advertencia|atención|importante)"
    r"\s*[:!]",
    re.IGNORECASE,
)
"""How a paragraph begins that warns without being set apart."""


class UnitKind(StrEnum):
    """What a unit is; steps and points come in lists that are shown whole, rows of a table one by one."""

    SENTENCE = "sentence"
    ROW = "row"
    STEP = "step"
    POINT = "point"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Unit:
    """The smallest thing that is quoted. `block` numbers the paragraph or list it stands in."""

    kind: UnitKind
    text: str
    block: int
    number: int = 0
    rich: str = ""
    """The same with its links and pictures as Markdown links, where it has any."""

    @property
    def shown(self) -> str:
        """With its mark and links, as it is quoted."""
        text = self.rich or self.text
        if self.kind is UnitKind.STEP:
            return f"{self.number}. {text}"
        return f"- {text}" if self.kind in (UnitKind.POINT, UnitKind.ROW) else text

    @property
    def words(self) -> int:
        """Its length."""
        return len(self.text.split())


@dataclass(frozen=True, slots=True)
class Section:
    """A passage: part of an article under one heading."""

    article: Article
    heading: str
    units: tuple[Unit, ...]
    text: str
    """All its units, as they are quoted."""

    @property
    def name(self) -> str:
        """Its heading; that of an article's introduction is the article's title."""
        return self.heading or self.article.title

    @property
    def searched(self) -> str:
        """What is embedded and indexed: where it stands, and what it says."""
        where = (
            self.article.title if self.heading in ("", self.article.title) else f"{self.article.title}: {self.heading}"
        )
        return f"{where}\n" + " ".join(unit.text for unit in self.units)


def sections(article: Article) -> list[Section]:
    """The passages of an article, in order."""
    found: list[Section] = []
    for heading, units in _under_headings(article):
        found += [Section(article, heading, part, render(part)) for part in _parts(units)]
    return found


def render(units: tuple[Unit, ...]) -> str:
    """Units as light Markdown: paragraphs, numbered steps, points."""
    pieces: list[str] = []
    for before, unit in zip((None, *units), units, strict=False):
        if before is None:
            pieces.append(unit.shown)
            continue
        listed = unit.kind in (UnitKind.STEP, UnitKind.POINT, UnitKind.ROW)
        same = before.block == unit.block
        pieces.append(("\n" if listed and same else " " if same else "\n\n") + unit.shown)
    return "".join(pieces)


def _under_headings(article: Article) -> Iterator[tuple[str, tuple[Unit, ...]]]:
    tree = SyntaxTreeNode(_MARKDOWN.parse(article.body))
    path: list[tuple[int, str]] = []
    units: list[Unit] = []
    block = 0
    for node in tree.children:
        if node.type == "heading":
            if units:
                yield _heading(path, article), tuple(units)
                units = []
            level = int(node.tag[1:])
            path = [*(entry for entry in path if entry[0] < level), (level, bare(marked(node, article.url)))]
        else:
            fresh = list(_units(node, block, article.url))
            units += fresh
            block = max([block, *(unit.block for unit in fresh)]) + 1
    if units:
        yield _heading(path, article), tuple(units)


def _heading(path: list[tuple[int, str]], article: Article) -> str:
    names = [name for _, name in path if name.casefold() != article.title.casefold()]
    return " > ".join(names)


def _unit(kind: UnitKind, text: str, block: int, number: int = 0) -> Unit:
    """From marked text."""
    words, rich = bare(text), linked(text)
    return Unit(kind, words, block, number, rich if rich != words else "")


def _units(node: SyntaxTreeNode, block: int, page: str) -> Iterator[Unit]:
    if node.type in ("ordered_list", "bullet_list"):
        yield from _items(node, block, page)
    elif node.type == "blockquote":
        text = marked(node, page)
        if bare(text):
            yield _unit(UnitKind.WARNING, text, block)
    elif node.type == "table":
        yield from _rows(node, block, page)
    elif node.type in ("fence", "code_block"):
        yield Unit(UnitKind.SENTENCE, " ".join(node.content.split()), block)
    elif node.type != "html_block":
        text = marked(node, page)
        if _WARNS.match(bare(text)):
            yield _unit(UnitKind.WARNING, text, block)
        else:
            for sentence in split_sentences(text):
                yield _unit(UnitKind.SENTENCE, sentence, block)


def _items(node: SyntaxTreeNode, block: int, page: str) -> Iterator[Unit]:
    kind = UnitKind.STEP if node.type == "ordered_list" else UnitKind.POINT
    start = int(node.attrs.get("start", 1) or 1)
    for number, item in enumerate(node.children, start):
        lists = ("ordered_list", "bullet_list")
        text = " ".join(marked(child, page) for child in item.children if child.type not in lists)
        nested = [marked(entry, page) for child in item.children if child.type in lists for entry in child.children]
        if nested:
            text = f"{text} {'; '.join(nested)}"
        if bare(text).strip():
            yield _unit(kind, " ".join(text.split()), block, number)


def _rows(node: SyntaxTreeNode, block: int, page: str) -> Iterator[Unit]:
    rows = [[marked(cell, page) for cell in row.children] for part in node.children for row in part.children]
    head = [bare(name) for name in rows[0]] if rows else []
    for row in rows[1:]:
        cells = [f"{name}: {cell}" if name else cell for name, cell in zip(head[1:], row[1:], strict=False) if cell]
        yield _unit(UnitKind.ROW, f"{row[0]}: {', '.join(cells)}" if cells else row[0], block)


def _parts(units: tuple[Unit, ...]) -> Iterator[tuple[Unit, ...]]:
    """Units in runs of at most `MAX_WORDS`; a list that fits stays in one run."""
    current: list[Unit] = []
    size = 0
    for position, unit in enumerate(units):
        starts_block = position == 0 or units[position - 1].block != unit.block
        block_size = sum(other.words for other in units if other.block == unit.block)
        fits = size + (block_size if starts_block and block_size <= MAX_WORDS else unit.words) <= MAX_WORDS
        # A warning belongs to what it warns of, however long that is.
        if current and not fits and unit.kind is not UnitKind.WARNING:
            yield tuple(current)
            current, size = [], 0
        current.append(unit)
        size += unit.words
    if current:
        yield tuple(current)
