"""What is quoted of a passage: all of it when it is short, else its best-supported part, steps never torn apart."""

import re
from collections.abc import Sequence

import numpy as np

from core.sentences import plain
from knowledge.ingest import Section, Unit, UnitKind, render
from knowledge.lexical import Floats
from knowledge.search import Found

MAX_WORDS = 90
MAX_STEPS_WORDS = 170
"""Steps are quoted to the end or not at all, so they may be longer."""
MAX_ROWS = 3
ROW_WITHIN = 0.08
"""How far below the best row's support another may lie and still be quoted."""
BESIDE = 0.8
"""How far below the first passage's score the introduction may lie, or what follows it, and be quoted beside it."""
AS_WELL = 0.05
"""The same for an introduction's best sentence: how far its support may lie below that of the first passage's."""
CLOSE = 1.8
"""How far below the first passage's score another of its article may lie and lend its best lines to the answer."""
LENT_WORDS = 30
"""Of lines that are lent; steps are lent whole or not at all."""
ALL_WORDS = 130
"""Of an answer, before lines are lent to it no more."""
_CONDITION = re.compile(
    r"\?$|^(?:if|when|once|unless|until|without|before|after|while|wenn|falls|sobald|ohne|bevor|nachdem)\b",
    re.IGNORECASE,
)
_RESTS = re.compile(
    r"^(?:then|otherwise|if so|if not|in (?:that|this) case"
    r"|dann|sonst|andernfalls|wenn ja|wenn nicht|in diesem fall)\b",
    re.IGNORECASE,
)


def answer_with(found: Sequence[Found], *, how_to: bool) -> str:
    """What is quoted of the first passage; the article's introduction and a part of it that answer alike, together;
    and the best lines of another part that comes close, since the right one is often the one beside. `how_to`: whether
    steps are what is asked for."""
    first = found[0]
    mine = [other for other in found[1:] if other.section.article.id == first.section.article.id]
    beside = next((other for other in mine if _belongs_beside(other, first)), None)
    pieces = [(first.section, _with_heading(first.section, quote(first.section, first.units), lent=False))]
    if beside is not None:
        pieces.append((beside.section, _with_heading(beside.section, quote(beside.section, beside.units), lent=True)))
    lender = next((other for other in mine if other is not beside and _may_lend(other, first, how_to=how_to)), None)
    if lender is not None:
        lines = _with_heading(lender.section, _best_lines(lender.section, lender.units), lent=True)
        if lines and sum(len(text.split()) for _, text in (*pieces, (lender.section, lines))) <= ALL_WORDS:
            pieces.append((lender.section, lines))
    return "\n\n".join(text for _, text in sorted(pieces, key=lambda piece: bool(piece[0].heading)))


def _with_heading(section: Section, text: str, *, lent: bool) -> str:
    """The text under its heading where its meaning rests on that: "Then no reminder was due" holds for "Nothing in the
    log?" alone. What is lent stands beside something else, so it does as well where its heading is a condition."""
    heading = section.heading
    if not text or not heading or not (_RESTS.match(plain(text)) or (lent and _CONDITION.search(heading))):
        return text
    return f"{heading}\n{text}" if heading.endswith("?") else f"{heading}:\n{text}"


def _belongs_beside(other: Found, first: Found) -> bool:
    """Whether one of two passages is the introduction, and they answer nearly alike. Steps need no introduction."""
    if _is_stepwise(first) or bool(other.section.heading) == bool(first.section.heading):
        return False
    as_well = not other.section.heading and float(other.units.max()) >= float(first.units.max()) - AS_WELL
    return as_well or other.score >= first.score - BESIDE


def _may_lend(other: Found, first: Found, *, how_to: bool) -> bool:
    """Whether a part of the same article comes close enough. Who asks for steps needs no introduction to them."""
    return other.score >= first.score - CLOSE and not (how_to and _is_stepwise(first) and not other.section.heading)


def _is_stepwise(found: Found) -> bool:
    return any(unit.kind is UnitKind.STEP for unit in found.section.units)


def _best_lines(section: Section, similarities: Floats) -> str:
    """The best-supported lines of a passage that is not the first; steps with their warnings, and nothing of a list
    that is too long to be quoted whole."""
    units = section.units
    best = int(np.argmax(similarities))
    if units[best].kind is UnitKind.ROW:
        return quote(section, similarities)
    mine = [i for i, unit in enumerate(units) if unit.block == units[best].block]
    if units[best].kind is UnitKind.STEP:
        chosen = _block(units, similarities, units[best].block)
        return render(tuple(units[i] for i in sorted(chosen | _warnings(units)))) if chosen >= set(mine) else ""
    chosen, room = {best}, LENT_WORDS - units[best].words
    for i in sorted(mine, key=lambda i: -float(similarities[i])):
        if i not in chosen and units[i].words <= room:
            chosen.add(i)
            room -= units[i].words
    lead = {mine[0] - 1} if mine[0] > 0 and units[mine[0] - 1].text.endswith(":") else set()
    return render(tuple(units[i] for i in sorted(chosen | lead)))


def quote(section: Section, similarities: Floats) -> str:
    """Light Markdown, word for word from the article. `similarities` say how well each unit answers."""
    units = section.units
    best = int(np.argmax(similarities))
    if units[best].kind is UnitKind.ROW:
        rows = [i for i, unit in enumerate(units) if unit.block == units[best].block]
        near = sorted(
            (i for i in rows if similarities[i] >= similarities[best] - ROW_WITHIN), key=lambda i: -similarities[i]
        )
        return render(tuple(units[i] for i in sorted(near[:MAX_ROWS])))
    units, similarities = _without_rows(units, similarities)
    best = int(np.argmax(similarities))
    if sum(unit.words for unit in units) <= MAX_WORDS:
        return render(units)
    chosen = _block(units, similarities, units[best].block)
    room = MAX_WORDS - sum(units[i].words for i in chosen)
    for i in np.argsort(-similarities, kind="stable"):
        if int(i) not in chosen and units[i].kind is UnitKind.SENTENCE and units[i].words <= room:
            chosen.add(int(i))
            room -= units[i].words
    chosen |= _announced(units, similarities, chosen)
    chosen |= _warnings(units)
    return render(tuple(units[i] for i in sorted(chosen)))


def _announced(units: tuple[Unit, ...], similarities: Floats, chosen: set[int]) -> set[int]:
    """The best lines of each list that a chosen sentence announces ("one of these:") and of which nothing is chosen;
    steps whole or not at all."""
    found: set[int] = set()
    for i in chosen:
        if not units[i].text.endswith(":") or i + 1 in chosen or i + 1 == len(units):
            continue
        block = [other for other, unit in enumerate(units) if unit.block == units[i + 1].block]
        if units[block[0]].kind is UnitKind.STEP:
            found |= set(block) if sum(units[each].words for each in block) <= MAX_STEPS_WORDS else set()
        else:
            found |= set(sorted(block, key=lambda each: -float(similarities[each]))[:MAX_ROWS])
    return found


def _without_rows(units: tuple[Unit, ...], similarities: Floats) -> tuple[tuple[Unit, ...], Floats]:
    kept = [i for i, unit in enumerate(units) if unit.kind is not UnitKind.ROW]
    return tuple(units[i] for i in kept), similarities[kept]


def _block(units: tuple[Unit, ...], similarities: Floats, block: int) -> set[int]:
    """The units to quote of the block that holds the best one."""
    mine = [i for i, unit in enumerate(units) if unit.block == block]
    lead = {mine[0] - 1} if mine[0] > 0 and units[mine[0] - 1].text.endswith(":") else set()
    limit = MAX_STEPS_WORDS if units[mine[0]].kind is UnitKind.STEP else MAX_WORDS
    if sum(units[i].words for i in mine) <= limit:
        return lead | set(mine)
    chosen: set[int] = set()
    room = limit
    for i in sorted(mine, key=lambda i: -float(similarities[i])):
        if units[i].words <= room or not chosen:
            chosen.add(i)
            room -= units[i].words
    return lead | chosen


def _warnings(units: tuple[Unit, ...]) -> set[int]:
    return {i for i, unit in enumerate(units) if unit.kind is UnitKind.WARNING}
