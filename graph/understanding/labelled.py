"""Labelled messages from a CSV file, as people export them: header `text,label` (or `text,category`), UTF-8, comma or
semicolon."""

import csv
import io
from collections.abc import Collection
from pathlib import Path

from core.errors import InvalidInput

MOST_BYTES = 500_000_000


def read_labelled(path: Path, allowed: Collection[str] = ()) -> tuple[list[str], list[str]]:
    """Texts and their labels, in order. With `allowed`, no other label will do.

    Raises InvalidInput with the file, the line, what is wrong and what to do.
    """
    rows = _rows(path, ("text", "label"))
    for line, (text, label) in rows:
        _check(path, line, "text", text)
        _check(path, line, "label", label)
        if allowed and label not in allowed:
            raise InvalidInput(
                f"{path}, line {line}: the label is {_short(label)}. "
                f"Use one of {', '.join(allowed)}, or leave the row out."
            )
    return [row[0] for _, row in rows], [row[1] for _, row in rows]


def read_texts(path: Path) -> list[str]:
    """The column `text`, in order; other columns are passed over. Raises InvalidInput as `read_labelled` does."""
    rows = _rows(path, ("text",))
    for line, (text,) in rows:
        _check(path, line, "text", text)
    return [row[0] for _, row in rows]


def _rows(path: Path, columns: tuple[str, ...]) -> list[tuple[int, tuple[str, ...]]]:
    content = _content(path)
    first = content.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(content, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        if "label" not in header:
            header = ["label" if name == "category" else name for name in header]
        missing = [name for name in columns if name not in header]
        if missing:
            raise InvalidInput(
                f"{path}, line 1: the header has no column `{missing[0]}`. "
                f"Write `{','.join(columns)}` as the first line and one message on each line after it."
            )
        places = [header.index(name) for name in columns]
        rows = []
        before = reader.line_num
        for fields in reader:
            line, before = before + 1, reader.line_num
            if not fields or (len(fields) == 1 and not fields[0].strip()):
                continue
            if len(fields) <= max(places):
                raise InvalidInput(
                    f"{path}, line {line}: {len(fields)} fields where the header has {len(header)}. "
                    'Add what is missing; a text with a comma in it needs quotes: "like, this",label.'
                )
            rows.append((line, tuple(fields[place].strip() for place in places)))
    except csv.Error as error:
        raise InvalidInput(
            f"{path}, line {reader.line_num}: not readable as CSV ({error}). Check the quotes there: "
            'a quote inside a quoted text is doubled ("").'
        ) from None
    if not rows:
        raise InvalidInput(f"{path} holds no rows below its header. Add at least one message.")
    return rows


def _content(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InvalidInput(f"{path} is larger than {MOST_BYTES // 1_000_000} MB. Take a sample of its rows.")
        return path.read_bytes().decode("utf-8-sig").replace("\0", "")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise InvalidInput(f"{path}, line {line}: not UTF-8. Save the file as “CSV UTF-8”.") from None
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}. Check the path and its permissions.") from None


def _check(path: Path, line: int, column: str, value: str) -> None:
    if not value:
        raise InvalidInput(f"{path}, line {line}: the {column} is empty. Fill it in or delete the row.")


def _short(value: str) -> str:
    """A label as it stands; what is longer is hardly a label but somebody's words, which no error repeats."""
    return f"`{value}`" if len(value) <= 24 else f"a text of {len(value)} characters"
