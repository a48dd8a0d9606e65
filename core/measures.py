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


def area_under_curve(inside: Floats, outside: Floats) -> float:
    """AUROC: how often a score from inside exceeds one from outside; ties count half."""
    if not len(inside) or not len(outside):
        return float("nan")
    difference = inside[:, None] - outside[None, :]
    return float((difference > 0).mean() + (difference == 0).mean() / 2)
