"""A company's folder as one frozen value."""

import hashlib
import re
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.company.articles import read_articles
from adapters.company.entries import Entry, read_yaml
from adapters.company.intents import read_intents, read_out_of_scope, read_questions, read_smalltalk
from core.domain.company import Company, KnownCustomer, Team
from core.domain.ids import AccountId, CustomerId
from core.domain.people import Account, Customer, Tier
from core.errors import SettingError
from core.policies.hours import OpenSpan

_DAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
_TIERS = {tier.value for tier in Tier}
_LINKS = {"app_url", "help_url", "status_url", "security_email"}
_REQUIRED = {"name", "bot_name", "website", "support_email", "timezone", "locales", "teams"}
_OPTIONAL = {
    "product",
    "tagline",
    "brand",
    "hours",
    "first_response_target_minutes",
    "default_locale",
    "tiers",
} | _LINKS
_TARGETS = {Tier.STARTER: 240, Tier.GROWTH: 60, Tier.ENTERPRISE: 15}


def load_company(folder: Path) -> Company:
    """Read and check everything in `folder`.

    Raises `SettingError` with file, line and remedy for the first thing that is wrong.
    """
    if not folder.is_dir():
        raise SettingError(f"There is no company folder {folder}. Name an existing one, such as examples/harborlight.")
    articles = read_articles(folder / "articles")
    ids = {article.id for article in articles}
    categories, intents, examples = read_intents(folder / "intents.yaml", ids)
    near, far = read_out_of_scope(folder / "out_of_scope.yaml")
    accounts, customers = _read_customers(folder / "customers.yaml")
    smalltalk = read_smalltalk(folder / "smalltalk.yaml")
    questions = read_questions(folder / "questions.yaml", ids)
    values = read_yaml(folder / "company.yaml").known(_REQUIRED, _OPTIONAL)
    locales = values["locales"].texts()
    if "default_locale" in values:
        default = values["default_locale"].choice(set(locales))
        locales = (default, *(locale for locale in locales if locale != default))
    return Company(
        name=values["name"].text(),
        product=_text(values, "product", values["name"].text()),
        tagline=_text(values, "tagline", ""),
        bot_name=values["bot_name"].text(),
        website=values["website"].text(),
        support_email=values["support_email"].text(),
        timezone=_timezone(values["timezone"]),
        locales=locales,
        accent=_colour(values, "accent", "#1f6f78"),
        accent_dark=_colour(values, "accent_dark", "#7fd1d8"),
        hours=tuple(_span(entry) for entry in values["hours"].list()) if "hours" in values else (),
        first_response_target_minutes=_targets(values.get("first_response_target_minutes")),
        teams=_teams(values["teams"], set(categories)),
        categories=categories,
        intents=intents,
        intent_examples=examples,
        articles=articles,
        smalltalk=smalltalk,
        out_of_scope_near=near,
        out_of_scope_far=far,
        accounts=accounts,
        customers=customers,
        questions=questions,
        links={key: values[key].text() for key in sorted(_LINKS & values.keys())},
        understanding_digest=_digest(intents, examples, smalltalk, near, far),
        knowledge_digest=_digest(articles, questions, near, far, examples),
    )


def _digest(*parts: object) -> str:
    # Frozen dataclasses, tuples and dicts print all they hold, always in the same order.
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _text(values: dict[str, Entry], key: str, default: str) -> str:
    return default if key not in values or values[key].is_empty() else values[key].text()


def _timezone(entry: Entry) -> str:
    name = entry.text()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        entry.fail(f"`{name}` is not a time zone. Use a name such as Europe/London.")
    return name


def _colour(values: dict[str, Entry], key: str, default: str) -> str:
    brand = values["brand"].known(set(), {"accent", "accent_dark"}) if "brand" in values else {}
    if key not in brand:
        return default
    colour = brand[key].text()
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        brand[key].fail(f'`{colour}` is not a colour. Write it as "#1f6f78", in quotes.')
    return colour


def _span(entry: Entry) -> OpenSpan:
    values = entry.known({"days", "from", "to"}, set())
    days = frozenset(_DAYS[day.choice(set(_DAYS))] for day in values["days"].list())
    start, end = _minute(values["from"]), _minute(values["to"])
    if end <= start:
        values["to"].fail("the closing time is not after the opening time. Over midnight needs two entries.")
    return OpenSpan(days, start, end)


def _minute(entry: Entry) -> int:
    match = re.fullmatch(r"([01]?\d|2[0-4]):([0-5]\d)", entry.text())
    minute = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minute <= 24 * 60:
        entry.fail(f'`{entry.text()}` is not a time of day. Write it as "08:30", in quotes.')
    return minute


def _targets(entry: Entry | None) -> dict[Tier, int]:
    given = entry.known(set(), _TIERS) if entry is not None else {}
    return _TARGETS | {Tier(tier): minutes.number() for tier, minutes in given.items()}


def _teams(entry: Entry, categories: set[str]) -> tuple[Team, ...]:
    teams: list[Team] = []
    for item in entry.list():
        values = item.known({"id", "name"}, {"categories"})
        taken = tuple(c.choice(categories) for c in values["categories"].list()) if "categories" in values else ()
        if any(team.id == values["id"].text() for team in teams):
            values["id"].fail(f"the team `{values['id'].text()}` stands here twice. Remove one.")
        teams.append(Team(values["id"].text(), values["name"].text(), taken))
    if not teams:
        entry.fail("somebody must take handoffs. Add a team.")
    return tuple(teams)


def _read_customers(path: Path) -> tuple[tuple[Account, ...], tuple[KnownCustomer, ...]]:
    """Accounts and customers; none when the file does not exist."""
    if not path.exists():
        return (), ()
    root = read_yaml(path).known(set(), {"accounts", "customers"})
    accounts: dict[str, Account] = {}
    for entry in root["accounts"].list() if "accounts" in root else ():
        account = _account(entry)
        if account.id in accounts:
            entry.fail(f"the account `{account.id}` stands here twice. Remove one.")
        accounts[account.id] = account
    customers: dict[str, KnownCustomer] = {}
    for entry in root["customers"].list() if "customers" in root else ():
        known = _customer(entry, accounts)
        if known.external_id in customers:
            entry.fail(f"the external_id `{known.external_id}` stands here twice. It must belong to one person.")
        customers[known.external_id] = known
    return tuple(accounts.values()), tuple(customers.values())


def _account(entry: Entry) -> Account:
    values = entry.items()
    for key in ("id", "name", "tier"):
        if key not in values:
            entry.fail(f"`{key}` is missing. Add `{key}: …`.")
    # Whatever else stands there is a fact that self-service may quote.
    facts = {
        key: item.text() for key, item in values.items() if key not in {"id", "name", "tier"} and not item.is_empty()
    }
    tier = Tier(values["tier"].choice(_TIERS))
    return Account(AccountId(values["id"].text()), values["name"].text(), tier, facts)


def _customer(entry: Entry, accounts: dict[str, Account]) -> KnownCustomer:
    values = entry.known({"id", "name", "external_id"}, {"email", "account", "role", "locale"})
    account: Account | None = None
    if "account" in values and not values["account"].is_empty():
        account = accounts.get(values["account"].text())
        if account is None:
            values["account"].fail(f"there is no account `{values['account'].text()}` above. Correct it or add one.")
    customer = Customer(
        id=CustomerId(values["id"].text()),
        name=values["name"].text(),
        email=_text(values, "email", "") or None,
        locale=_text(values, "locale", "en"),
        account=account,
    )
    return KnownCustomer(customer, values["external_id"].text(), _text(values, "role", ""))
