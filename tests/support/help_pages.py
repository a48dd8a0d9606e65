"""A few articles about payouts, one for each audience."""

from core.domain.company import Article, ArticleAudience
from core.domain.ids import AccountId, ArticleId


def article(
    name: str, title: str, body: str, audience: ArticleAudience = ArticleAudience.PUBLIC, *accounts: str
) -> Article:
    """An article in English at /help/`name`; `accounts` are those that may read it."""
    owners = tuple(AccountId(each) for each in accounts)
    return Article(
        ArticleId(name), title, "", audience, "en", "", "", f"/help/{name}", f"# {title}\n\n{body}\n", accounts=owners
    )


ARTICLES = (
    article("payouts", "Payouts to your bank", "A payout arrives within two working days.", ArticleAudience.PUBLIC),
    article("limits", "Payout limits", "A payout may hold up to 9,000 pounds a day.", ArticleAudience.SIGNED_IN),
    article(
        "goodwill",
        "Goodwill for late payouts",
        "When a payout is three days late, agents may credit 20 pounds.",
        ArticleAudience.INTERNAL,
    ),
    article(
        "marlowe",
        "Payouts at Marlowe",
        "Marlowe's payout leaves on Tuesdays.",
        ArticleAudience.ACCOUNT,
        "acc-marlowe-dental-group",
    ),
    article("rival", "Payouts at Rival", "Rival's payout leaves on Fridays.", ArticleAudience.ACCOUNT, "acc-rival"),
)
