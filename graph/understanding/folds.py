"""Which examples are held out while the others are learned from."""

from collections.abc import Iterator

from graph.understanding.linear import Floats, Ints

FOLDS = 5

Fold = tuple[Ints, Ints]
"""Numbers of the rows that are kept, and of those held out."""


def unlike_folds(rows: Floats, labels: Ints, groups: int, count: int = FOLDS) -> Iterator[Fold]:
    """Folds that hold out whole groups of sentences alike, because a company's messages are less like ours than ours
    are like each other: what is fitted on random folds would be too sure of itself."""
    from sklearn.cluster import KMeans
    from sklearn.model_selection import StratifiedGroupKFold

    of = KMeans(groups, n_init=1, random_state=0).fit_predict(rows)
    yield from StratifiedGroupKFold(count, shuffle=True, random_state=0).split(rows, labels, of)
