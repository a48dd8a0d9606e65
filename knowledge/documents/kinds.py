"""What a file is: its name says one thing, its first bytes another, and both must agree."""

import io
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath

from knowledge.documents.document import MAX_FILE, Refused


class Kind(StrEnum):
    """Formats that can be read."""

    MARKDOWN = "markdown"
    TEXT = "text"
    HTML = "html"
    CSV = "csv"
    PDF = "pdf"
    WORD = "word"
    ZIP = "zip"


_BY_ENDING = {
    ".md": Kind.MARKDOWN,
    ".markdown": Kind.MARKDOWN,
    ".txt": Kind.TEXT,
    ".html": Kind.HTML,
    ".htm": Kind.HTML,
    ".xhtml": Kind.HTML,
    ".csv": Kind.CSV,
    ".pdf": Kind.PDF,
    ".docx": Kind.WORD,
    ".zip": Kind.ZIP,
}
_BY_TYPE = {
    "text/markdown": Kind.MARKDOWN,
    "text/plain": Kind.TEXT,
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "text/csv": Kind.CSV,
    "application/pdf": Kind.PDF,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind.WORD,
    "application/zip": Kind.ZIP,
}
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive"),
    (b"PK\x05\x06", "a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "an RTF file"),
    (b"\x1f\x8b", "a gzip archive"),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def is_supported(name: str) -> bool:
    """Whether a name ends like something that can be read."""
    return PurePosixPath(name).suffix.casefold() in _BY_ENDING


def kind_of(name: str, data: bytes, content_type: str = "") -> Kind:
    """The format of a file by its name, or of a page by its content type. Raises Refused when the bytes disagree."""
    check_size(len(data))
    kind = _BY_TYPE.get(content_type.partition(";")[0].strip().casefold())
    kind = kind or _BY_ENDING.get(PurePosixPath(name).suffix.casefold())
    if kind is None:
        raise Refused("this kind of file cannot be read; use Markdown, HTML, PDF, Word (.docx), text, CSV or a zip")
    if not data.strip():
        raise Refused("it is empty")
    found = next((what for magic, what in _MAGIC if data.startswith(magic)), "")
    _check_agrees(kind, found, data)
    return kind


def check_size(size: int) -> None:
    """Raises Refused for a file that is too large, so that it need not even be read."""
    if size > MAX_FILE:
        raise Refused(f"it has {size / 2**20:.0f} MB and at most {MAX_FILE // 2**20} MB are read; split it")


def _check_agrees(kind: Kind, found: str, data: bytes) -> None:
    if kind is Kind.PDF:
        if b"%PDF-" not in data[:1024]:
            raise Refused(f"its name says PDF, but it is {found or 'something else'}")
    elif kind in (Kind.WORD, Kind.ZIP):
        if not data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            hint = "; save it as .docx" if found == "an old Office file" else ""
            raise Refused(f"its name says {_said(kind)}, but it is {found or 'something else'}{hint}")
        if kind is Kind.WORD and "word/document.xml" not in _names(data):
            raise Refused("its name says Word, but there is no Word document in it")
    elif found or (b"\x00" in data[:4096] and not data.startswith(_UTF16)):
        raise Refused(f"its name says {_said(kind)}, but it is {found or 'no text'}")
    elif kind in (Kind.MARKDOWN, Kind.TEXT, Kind.CSV) and _is_page(data):
        raise Refused(f"its name says {_said(kind)}, but it is a web page; name it .html")


def _said(kind: Kind) -> str:
    return {Kind.WORD: "Word", Kind.ZIP: "zip", Kind.HTML: "HTML", Kind.CSV: "CSV"}.get(kind, kind.value)


def _names(data: bytes) -> set[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError):
        raise Refused("it is damaged: the archive in it cannot be opened") from None


def _is_page(data: bytes) -> bool:
    start = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or else the Western European one. Raises Refused otherwise."""
    encodings = ["utf-16"] if data.startswith(_UTF16) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("its letters cannot be read; save it as UTF-8")
