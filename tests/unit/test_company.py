"""Reading a company's folder: what is right arrives whole, what is wrong is named with line and remedy."""

import shutil
from pathlib import Path

import pytest

from adapters.company.articles import parse_article
from adapters.company.loader import load_company
from core.domain.company import ArticleAudience
from core.domain.ids import IntentId
from core.domain.people import Tier
from core.errors import SettingError

ARTICLE = """---
id: reset
title: Reset your password
audience: public
---

# Reset your password

Choose **Forgotten password?** on the sign-in page.
"""
COMPANY = """name: Acme
bot_name: Ada
website: https://acme.example
support_email: help@acme.example
timezone: Europe/London
locales: [en, de]
hours:
  - {days: [mon, fri], from: "08:30", to: "17:00"}
first_response_target_minutes: {growth: 45}
teams:
  - {id: support, name: Support, categories: [account]}
  - {id: money, name: Money}
"""
INTENTS = """categories:
  - {id: account, name: Account}
intents:
  - id: reset
    name: Reset
    category: account
    action: answer
    articles: [reset]
    question: "Reset your password?"
    examples: [forgot my password, new password please, cannot log in]
  - id: plan
    name: Plan
    category: account
    action: self_service
    flow: account_summary
    urgency: high
    question: "See your plan?"
    examples: [my plan, which plan do I have, how many seats]
"""
CUSTOMERS = """accounts:
  - {id: a1, name: Fern, tier: growth, plan: Growth yearly, seats: 12, renews_on: 2027-02-14, manager: null}
customers:
  - {id: c1, name: Maya, email: maya@example.com, account: a1, external_id: u-1, locale: en}
  - {id: c2, name: Owen, external_id: u-2}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles/reset.md").write_text(ARTICLE)
    (tmp_path / "company.yaml").write_text(COMPANY)
    (tmp_path / "intents.yaml").write_text(INTENTS)
    (tmp_path / "customers.yaml").write_text(CUSTOMERS)
    (tmp_path / "smalltalk.yaml").write_text("greeting: [hi, hello]\nthanks: [thanks]\n")
    (tmp_path / "out_of_scope.yaml").write_text("near: [do you hire]\nfar: [tell me a joke]\n")
    (tmp_path / "questions.yaml").write_text(
        "answerable:\n  - {question: forgot it, articles: [reset]}\nunanswerable: [dark mode?]\n"
        "tricky:\n  - {question: cancel, expect: decline, why: which one}\n"
    )
    return tmp_path


def test_that_everything_arrives(folder: Path) -> None:
    company = load_company(folder)
    assert (company.name, company.product, company.bot_name, company.locales) == (
        "Acme",
        "Acme",
        "Ada",
        ("en", "de"),
    )
    assert company.hours[0].weekdays == {0, 4}
    assert (company.hours[0].start_minute, company.hours[0].end_minute) == (510, 1020)
    assert company.first_response_target_minutes[Tier.GROWTH] == 45
    assert company.first_response_target_minutes[Tier.ENTERPRISE] == 15
    assert company.intents[IntentId("plan")].flow == "account_summary"
    assert company.intents[IntentId("reset")].urgency == "normal"
    assert company.intent_examples[IntentId("reset")][0] == "forgot my password"
    assert company.articles[0].audience is ArticleAudience.PUBLIC
    assert company.articles[0].url == "/help/reset"
    assert company.accounts[0].facts == {"plan": "Growth yearly", "seats": "12", "renews_on": "2027-02-14"}
    maya, owen = company.customers
    assert maya.customer.account is company.accounts[0]
    assert (owen.external_id, owen.customer.account, owen.customer.email) == ("u-2", None, None)
    assert company.smalltalk["greeting"] == ("hi", "hello")
    assert company.questions.tricky[0].article is None
    team = company.team_for("unknown")
    assert team is not None
    assert team.id == "support"


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        (
            "intents.yaml",
            "articles: [reset]",
            "articles: [rest]",
            r"intents\.yaml, line 8: there is no article `rest`",
        ),
        ("intents.yaml", "id: plan", "id: reset", r"line 11: the intent `reset` stands here a second time"),
        ("intents.yaml", ", cannot log in]", "]", r"line 10: 2 examples are too few"),
        ("intents.yaml", "    flow: account_summary\n", "", r"line 11: `action: self_service` needs `flow"),
        (
            "intents.yaml",
            "urgency: high",
            "urgency: hihg",
            r"line 16: `hihg` is not one of high, low, normal",
        ),
        (
            "intents.yaml",
            "category: account\n    action: a",
            "category: x\n    action: a",
            r"line 6: `x` is not one of",
        ),
        ("intents.yaml", 'question: "See', 'qestion: "See', r"line 11: `question` is missing"),
        ("intents.yaml", "[my plan", "[my plan]]", r"line 18: .*Check quotes"),
        ("customers.yaml", "tier: growth", "tier: gold", r"customers\.yaml, line 2: `gold` is not one of"),
        ("customers.yaml", "account: a1", "account: a2", r"line 4: there is no account `a2`"),
        ("customers.yaml", "u-2", "u-1", r"line 5: the external_id `u-1` stands here twice"),
        (
            "company.yaml",
            "Europe/London",
            "Europe/Lundon",
            r"company\.yaml, line 5: `Europe/Lundon` is not a time zone",
        ),
        ("company.yaml", '"17:00"', '"07:00"', r"line 8: the closing time"),
        ("company.yaml", '"17:00"', '"25:00"', r"line 8: `25:00` is not a time of day"),
        ("company.yaml", "growth: 45", "growth: soon", r"line 9: `soon` is not a whole number"),
        ("company.yaml", "growth: 45", "gold: 45", r"line 9: `gold` is not known here"),
        ("company.yaml", "bot_name: Ada\n", "", r"`bot_name` is missing"),
        ("company.yaml", "bot_name: Ada", "name: Ada", r"line 2: `name` stands here twice"),
        ("smalltalk.yaml", "greeting", "greting", r"smalltalk\.yaml, line 1: `greting` is not known"),
        (
            "questions.yaml",
            "articles: [reset]",
            "articles: [nope]",
            r"questions\.yaml, line 2: there is no article",
        ),
        ("articles/reset.md", "audience: public", "audience: all", r"reset\.md, line 4: `all` is not one of"),
        ("articles/reset.md", "title: Reset your password\n", "", r"reset\.md, line 2: `title` is missing"),
        ("articles/reset.md", "---\nid", "id", r"reset\.md, line 1: the article has no head"),
    ],
)
def test_that_what_is_wrong_is_named(folder: Path, file: str, old: str, new: str, complaint: str) -> None:
    path = folder / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(SettingError, match=complaint):
        load_company(folder)


def test_that_a_missing_file_or_folder_is_named(folder: Path) -> None:
    (folder / "intents.yaml").unlink()
    with pytest.raises(SettingError, match=r"intents\.yaml is missing"):
        load_company(folder)
    with pytest.raises(SettingError, match="There is no company folder"):
        load_company(folder / "nowhere")


def test_that_two_articles_cannot_share_an_id(folder: Path) -> None:
    shutil.copy(folder / "articles/reset.md", folder / "articles/other.md")
    with pytest.raises(SettingError, match=r"the id `reset` is also that of .*other\.md"):
        load_company(folder)


def test_that_questions_and_customers_are_optional(folder: Path) -> None:
    (folder / "questions.yaml").unlink()
    (folder / "customers.yaml").unlink()
    company = load_company(folder)
    assert company.questions.answerable == ()
    assert company.customers == ()


def test_that_digests_follow_what_they_are_made_of(folder: Path) -> None:
    first = load_company(folder)
    (folder / "company.yaml").write_text(COMPANY.replace("Acme", "Other"))
    (folder / "customers.yaml").unlink()
    same = load_company(folder)
    assert (same.understanding_digest, same.knowledge_digest) == (
        first.understanding_digest,
        first.knowledge_digest,
    )
    (folder / "articles/reset.md").write_text(ARTICLE + "\nOne more thing.\n")
    other = load_company(folder)
    assert other.understanding_digest == first.understanding_digest
    assert other.knowledge_digest != first.knowledge_digest


def test_that_an_article_may_contain_rules_and_windows_line_ends() -> None:
    article = parse_article((ARTICLE + "\n---\n\nAfter the rule.\n").replace("\n", "\r\n"), "x.md")
    assert "After the rule." in article.body
    assert "\r" not in article.body
