"""The company Foyer speaks for: what it sells, what its customers want, what it has written, who they are."""

from dataclasses import dataclass, field
from enum import StrEnum

from core.domain.ids import AccountId, ArticleId, IntentId, Millis
from core.domain.mind import Intent
from core.domain.people import Account, Customer, Tier
from core.policies.hours import OpenSpan


class ArticleAudience(StrEnum):
    """Who may see an article; internal ones are never shown to a customer."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    ACCOUNT = "account"
    """Only verified people of the accounts it names."""
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Article:
    """One help page. `body` is its Markdown without the front matter.

    `version` counts from 1; 0 is one that is not in the record yet. It is shown from `valid_from` until `valid_until`
    (None: always). `review_at` is when its owner wants to look at it again.
    """

    id: ArticleId
    title: str
    area: str
    audience: ArticleAudience
    locale: str
    updated: str
    owner: str
    url: str
    body: str
    version: int = 0
    product: str = ""
    """"" where it holds for all of them."""
    accounts: tuple[AccountId, ...] = ()
    """Who may see it, where the audience is `ACCOUNT`."""
    valid_from: Millis | None = None
    valid_until: Millis | None = None
    review_at: Millis | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """People who take handoffs of certain categories."""

    id: str
    name: str
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """A customer on the company's own list, with the id the company knows them by."""

    customer: Customer
    external_id: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class AnswerableQuestion:
    """A question whose answer stands in any of `articles`. `passage` is a heading, or words, that a right answer
    quotes; "" where the article is enough."""

    question: str
    articles: tuple[ArticleId, ...]
    passage: str = ""


@dataclass(frozen=True, slots=True)
class TrickyQuestion:
    """A question that is easy to get wrong. `article` is None where declining is right."""

    question: str
    article: ArticleId | None
    why: str


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions with a known right outcome: what confidence is calibrated and measured on. Nothing is learned from
    those in `held_out`; they tell how good the rest is, and those without articles are to be declined."""

    answerable: tuple[AnswerableQuestion, ...] = ()
    unanswerable: tuple[str, ...] = ()
    tricky: tuple[TrickyQuestion, ...] = ()
    held_out: tuple[AnswerableQuestion, ...] = ()

    @property
    def known(self) -> tuple[AnswerableQuestion, ...]:
        """All of them alike; no articles where declining is right."""
        declined = tuple(AnswerableQuestion(question, ()) for question in self.unanswerable)
        tricky = tuple(
            AnswerableQuestion(each.question, (each.article,) if each.article else ()) for each in self.tricky
        )
        return (*self.answerable, *self.held_out, *tricky, *declined)


@dataclass(frozen=True, slots=True)
class Company:
    """Everything read from a company's folder.

    `understanding_digest` and `knowledge_digest` change with what those two are built from, and only then.
    """

    name: str
    product: str
    tagline: str
    bot_name: str
    website: str
    support_email: str
    timezone: str
    locales: tuple[str, ...]
    accent: str
    accent_dark: str
    hours: tuple[OpenSpan, ...]
    first_response_target_minutes: dict[Tier, int]
    teams: tuple[Team, ...]
    categories: dict[str, str]
    """Names by id."""
    intents: dict[IntentId, Intent]
    intent_examples: dict[IntentId, tuple[str, ...]]
    articles: tuple[Article, ...]
    smalltalk: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Examples by message kind; every kind except `request`."""
    out_of_scope_near: tuple[str, ...] = ()
    out_of_scope_far: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    customers: tuple[KnownCustomer, ...] = ()
    questions: Questions = Questions()
    links: dict[str, str] = field(default_factory=dict)
    """`app_url`, `help_url`, `status_url` and `security_email`, where given."""
    understanding_digest: str = ""
    knowledge_digest: str = ""

    def intents_by_category(self) -> dict[str, tuple[Intent, ...]]:
        """The intents under the name of their category, in the company's order."""
        return {
            name: found
            for category, name in self.categories.items()
            if (found := tuple(intent for intent in self.intents.values() if intent.category == category))
        }

    def team_for(self, category: str) -> Team | None:
        """The team that takes handoffs of a category; the first team takes what nobody is named for."""
        named = (team for team in self.teams if category in team.categories)
        return next(named, self.teams[0] if self.teams else None)
