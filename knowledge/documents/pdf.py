"""PDF as Markdown: lines by their size become headings, what repeats on every page is left out."""

import io
import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from knowledge.documents.cleaning import clean_markdown
from knowledge.documents.document import MAX_PAGES, MAX_TEXT, Document, Refused

_LARGER = 1.15
"""From this many times the usual size on, a short line is a heading."""
_POINT = re.compile(r"^\s*[•●▪‣◦–·*]\s+")
_NUMBER = re.compile(r"^\s*(\d{1,3})[.)]\s+")
_PAGE = re.compile(r"^\s*(?:page|seite|página)?\s*\d+\s*(?:(?:of|von|de|/)\s*\d+)?\s*$", re.IGNORECASE)
_HYPHEN = re.compile(r"(?<=[a-zäöüß])-$")


@dataclass(slots=True)
class _Line:
    text: str
    size: float


def read_pdf(data: bytes) -> list[Document]:
    """One document. Raises Refused for what is locked, too long, or only pictures."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise Refused("it is locked with a password; save it without")
        if len(reader.pages) > MAX_PAGES:
            raise Refused(f"it has {len(reader.pages)} pages and at most {MAX_PAGES} are read; split it")
        pages = _lines_of(reader)
        said = str(reader.metadata.title or "").strip() if reader.metadata else ""
    except Refused:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError) as error:
        raise Refused(f"it is damaged: its pages cannot be read ({type(error).__name__})") from None
    lines = _without_margins(pages)
    if sum(len(line.text) for line in lines) < 20:
        raise Refused("there is no text in it, only pictures; run text recognition (OCR) over it first")
    body = clean_markdown(_markdown(lines))
    heading = re.search(r"^#+ (.+)$", body, re.MULTILINE)
    return [Document(heading[1] if heading else said or lines[0].text[:120], body)]


def _lines_of(reader: PdfReader) -> list[list[_Line]]:
    pages: list[list[_Line]] = []
    total = 0
    for page in reader.pages:
        lines: list[_Line] = [_Line("", 0.0)]

        page.extract_text(visitor_text=partial(_gather, lines))
        total += sum(len(line.text) for line in lines)
        if total > MAX_TEXT:
            raise Refused(f"it has more than {MAX_TEXT:,} letters; split it")
        pages.append([_Line(" ".join(line.text.split()), line.size) for line in lines])
    return pages


def _gather(lines: list[_Line], text: str, _cm: Any, matrix: list[float], _font: Any, size: float) -> None:
    scale = abs(matrix[3]) or abs(matrix[0]) or 1.0
    for index, part in enumerate(text.split("\n")):
        if index:
            lines.append(_Line("", 0.0))
        if part.strip():
            lines[-1].size = max(lines[-1].size, round(float(size or 1.0) * scale, 1))
        lines[-1].text += part


def _without_margins(pages: list[list[_Line]]) -> list[_Line]:
    """All lines but page numbers and what stands, in small letters, at the top or foot of most pages."""
    usual = _usual_size([line for page in pages for line in page])
    kept = [[line for line in page if not _PAGE.match(line.text or "x")] for page in pages]
    for place in (0, 0, -1, -1):
        seen = Counter(_margin(page, place, usual) for page in kept)
        often = {text for text, count in seen.items() if text and len(pages) > 2 and count > len(pages) / 2}
        for page in kept:
            while page and not page[place].text:
                page.pop(place)
            if _margin(page, place, usual) in often:
                page.pop(place)
    return [line for page in kept for line in (*page, _Line("", 0.0))]


def _margin(page: list[_Line], place: int, usual: float) -> str:
    """The outermost line of a page, its numbers aside; "" where that is a heading."""
    said = [line for line in page if line.text]
    if not said or said[place].size > usual * 1.05:
        return ""
    return re.sub(r"\d+", "#", said[place].text)


def _markdown(lines: list[_Line]) -> str:
    usual = _usual_size(lines)
    larger = sorted({line.size for line in lines if line.text and line.size >= usual * _LARGER}, reverse=True)
    pieces: list[str] = []
    for line in lines:
        if not line.text:
            pieces.append("")
        elif line.size in larger and len(line.text) <= 120:
            pieces += ["", f"{'#' * min(4, larger.index(line.size) + 1)} {line.text}", ""]
        elif _POINT.match(line.text):
            pieces.append(_POINT.sub("- ", line.text))
        elif number := _NUMBER.match(line.text):
            pieces.append(f"{number[1]}. {line.text[number.end() :]}")
        elif pieces and pieces[-1] and not pieces[-1].startswith("#"):
            pieces[-1] = _joined(pieces[-1], line.text)
        else:
            pieces.append(line.text)
    return "\n".join(_spread(pieces))


def _joined(before: str, after: str) -> str:
    """A line and the one below it: a word cut at the end of the line is made whole."""
    if _HYPHEN.search(before) and after[:1].islower():
        return before[:-1] + after
    return f"{before} {after}"


def _spread(pieces: list[str]) -> list[str]:
    """A blank line between a paragraph and a list, none between the items of one."""
    spread: list[str] = []
    for piece in pieces:
        before = spread[-1] if spread else ""
        if before and piece and not (_is_item(piece) and _is_item(before)):
            spread.append("")
        spread.append(piece)
    return spread


def _is_item(text: str) -> bool:
    return text.startswith("- ") or bool(_NUMBER.match(text))


def _usual_size(lines: list[_Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    return max(sizes, key=lambda size: sizes[size], default=1.0)
