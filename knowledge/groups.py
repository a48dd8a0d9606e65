"""Numbers of passages by the article or the group they belong to."""

import numpy as np

from knowledge.lexical import Floats, Ints

NAMED = 4.0
"""From which score a title names what is asked of: a pair of words that one of 55 titles has, or two commoner ones."""


def beside_the_most(titled: Floats) -> Floats:
    """Beside the title that says most of what the question says: a thing that several titles name, each with its own
    words around it. Nothing where no title says as much as one rare pair of words."""
    most = titled.max()
    return titled / most if most > NAMED else np.zeros_like(titled)


def runs(ordered: Ints) -> tuple[Ints, Ints]:
    """Where each run of equal numbers begins, and for each number which run it stands in."""
    first = np.ones(len(ordered), bool)
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return np.flatnonzero(first), first.cumsum() - 1


def firsts(groups: Ints, ranked: Ints, most: int) -> list[int]:
    """The best places, at most `most`, of each group the best one only."""
    best: dict[int, int] = {}
    for place in ranked.tolist():
        best.setdefault(int(groups[place]), place)
        if len(best) == most:
            break
    return list(best.values())
