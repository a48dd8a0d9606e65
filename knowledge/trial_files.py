"""Articles and questions for a trial of retrieval, read from files; what is wrong is named with its line and remedy."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.domain.company import Article, ArticleAudience
from core.domain.ids import ArticleId
from core.errors import InvalidInput

SUFFIXES = frozenset({".md", ".markdown", ".txt", ".json"})
OURS = frozenset({"agent", "assistant", "bot", "system"})
"""Roles whose turns are no part of what the customer asks; a turn without a role counts as the customer's."""
MOST_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True)
class TrialQuestion:
    """A question with the turns before it, oldest first, and the articles that answer it (none: nothing does)."""

    text: str
    history: tuple[str, ...]
    relevant: frozenset[ArticleId]


def read_articles(path: Path, locale: str = "en") -> tuple[Article, ...]:
    """Articles from a JSONL file of `{"id", "title", "text"}`, or from a folder with an article in each file, named
    by its path without the suffix. Raises InvalidInput."""
    found = tuple(_from_folder(path, locale) if path.is_dir() else _from_lines(path, locale))
    if not found:
        raise InvalidInput(
            f"{path} holds no articles. Give a JSONL file with a line each, or a folder of .md or .txt files."
        )
    return found


def read_questions(path: Path, articles: tuple[Article, ...]) -> tuple[TrialQuestion, ...]:
    """Questions from a JSONL file of `{"query", "history", "relevant"}`. Raises InvalidInput."""
    known = {article.id for article in articles}
    found: list[TrialQuestion] = []
    for line, entry in _lines(path):
        text = _text(path, line, entry, "query")
        relevant = entry.get("relevant", [])
        if not isinstance(relevant, list):
            raise InvalidInput(f"{path}, line {line}: `relevant` is not a list. Write the articles' ids in [ ].")
        ids = [_id(path, line, "relevant", one) for one in relevant]
        if strange := [one for one in ids if one not in known]:
            raise InvalidInput(
                f"{path}, line {line}: there is no article `{strange[0][:80]}`. "
                "Name articles by their id (in a folder: the path without its suffix), or add the article."
            )
        found.append(TrialQuestion(text, _history(path, line, entry.get("history")), frozenset(ids)))
    if not found:
        raise InvalidInput(f'{path} holds no questions. Write lines such as {{"query": "…", "relevant": ["id"]}}.')
    return tuple(found)


def _history(path: Path, line: int, turns: object) -> tuple[str, ...]:
    if turns is None:
        return ()
    if not isinstance(turns, list):
        raise InvalidInput(
            f"{path}, line {line}: `history` is not a list. Write the earlier turns in [ ], oldest first."
        )
    said = [turn for turn in turns if not (isinstance(turn, dict) and turn.get("role") in OURS)]
    texts = [turn.get("text", turn.get("content")) if isinstance(turn, dict) else turn for turn in said]
    if any(text is not None and not isinstance(text, str) for text in texts):
        raise InvalidInput(
            f'{path}, line {line}: a turn in `history` has no text. Write each as "text" or {{"role": …, "text": …}}.'
        )
    return tuple(text.strip() for text in texts if text and text.strip())


def _from_lines(path: Path, locale: str) -> Iterator[Article]:
    lines: dict[ArticleId, int] = {}
    for line, entry in _lines(path):
        if "id" not in entry:
            raise InvalidInput(
                f"{path}, line {line}: the article has no `id`. Give it one that the questions can name."
            )
        name = _id(path, line, "id", entry["id"])
        if name in lines:
            raise InvalidInput(
                f"{path}, line {line}: the id `{name[:80]}` is also that of line {lines[name]}. Rename or remove one."
            )
        lines[name] = line
        title = entry.get("title") or ""
        if not isinstance(title, str):
            raise InvalidInput(f"{path}, line {line}: `title` is not a text. Put it in quotes, or leave it out.")
        yield _article(name, title, _text(path, line, entry, "text"), locale)


def _from_folder(folder: Path, locale: str) -> Iterator[Article]:
    seen: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name.startswith(".") or path.suffix.lower() not in SUFFIXES:
            continue
        name = path.relative_to(folder).with_suffix("").as_posix()
        if name in seen:
            raise InvalidInput(f"{path} and {seen[name]} would have the same id `{name}`. Rename one of them.")
        seen[name] = path
        content = _content(path)
        if path.suffix.lower() == ".json":
            yield _from_json(path, content, name, locale)
            continue
        meta, body = _front_matter(content)
        heading = next((line.lstrip("# ").strip() for line in body.splitlines() if line.startswith("# ")), "")
        title = meta.get("title") or heading or path.stem.replace("-", " ").replace("_", " ")
        yield _article(ArticleId(meta.get("id") or name), title, body, locale)


def _from_json(path: Path, content: str, name: str, locale: str) -> Article:
    try:
        entry = json.loads(content)
    except ValueError as error:
        raise InvalidInput(f"{path} is not readable as JSON ({error}). Mend it or take it out of the folder.") from None
    text = entry.get("text", entry.get("content")) if isinstance(entry, dict) else None
    if not isinstance(text, str):
        raise InvalidInput(f'{path} is not an article. Write {{"id": …, "title": …, "text": …}}.')
    return _article(ArticleId(str(entry.get("id") or name)), str(entry.get("title") or ""), text, locale)


def _front_matter(content: str) -> tuple[dict[str, str], str]:
    """The simple `key: value` lines between two lines of `---`, and what follows."""
    if not content.startswith("---\n"):
        return {}, content
    head, found, body = content[4:].partition("\n---\n")
    if not found:
        return {}, content
    pairs = (line.partition(":") for line in head.splitlines() if line and not line[0].isspace())
    return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}, body


def _article(name: ArticleId, title: str, body: str, locale: str) -> Article:
    return Article(name, " ".join(title.split()), "", ArticleAudience.PUBLIC, locale, "", "", "", body)


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(_content(path).split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            raise InvalidInput(
                f"{path}, line {number}: not readable as JSON ({error}). Each line holds one whole object."
            ) from None
        if not isinstance(entry, dict):
            raise InvalidInput(f"{path}, line {number}: not an object. Each line looks like {{…}}.")
        yield number, entry


def _text(path: Path, line: int, entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InvalidInput(f"{path}, line {line}: `{name}` is missing or empty. Write it as a text in quotes.")
    return value.strip()


def _id(path: Path, line: int, name: str, value: object) -> ArticleId:
    if isinstance(value, bool) or not isinstance(value, (str, int)) or not str(value).strip():
        raise InvalidInput(f"{path}, line {line}: `{name}` is not an id. Write a text in quotes or a number.")
    return ArticleId(str(value))


def _content(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InvalidInput(f"{path} is larger than {MOST_BYTES // 1_000_000_000} GB. Take a part of it.")
        data = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}. Check the path and its permissions.") from None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\0", "")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InvalidInput(f"{path}, line {line}: not UTF-8. Save the file as UTF-8.") from None
