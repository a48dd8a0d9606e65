"""The form for an article: what was typed, and the article it makes. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from core.domain.company import Article, ArticleAudience
from core.domain.ids import AccountId, ArticleId, Millis
from core.errors import InvalidInput
from core.policies.days import day_of, start_of

MOST_LETTERS = 400_000
_ID = re.compile(r"^[a-z0-9][a-z0-9._-]{0,119}$")
_LOCALE = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in the form; shown again after a mistake. Days are written 2026-11-23."""

    id: str = ""
    version: str = "0"
    title: str = ""
    body: str = ""
    audience: str = ArticleAudience.PUBLIC.value
    accounts: str = ""
    locale: str = "en"
    product: str = ""
    area: str = ""
    owner: str = ""
    url: str = ""
    valid_from: str = ""
    valid_until: str = ""
    review_at: str = ""
    note: str = ""


def slug(title: str) -> str:
    """An id for a title; "" when nothing of it can stand in one."""
    return re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60].strip("-")


def typed_from(form: Mapping[str, str]) -> Typed:
    """From the fields of a form; others are passed over."""
    names = {field.name for field in fields(Typed)}
    return Typed(**{name: value.replace("\r\n", "\n") for name, value in form.items() if name in names})


def typed_of(article: Article) -> Typed:
    """An article ready to be edited."""
    days = {name: getattr(article, name) for name in ("valid_from", "valid_until", "review_at")}
    return Typed(
        id=article.id,
        version=str(article.version),
        title=article.title,
        body=article.body,
        audience=article.audience.value,
        accounts=", ".join(article.accounts),
        locale=article.locale,
        product=article.product,
        area=article.area,
        owner=article.owner,
        url=article.url,
        **{name: "" if moment is None else day_of(moment) for name, moment in days.items()},
    )


def as_article(typed: Typed) -> Article:
    """The article of a form. Raises InvalidInput, saying what to mend."""
    article_id, title = typed.id.strip(), " ".join(typed.title.split())
    if not _ID.match(article_id):
        raise InvalidInput("The id needs small letters and digits, with dashes between words, such as reset-password.")
    if not title or len(title) > 200:
        raise InvalidInput("Give the article a title of up to 200 characters.")
    if not typed.body.strip() or len(typed.body) > MOST_LETTERS:
        raise InvalidInput(f"Write the article's text, up to {MOST_LETTERS:,} characters.")
    if typed.audience not in list(ArticleAudience):
        raise InvalidInput("Choose who may read it.")
    if not _LOCALE.match(typed.locale.strip()):
        raise InvalidInput("Write the language as en or de-AT.")
    if not typed.version.isdecimal():
        raise InvalidInput("The form is incomplete. Open the article again.")
    url = typed.url.strip() or f"/help/{article_id}"
    if not url.startswith(("/", "https://", "http://")) or url.startswith("//"):
        raise InvalidInput("Begin the page's address with https:// or with a slash, such as /help/reset-password.")
    article = Article(
        id=ArticleId(article_id),
        title=title,
        area=typed.area.strip(),
        audience=ArticleAudience(typed.audience),
        locale=typed.locale.strip(),
        updated="",
        owner=typed.owner.strip(),
        url=url,
        body=typed.body.strip() + "\n",
        version=int(typed.version),
        product=typed.product.strip(),
        accounts=tuple(AccountId(each.strip()) for each in typed.accounts.split(",") if each.strip()),
        valid_from=_day(typed.valid_from),
        valid_until=_day(typed.valid_until),
        review_at=_day(typed.review_at),
    )
    return _checked(article)


def _checked(article: Article) -> Article:
    if article.audience is ArticleAudience.ACCOUNT and not article.accounts:
        raise InvalidInput("Name the accounts that may read it, by their ids.")
    begins, ends = article.valid_from, article.valid_until
    if begins is not None and ends is not None and ends <= begins:
        raise InvalidInput("It would end before it begins. Mend one of the two days.")
    return article


def _day(text: str) -> Millis | None:
    try:
        return start_of(text) if text.strip() else None
    except ValueError:
        raise InvalidInput("Write days as 2026-11-23.") from None
