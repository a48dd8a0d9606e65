"""How a decision's numbers and evidence look on a page. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.staff_words import plain

BAR_WIDTH = 120


def short(value: object) -> str:
    """One value in a line."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.3f}".rstrip("0").rstrip(".")
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Shape:
    """A value ready to draw: `text`, `list` (of shapes), `rows` (label and shape) or `table` (head and rows)."""

    kind: str
    text: str = ""
    items: tuple["Shape", ...] = ()
    rows: tuple[tuple[str, "Shape"], ...] = ()
    head: tuple[str, ...] = ()
    lines: tuple[tuple["Shape", ...], ...] = ()


def shape_of(value: object) -> Shape:
    """Any JSON value as something people can read."""
    if isinstance(value, Mapping):
        return Shape("rows", rows=tuple((plain(str(key)), shape_of(item)) for key, item in value.items()))
    if isinstance(value, Sequence) and not isinstance(value, str):
        items = list(value)
        if items and all(isinstance(item, Mapping) for item in items):
            return _table(items)
        if all(not isinstance(item, (Mapping, list, tuple)) for item in items):
            return Shape("text", text=", ".join(short(item) for item in items) or "none")
        return Shape("list", items=tuple(shape_of(item) for item in items))
    return Shape("text", text=short(value))


def _table(items: list[Mapping[str, Any]]) -> Shape:
    keys = list(dict.fromkeys(key for item in items for key in item))
    lines = tuple(tuple(shape_of(item.get(key, "")) for key in keys) for item in items)
    return Shape("table", head=tuple(plain(key) for key in keys), lines=lines)


@dataclass(frozen=True, slots=True)
class Bar:
    """A score against its threshold, in units of an SVG that is BAR_WIDTH wide."""

    words: str
    start: float
    length: float
    mark: float | None
    reached: bool


def bar_of(score: float | None, threshold: float | None) -> Bar | None:
    """None where no number decided. Probabilities run 0 to 1, moods -1 to 1, counts as far as they need to."""
    if score is None:
        return None
    edges = (score, threshold if threshold is not None else score)
    low = -1.0 if min(edges) < 0 else 0.0
    high = 1.0 if max(edges) <= 1 else max(edges) * 1.25

    def at(value: float) -> float:
        return round((min(max(value, low), high) - low) / (high - low) * BAR_WIDTH, 1)

    zero = at(0.0)
    words = short(round(score, 3))
    reached = True
    if threshold is not None:
        # A mood escalates by falling, everything else by rising.
        reached = score <= threshold if threshold < 0 else score >= threshold
        side = "reached" if reached else "missed"
        words = f"{words}, threshold {short(round(threshold, 3))} {side}"
    return Bar(
        words=words,
        start=min(zero, at(score)),
        length=max(1.5, abs(at(score) - zero)),
        mark=None if threshold is None else at(threshold),
        reached=reached,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One line of a conversation's memory before and after a turn."""

    label: str
    before: str
    after: str
    changed: bool


def changes_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What a turn left in the memory; what changed comes first."""
    keys = list(dict.fromkeys([*before, *after]))
    rows = [
        Change(plain(key), _remembered(before, key), _remembered(after, key), before.get(key) != after.get(key))
        for key in keys
    ]
    return tuple(sorted(rows, key=lambda row: not row.changed))


def _remembered(state: Mapping[str, Any], key: str) -> str:
    if key not in state:
        return "–"
    value = state[key]
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else short(value)
