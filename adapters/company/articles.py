"""Help articles: Markdown files with a YAML head."""

from pathlib import Path

from adapters.company.entries import Entry, parse_yaml
from core.domain.company import Article, ArticleAudience
from core.domain.ids import AccountId, ArticleId, Millis
from core.errors import SettingError
from core.policies.days import start_of

_REQUIRED = {"id", "title", "audience"}
_DAYS = ("valid_from", "valid_until", "review_at")
_OPTIONAL = {"area", "locale", "updated", "owner", "url", "product", "accounts", *_DAYS}
_AUDIENCES = {audience.value for audience in ArticleAudience}


def read_articles(folder: Path) -> tuple[Article, ...]:
    """All `*.md` files of a folder, by name. Raises `SettingError` naming file and line."""
    found: dict[ArticleId, str] = {}
    articles: list[Article] = []
    for path in sorted(folder.glob("*.md")):
        article = parse_article(path.read_text("utf-8"), str(path))
        if article.id in found:
            raise SettingError(
                f"{path}, line 1: the id `{article.id}` is also that of {found[article.id]}. Change one."
            )
        found[article.id] = str(path)
        articles.append(article)
    return tuple(articles)


def parse_article(source: str, file: str) -> Article:
    """One article from its text; `file` is named in complaints."""
    source = source.lstrip("\ufeff").replace("\r\n", "\n")
    head, body = _split_head(source, file)
    values = parse_yaml(head, file, first_line=2).known(_REQUIRED, _OPTIONAL)

    def text(key: str, default: str) -> str:
        return default if key not in values or values[key].is_empty() else values[key].text()

    if not body.strip():
        raise SettingError(f"{file}: the article has no text below its head. Write one or remove the file.")
    article_id = values["id"].text()
    return Article(
        id=ArticleId(article_id),
        title=values["title"].text(),
        area=text("area", ""),
        audience=ArticleAudience(values["audience"].choice(_AUDIENCES)),
        locale=text("locale", "en"),
        updated=text("updated", ""),
        owner=text("owner", ""),
        url=text("url", f"/help/{article_id}"),
        body=body.strip() + "\n",
        product=text("product", ""),
        accounts=tuple(AccountId(each) for each in values["accounts"].texts()) if "accounts" in values else (),
        **{day: _day(values[day]) for day in _DAYS if day in values and not values[day].is_empty()},
    )


def _day(entry: Entry) -> Millis:
    try:
        return start_of(entry.text())
    except ValueError:
        entry.fail(f"`{entry.text()}` is not a day. Write it as 2026-11-23.")


def _split_head(source: str, file: str) -> tuple[str, str]:
    head, closed, body = source.removeprefix("---\n").partition("\n---\n")
    if not source.startswith("---\n") or not closed:
        raise SettingError(
            f"{file}, line 1: the article has no head. Begin it with `---`, lines such as `id: …`, and `---`."
        )
    return head, body
