"""Markdown with front matter, plain text, and tables of questions and answers."""

import csv
import io
import re
from collections.abc import Iterator

import yaml

from knowledge.documents.cleaning import clean_markdown, clean_text
from knowledge.documents.document import MAX_ROWS, Document, Refused

KNOWN = frozenset(
    {"id", "title", "area", "audience", "locale", "updated", "owner", "url"}
    | {"product", "accounts", "valid_from", "valid_until", "review_at"}
)
_MAX_HEAD = 16_000
_HEADING = re.compile(r"^#\s+(.+?)\s*#*\s*$", re.MULTILINE)
_QUESTION = ("question", "frage", "title", "q")
_ANSWER = ("answer", "antwort", "body", "text", "a")


def read_markdown(text: str) -> list[Document]:
    """One document. Its head may say any of `KNOWN`; other lines there are another program's and are passed over."""
    text = clean_text(text).lstrip()
    said: dict[str, object] = {}
    if text.startswith("---\n"):
        head, closed, rest = text.removeprefix("---\n").partition("\n---")
        if closed and (rest == "" or rest.startswith(("\n", " "))):
            said, text = _read_head(head), rest.partition("\n")[2]
    body = clean_markdown(text)
    heading = _HEADING.search(body)
    return [Document(str(said.pop("title", "")) or (heading[1] if heading else ""), body, said)]


def _read_head(head: str) -> dict[str, object]:
    if len(head) > _MAX_HEAD:
        raise Refused("its head (between the lines `---`) is longer than an article's")
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(head, yaml.SafeLoader)):
            raise Refused("its head uses YAML aliases (`*name`); write the values out")
        # BaseLoader: everything is text as it was written; dates and numbers are read where they are needed.
        values = yaml.load(head, yaml.BaseLoader)  # noqa: S506
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise Refused(f"its head is not YAML (line {line}); check quotes and colons there") from None
    if not isinstance(values, dict):
        raise Refused("its head is not a list of `key: value` lines")
    return {str(key): _plain(value) for key, value in values.items() if key in KNOWN and value not in ("", None)}


def _plain(value: object) -> object:
    return [str(each) for each in value] if isinstance(value, list) else str(value)


def read_text(text: str) -> list[Document]:
    """One document: the first line is its title where it is short and stands alone."""
    text = clean_text(text).strip()
    first, _, rest = text.partition("\n")
    alone = rest.startswith("\n") and len(first) <= 120 and not first.rstrip().endswith((".", ",", ";", ":"))
    return [Document(first.strip() if alone else "", clean_markdown(rest if alone else text))]


def read_table(text: str) -> list[Document]:
    """A document for each row. The first row names the columns: a question, an answer, and any of `KNOWN`."""
    text = clean_text(text)
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(text[:4096], ",;\t")
    except csv.Error:
        dialect = csv.excel
    rows = csv.reader(io.StringIO(text), dialect)
    try:
        return list(_of_rows(rows))
    except csv.Error as error:
        raise Refused(f"it is no CSV (line {rows.line_num}: {error})") from None


def _of_rows(rows: Iterator[list[str]]) -> Iterator[Document]:
    names = [name.strip().casefold() for name in next(rows, [])]
    question = next((names.index(name) for name in _QUESTION if name in names), None)
    answer = next((names.index(name) for name in _ANSWER if name in names), None)
    if question is None or answer is None:
        raise Refused("its first row must name the columns, among them `question` and `answer`")
    for number, row in enumerate(rows, 2):
        if number > MAX_ROWS:
            raise Refused(f"it has more than {MAX_ROWS} rows; split it")
        values = [cell.strip() for cell in row] + [""] * (len(names) - len(row))
        if values[question] and values[answer]:
            said: dict[str, object] = {n: v for n, v in zip(names, values, strict=False) if n in KNOWN and v}
            said.pop("title", None)
            yield Document(
                values[question], clean_markdown(values[answer]), said, part=str(said.get("id", f"row {number}"))
            )
