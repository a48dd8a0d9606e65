"""Evaluation reports as one HTML page without scripts: reliability curve, confusions, thresholds."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from pathlib import Path

from core.errors import SettingError

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1d2433; }
table { border-collapse: collapse; margin: 1rem 0; }
td, th { padding: .25rem .8rem; text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { overflow-wrap: normal; }
tr + tr td { border-top: 1px solid #dde2ea; } th { border-bottom: 2px solid #9aa5b8; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
svg text { font: 12px system-ui, sans-serif; fill: #4b5568; }
@media (prefers-color-scheme: dark) { body { background: #12161f; color: #e4e8f0; } svg text { fill: #a9b3c5; } }
"""
_SIDE = 320
_MARGIN = 40

Cell = str | float | int


def write_page(path: Path, title: str, sections: Iterable[tuple[str, str]]) -> None:
    """Sections are a heading and ready HTML. Raises SettingError when the file cannot be written."""
    body = "\n".join(f"<h2>{escape(heading)}</h2>\n{content}" for heading, content in sections)
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{escape(title)}</h1>\n{body}\n</body></html>\n"
    )
    write_text(path, page)


def write_text(path: Path, text: str) -> None:
    """Write a report. Raises SettingError when that cannot be done."""
    try:
        path.write_text(text, "utf-8")
    except OSError as error:
        raise SettingError(
            f"{path} cannot be written: {error.strerror}. Name a file in a folder that exists."
        ) from None


def table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """An HTML table; floats with three places."""
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    lines = ["<tr>" + "".join(map(_cell, row)) + "</tr>" for row in rows]
    return f"<table><tr>{head}</tr>\n" + "\n".join(lines) + "</table>"


def reliability_plot(points: Sequence[tuple[float, float, int]]) -> str:
    """What was claimed against what was true, as SVG; a point's size tells how many messages it stands for."""
    total = sum(count for _, _, count in points) or 1

    def at(x: float, y: float) -> tuple[float, float]:
        return _MARGIN + x * _SIDE, _MARGIN / 2 + (1 - y) * _SIDE

    lines = [_line(at(0, 0), at(1, 1), "#9aa5b8", dashed=True)]
    lines += [_line(at(0, 0), at(1, 0), "#9aa5b8"), _line(at(0, 0), at(0, 1), "#9aa5b8")]
    lines += [_line(at(*a[:2]), at(*b[:2]), "#2f6fde") for a, b in pairwise(points)]
    for claimed, true, count in points:
        x, y = at(claimed, true)
        tip = f"claimed {claimed:.2f}, true {true:.2f}, {count} messages"
        size = 3 + 12 * (count / total) ** 0.5
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="#2f6fde"><title>{tip}</title></circle>')
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = at(tick, 0)
        lines.append(f'<text x="{x:.0f}" y="{y + 16:.0f}" text-anchor="middle">{tick:g}</text>')
        x, y = at(0, tick)
        lines.append(f'<text x="{x - 6:.0f}" y="{y + 4:.0f}" text-anchor="end">{tick:g}</text>')
    width, height = _SIDE + 2 * _MARGIN, _SIDE + 1.5 * _MARGIN
    label = "Reliability: claimed probability across, share that was right upwards; the dashed line is perfect."
    size = f'width="{width}" height="{height:.0f}"'
    return f'<svg role="img" aria-label="{label}" {size}>{"".join(lines)}</svg><p>{label}</p>'


def _line(a: tuple[float, float], b: tuple[float, float], colour: str, *, dashed: bool = False) -> str:
    dashes = ' stroke-dasharray="5 5"' if dashed else ""
    ends = f'x1="{a[0]:.1f}" y1="{a[1]:.1f}" x2="{b[0]:.1f}" y2="{b[1]:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="1.5"{dashes}/>'


def _cell(value: Cell) -> str:
    if isinstance(value, str):
        return f"<td>{escape(value)}</td>"
    return f'<td class="number">{value:.3f}</td>' if isinstance(value, float) else f'<td class="number">{value}</td>'
