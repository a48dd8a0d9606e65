"""Who may read which article, whom it serves, and from when until when. Pure: `now` is passed in."""

from core.domain.company import Article, ArticleAudience
from core.domain.ids import Millis
from core.domain.people import Level, Reader


def may_read(article: Article, reader: Reader) -> bool:
    """Whether an article is meant for this reader. Deny by default: an audience not named here is nobody's.

    Staff reads what one account alone may read only where it serves that account: what is found is often passed on.
    """
    match article.audience:
        case ArticleAudience.PUBLIC:
            return True
        case ArticleAudience.SIGNED_IN:
            return reader.staff or reader.level >= Level.VERIFIED
        case ArticleAudience.ACCOUNT:
            return (reader.staff or reader.level >= Level.VERIFIED) and reader.account in article.accounts
        case _:
            return reader.staff and article.audience is ArticleAudience.INTERNAL


def suits(article: Article, language: str, products: frozenset[str] | None) -> bool:
    """Whether an article is of use to somebody who reads `language` ("" for any) and has these products, in small
    letters (None: not known). One for no product in particular holds for all of them."""
    spoken = not language or article.locale.split("-")[0].casefold() == language
    return spoken and (products is None or not article.product or article.product.casefold() in products)


def is_valid(article: Article, now: Millis) -> bool:
    """Whether an article holds at a moment: from `valid_from` on, and no longer at `valid_until`."""
    begun = article.valid_from is None or article.valid_from <= now
    return begun and (article.valid_until is None or now < article.valid_until)


def turns_at(article: Article, after: Millis) -> Millis | None:
    """The next moment after `after` at which the article's validity begins or ends."""
    coming = [at for at in (article.valid_from, article.valid_until) if at is not None and at > after]
    return min(coming, default=None)
