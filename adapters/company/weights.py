"""The parts of `policies.yaml` that weigh a handoff: `priority` and `complexity`."""

from collections.abc import Mapping
from dataclasses import fields
from itertools import pairwise
from typing import Any

from adapters.company.entries import Entry
from core.domain.handoff import Priority
from core.domain.weighing import COMPLEXITY, IMPACT, MATRIX, URGENCY, ComplexityPolicy, Degree, PriorityPolicy

_PRIORITIES = {priority.name.lower(): priority for priority in Priority}


def read_priority(entry: Entry) -> PriorityPolicy:
    """Points keep their shipped value where they are left out; 0 switches a sign off."""
    values = entry.known(set(), {field.name for field in fields(PriorityPolicy)})
    given: dict[str, Any] = {}
    for name, shipped in (("impact", IMPACT), ("urgency", URGENCY)):
        if name in values:
            given[name] = _points(values[name], shipped)
    given |= {name: whole(values[name]) for name in ("medium", "high", "waiting_minutes") if name in values}
    if "matrix" in values:
        given["matrix"] = _matrix(values["matrix"])
    given |= {
        name: _number(values[name], low, high)
        for name, low, high in (("upset", -1, 1), ("falling", 0, 2))
        if name in values
    }
    made = PriorityPolicy(**given)
    _rising(entry, values, "medium", made.medium, "high", made.high)
    return made


def read_complexity(entry: Entry) -> ComplexityPolicy:
    """As above."""
    values = entry.known(set(), {field.name for field in fields(ComplexityPolicy)})
    given: dict[str, Any] = {name: whole(values[name]) for name in ("l2", "l3", "long_messages") if name in values}
    if "points" in values:
        given["points"] = _points(values["points"], COMPLEXITY)
    made = ComplexityPolicy(**given)
    _rising(entry, values, "l2", made.l2, "l3", made.l3)
    return made


def _rising(entry: Entry, values: Mapping[str, Entry], lower: str, low: int, higher: str, high: int) -> None:
    if low > high:
        (values.get(higher) or values.get(lower) or entry).fail(
            f"`{higher}` is {high}, below `{lower}` ({low}). It must be at least as large."
        )


def _points(entry: Entry, shipped: Mapping[str, int]) -> dict[str, int]:
    return {**shipped, **{name: whole(value) for name, value in entry.known(set(), set(shipped)).items()}}


def _matrix(entry: Entry) -> dict[Degree, tuple[Priority, Priority, Priority]]:
    """Three rows by impact, each with the priorities at low, medium and high urgency; more of either never less."""
    rows = dict(MATRIX)
    entries = entry.known(set(), {degree.value for degree in Degree})
    for degree, row in entries.items():
        found = [_PRIORITIES[each.choice(set(_PRIORITIES))] for each in row.list()]
        if len(found) != len(Degree):
            row.fail("expected three priorities here: at low, medium and high urgency.")
        if found != sorted(found):
            row.fail("more urgency must never mean a lower priority. Put the priorities in rising order.")
        rows[Degree(degree)] = (found[0], found[1], found[2])
    ordered = [rows[degree] for degree in Degree]
    if any(
        more < less for less_row, more_row in pairwise(ordered) for less, more in zip(less_row, more_row, strict=True)
    ):
        entry.fail("more impact must never mean a lower priority. Compare each row with the one above.")
    return rows


def whole(entry: Entry) -> int:
    """A whole number from 0 to 10080: points, or minutes up to a week."""
    text = entry.text()
    if not text.isdecimal() or int(text) > 10_080:
        entry.fail(f"`{text}` is not a whole number from 0 to 10080. Write one such as 2.")
    return int(text)


def _number(entry: Entry, low: float, high: float) -> float:
    text = entry.text()
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= high:
        entry.fail(f"`{text}` must be a number from {low:g} to {high:g}.")
    return value
