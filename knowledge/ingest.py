"""Articles in, passages out: one passage a section, its sentences and steps kept as units that can be quoted."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from core.domain.company import Article
from core.sentences import plain, split_sentences

MAX_WORDS = 130
"""A longer section is cut between its paragraphs and lists, a longer list between its items."""
_MARKDOWN = MarkdownIt("commonmark").enable("table")


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

    @property
    def shown(self) -> str:
        """With its mark, as it is quoted."""
        if self.kind is UnitKind.STEP:
            return f"{self.number}. {self.text}"
        return f"- {self.text}" if self.kind in (UnitKind.POINT, UnitKind.ROW) else self.text

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
            path = [*(entry for entry in path if entry[0] < level), (level, _inline(node))]
        else:
            fresh = list(_units(node, block))
            units += fresh
            block = max([block, *(unit.block for unit in fresh)]) + 1
    if units:
        yield _heading(path, article), tuple(units)


def _heading(path: list[tuple[int, str]], article: Article) -> str:
    names = [name for _, name in path if name.casefold() != article.title.casefold()]
    return " > ".join(names)


def _units(node: SyntaxTreeNode, block: int) -> Iterator[Unit]:
    if node.type in ("ordered_list", "bullet_list"):
        yield from _items(node, block)
    elif node.type == "blockquote":
        text = " ".join(filter(None, (_inline(child) for child in node.children)))
        if text:
            yield Unit(UnitKind.WARNING, text, block)
    elif node.type == "table":
        yield from _rows(node, block)
    elif node.type in ("fence", "code_block"):
        yield Unit(UnitKind.SENTENCE, " ".join(node.content.split()), block)
    elif node.type != "html_block":
        for sentence in split_sentences(_inline(node)):
            yield Unit(UnitKind.SENTENCE, sentence, block)


def _items(node: SyntaxTreeNode, block: int) -> Iterator[Unit]:
    kind = UnitKind.STEP if node.type == "ordered_list" else UnitKind.POINT
    start = int(node.attrs.get("start", 1) or 1)
    for number, item in enumerate(node.children, start):
        text = " ".join(_inline(child) for child in item.children if child.type not in ("ordered_list", "bullet_list"))
        nested = [_inline(entry) for child in item.children if child.type.endswith("_list") for entry in child.children]
        if nested:
            text = f"{text} {'; '.join(nested)}"
        if text.strip():
            yield Unit(kind, " ".join(text.split()), block, number)


def _rows(node: SyntaxTreeNode, block: int) -> Iterator[Unit]:
    rows = [[_inline(cell) for cell in row.children] for part in node.children for row in part.children]
    head = rows[0] if rows else []
    for row in rows[1:]:
        cells = [f"{name}: {cell}" if name else cell for name, cell in zip(head[1:], row[1:], strict=False) if cell]
        yield Unit(UnitKind.ROW, f"{row[0]}: {', '.join(cells)}" if cells else row[0], block)


def _inline(node: SyntaxTreeNode) -> str:
    """All text below a node, plain and on one line."""
    if node.type == "inline":
        return " ".join(plain(node.content).split())
    return " ".join(filter(None, (_inline(child) for child in node.children)))


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
