"""What a person sees while and after measuring."""

import sys
from collections.abc import Sequence


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of the sorted values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(percent / 100 * len(ordered) + 0.5) - 1))]


def progress(what: str, done: int, total: int) -> None:
    """A bar that redraws itself on a terminal, and says every tenth elsewhere."""
    if sys.stderr.isatty():
        filled = round(24 * done / max(1, total))
        end = "\n" if done >= total else "\r"
        print(
            f"  {what:<38} [{'#' * filled}{'.' * (24 - filled)}] {done}/{total}", end=end, file=sys.stderr, flush=True
        )
    elif done >= total or done % max(1, total // 10) == 0:
        print(f"  {what} {done}/{total}", file=sys.stderr, flush=True)


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A plain table, numbers to the right."""
    cells = [[_text(value) for value in row] for row in rows]
    widths = [max(len(head[i]), *(len(row[i]) for row in cells)) for i in range(len(head))]
    print(f"\n{title}")
    print("  " + "  ".join(head[i].ljust(widths[i]) if i == 0 else head[i].rjust(widths[i]) for i in range(len(head))))
    print("  " + "  ".join("-" * width for width in widths))
    for row in cells:
        print("  " + "  ".join(row[i].ljust(widths[i]) if i == 0 else row[i].rjust(widths[i]) for i in range(len(row))))
    sys.stdout.flush()


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.2f}" if abs(value) < 100 else f"{value:.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
