"""From a document to an article: what the document says of itself, else what its source says, else what is usual."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from core.domain.company import Article, ArticleAudience
from core.domain.ids import AccountId, ArticleId, Millis
from core.library import Incoming, digest_of
from core.policies.days import start_of
from knowledge.documents.document import MAX_TEXT, Document, Refused
from knowledge.ingest import sections

_ID = re.compile(r"^[a-z0-9][a-z0-9._-]{0,119}$")
_LOCALE = re.compile(r"^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$")
_LONGEST_ID = 80
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def article_of(document: Document, ref: str, defaults: Mapping[str, object], address: str = "") -> Incoming:
    """`ref` names it at its source, `address` is where it can be read. Raises Refused, saying what to mend."""
    said = {**defaults, **document.said}
    title = " ".join(document.title.split())[:200]
    if not title:
        raise Refused("it has no title: begin it with a heading, or give it a `title` in its head")
    if len(document.body) > MAX_TEXT:
        raise Refused(f"it has more than {MAX_TEXT:,} letters; split it")
    article_id = _id(said, ref, document.part)
    article = Article(
        id=article_id,
        title=title,
        area=_text(said, "area"),
        audience=_audience(said),
        locale=_locale(said),
        updated=_text(said, "updated")[:10],
        owner=_text(said, "owner"),
        url=_url(said, address, article_id),
        body=_titled(title, document.body),
        product=_text(said, "product"),
        accounts=_accounts(said),
        valid_from=_day(said, "valid_from"),
        valid_until=_day(said, "valid_until"),
        review_at=_day(said, "review_at"),
    )
    _check(article)
    whole = f"{ref}#{document.part}" if document.part else ref
    return Incoming(article, whole, digest_of(article))


def slug(text: str) -> str:
    """A text as an id: small letters, digits and hyphens; "" when nothing is left of it."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_GERMAN)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _id(said: Mapping[str, object], ref: str, part: str) -> ArticleId:
    if given := _text(said, "id"):
        if not _ID.match(given):
            raise Refused(f"the id `{given[:60]}` is none: use small letters, digits, `-`, `_` and `.`")
        return ArticleId(given)
    path = unquote(urlsplit(ref).path) if "://" in ref else ref
    named = slug(str(PurePosixPath(path).with_suffix("")) if path.strip("/") else urlsplit(ref).hostname or "page")
    query = urlsplit(ref).query if "://" in ref else ""
    named = "-".join(filter(None, (named, slug(query), slug(part))))
    if len(named) > _LONGEST_ID or not named:
        digest = hashlib.sha256(f"{ref}#{part}".encode("utf-8", "replace")).hexdigest()[:10]
        named = f"{named[: _LONGEST_ID - 11].rstrip('-')}-{digest}".lstrip("-")
    return ArticleId(named)


def _text(said: Mapping[str, object], name: str) -> str:
    value = said.get(name, "")
    if isinstance(value, list):
        raise Refused(f"its `{name}` is a list, where one value is wanted")
    return " ".join(str(value).split())[:300]


def _audience(said: Mapping[str, object]) -> ArticleAudience:
    given = _text(said, "audience")
    if not given:
        raise Refused("it does not say who may read it: give it an `audience`, or --audience for all of them")
    try:
        return ArticleAudience(given)
    except ValueError:
        allowed = ", ".join(audience.value for audience in ArticleAudience)
        raise Refused(f"its audience is `{given[:40]}`; use one of {allowed}") from None


def _locale(said: Mapping[str, object]) -> str:
    given = _text(said, "locale").replace("_", "-") or "en"
    if not _LOCALE.match(given):
        raise Refused(f"its locale is `{given[:40]}`; write it as `en` or `de-AT`")
    return given


def _accounts(said: Mapping[str, object]) -> tuple[AccountId, ...]:
    value = said.get("accounts", ())
    names = value if isinstance(value, list | tuple) else str(value).split(",")
    return tuple(AccountId(str(name).strip()) for name in names if str(name).strip())


def _day(said: Mapping[str, object], name: str) -> Millis | None:
    given = _text(said, name)
    try:
        return start_of(given) if given else None
    except ValueError:
        raise Refused(f"its `{name}` is `{given[:40]}`; write the day as 2026-11-23") from None


def _url(said: Mapping[str, object], address: str, article_id: str) -> str:
    given = _text(said, "url")
    if given and not given.startswith(("/", "https://", "http://")):
        raise Refused(f"its url is `{given[:60]}`; begin it with https:// or /")
    return given or address or f"/help/{article_id}"


def _titled(title: str, body: str) -> str:
    """The text under its title: articles begin with it."""
    first = body.lstrip().partition("\n")[0]
    return body if first.startswith("# ") else f"# {title}\n\n{body}"


def _check(article: Article) -> None:
    if article.audience is ArticleAudience.ACCOUNT and not article.accounts:
        raise Refused("its audience is `account`, but it names no `accounts`")
    ends = article.valid_until
    if ends is not None and article.valid_from is not None and ends <= article.valid_from:
        raise Refused("it is valid until before it is valid from; mend one of the two days")
    if not sections(article):
        raise Refused("there is no text in it")
