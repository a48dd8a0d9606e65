"""Figures by which a score that decides something is judged."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


def calibration_error(confidence: Floats, right: npt.NDArray[np.bool_], bins: int = 10) -> float:
    """Expected calibration error over equally wide bins."""
    index = np.clip((confidence * bins).astype(int), 0, bins - 1)
    parts = [
        abs(float(confidence[index == b].mean()) - float(right[index == b].mean())) * float((index == b).mean())
        for b in range(bins)
        if (index == b).any()
    ]
    return float(sum(parts))


def chance_calibration_error(confidence: Floats, bins: int = 10, draws: int = 200) -> float:
    """The calibration error that so many messages show on average where every probability is exactly right: what is
    below it cannot be told from none."""
    rng = np.random.default_rng(0)
    drawn = (calibration_error(confidence, rng.random(len(confidence)) < confidence, bins) for _ in range(draws))
    return sum(drawn) / draws


def area_under_curve(inside: Floats, outside: Floats) -> float:
    """AUROC: how often a score from inside exceeds one from outside; ties count half."""
    if not len(inside) or not len(outside):
        return float("nan")
    ranked = np.sort(outside)
    below, not_above = np.searchsorted(ranked, inside, "left"), np.searchsorted(ranked, inside, "right")
    return float((below + not_above).mean() / (2 * len(outside)))


def average_precision(scores: Floats, truth: npt.NDArray[np.bool_]) -> float:
    """Area under precision over recall, as the step function; NaN where nothing is true."""
    if not truth.any():
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    ranked, found = scores[order], np.cumsum(truth[order])
    last = np.append(ranked[1:] != ranked[:-1], True)  # equal scores enter together
    precision = (found / np.arange(1, len(found) + 1))[last]
    recall = (found / found[-1])[last]
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def macro_f1(found: npt.NDArray[np.int64], truth: npt.NDArray[np.int64], classes: int) -> float:
    """The mean of each class's F1, over the classes that occur in either."""
    scores = []
    for number in range(classes):
        right = int(((found == number) & (truth == number)).sum())
        either = int((found == number).sum() + (truth == number).sum())
        if either:
            scores.append(2 * right / either)
    return float(np.mean(scores)) if scores else float("nan")


def reliability(confidence: Floats, right: npt.NDArray[np.bool_], bins: int = 10) -> list[tuple[float, float, int]]:
    """For each bin that holds anything: mean confidence, share that was right, and how many."""
    index = np.clip((confidence * bins).astype(int), 0, bins - 1)
    return [
        (float(confidence[index == b].mean()), float(right[index == b].mean()), int((index == b).sum()))
        for b in range(bins)
        if (index == b).any()
    ]
