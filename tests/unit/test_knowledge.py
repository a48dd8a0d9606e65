"""Articles in, answers out: cutting, finding, quoting, who may see what, and how sure it is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from adapters.embeddings.minilm import MiniLmEmbedder
from core.domain.company import AnswerableQuestion, Article, ArticleAudience, Company, Questions
from core.domain.ids import ArticleId
from core.domain.messages import Source
from core.domain.people import Level, Reader
from core.ports import Knowledge, Vectors
from knowledge.confidence import ENOUGH, SHIPPED, fit_confidence
from knowledge.evaluate import evaluate
from knowledge.extract import MAX_WORDS, quote
from knowledge.index import OPEN_CONFIDENCE, IndexedKnowledge, is_right, open_knowledge
from knowledge.ingest import MAX_WORDS as SECTION_WORDS
from knowledge.ingest import UnitKind, sections
from knowledge.lexical import build_lexical, tokens
from tests.support.help_pages import article

RESET = article(
    "reset",
    "Reset your password",
    """Use this when you have forgotten your password.

## Ask for a link

1. Open the sign-in page and choose **Forgotten password?**
2. Type your e-mail address.
   - Use the one you signed up with
3. Open the message and set a [new password](/new).

The link works once and for 30 minutes.

> **Warning:** You are signed out everywhere else.

## What a password must look like

At least 12 characters. Spaces are allowed, e.g. between words.
""",
)
PRICES = article(
    "prices",
    "Plans and prices",
    """| | Starter | Growth |
|---|---|---|
| Monthly | £24 | £69 |
| Seats | 2 | 8 |

<script>alert(1)</script>

Charities get 25% off. Error HL-432 means too many seats.
""",
)
SIGNED_IN = article(
    "limits", "Limits of your account", "Up to 400 exports of penguin lists a day.", ArticleAudience.SIGNED_IN
)
INTERNAL = article(
    "goodwill", "Goodwill for leavers", "Agents may offer a pause of the walrus plan.", ArticleAudience.INTERNAL
)


def company_with(*articles: Article, questions: Questions | None = None) -> Company:
    return Company(
        name="Acme", product="Acme", tagline="", bot_name="Ada", website="", support_email="", timezone="UTC",
        locales=("en",), accent="", accent_dark="", hours=(), first_response_target_minutes={}, teams=(),
        categories={}, intents={}, intent_examples={}, articles=articles, questions=questions or Questions(),
    )  # fmt: skip


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniLmEmbedder]:
    opened = MiniLmEmbedder.open(tmp_path_factory.mktemp("models"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def knowledge(embedder: MiniLmEmbedder, tmp_path_factory: pytest.TempPathFactory) -> IndexedKnowledge:
    company = company_with(RESET, PRICES, SIGNED_IN, INTERNAL)
    return open_knowledge(company, embedder, tmp_path_factory.mktemp("index"))


# --- cutting ----------------------------------------------------------------------------------------------


def test_that_sections_keep_steps_points_and_warnings() -> None:
    first, ask, look = sections(RESET)
    assert (first.heading, ask.heading, look.heading) == ("", "Ask for a link", "What a password must look like")
    assert [unit.kind for unit in ask.units] == [UnitKind.STEP] * 3 + [UnitKind.SENTENCE, UnitKind.WARNING]
    assert ask.text == (
        "1. Open the sign-in page and choose Forgotten password?\n"
        "2. Type your e-mail address. Use the one you signed up with\n"
        "3. Open the message and set a new password.\n\n"
        "The link works once and for 30 minutes.\n\n"
        "Warning: You are signed out everywhere else."
    )
    assert look.units[1].text == "Spaces are allowed, e.g. between words."
    assert ask.searched.startswith("Reset your password: Ask for a link\n")


def test_that_tables_become_points_and_html_is_dropped() -> None:
    (section,) = sections(PRICES)
    assert section.text.startswith("- Monthly: Starter: £24, Growth: £69\n- Seats: Starter: 2, Growth: 8")
    assert "script" not in section.text


def test_that_long_sections_are_cut_between_blocks_and_never_lose_a_word() -> None:
    body = "\n\n".join(f"Paragraph {n} says {'something ' * 30}." for n in range(8))
    parts = sections(article("long", "Long", body))
    assert len(parts) > 2
    assert all(sum(unit.words for unit in part.units) <= SECTION_WORDS for part in parts)
    assert sum(part.text.count("Paragraph") for part in parts) == 8


def test_that_links_and_pictures_are_quoted_and_their_words_searched() -> None:
    body = """Open [Settings](https://app.example/set) or see ![the button](shot.png). More at <https://acme.example/x>.

**Important:** never share [the code](javascript:alert).

1. Choose [this][one] or [that](/there).

[one]: https://acme.example/one
"""
    (here,) = sections(replace(article("a", "A", body), url="https://help.example/a"))
    assert here.text == (
        "Open [Settings](https://app.example/set) or see [the button](https://help.example/shot.png). "
        "More at https://acme.example/x.\n\n"
        "Important: never share the code.\n\n"
        "1. Choose [this](https://acme.example/one) or [that](https://help.example/there)."
    )
    kinds = [UnitKind.SENTENCE, UnitKind.SENTENCE, UnitKind.WARNING, UnitKind.STEP]
    assert [unit.kind for unit in here.units] == kinds
    assert "https://app" not in here.searched
    assert "never share the code" in here.searched


@pytest.mark.parametrize("body", ["", "---", "```\ncode\n```", "> quote", "- \n- \n", "![x](y.png)", "a" * 5000])
def test_that_odd_articles_are_cut_too(body: str) -> None:
    for section in sections(article("odd", "Odd", body)):
        assert section.units
        assert section.text.strip()


# --- finding ----------------------------------------------------------------------------------------------


def test_that_words_are_found_by_stem_and_codes_stay_whole() -> None:
    assert tokens("What is HL-432? The e-mails' sign-in") == ["hl-432", "email", "sign"]
    index = build_lexical(["refunds are paid", "error hl-432 appears", "nothing here"], "en")
    scores = index.scores(dict.fromkeys(tokens("HL-432"), 1.0))
    assert scores.argmax() == 1
    assert (scores > 0).sum() == 1
    assert index.scores(dict.fromkeys(tokens("refunding"), 1.0))[0] > 0
    assert not index.scores(dict.fromkeys(tokens("unheard"), 1.0)).any()
    assert index.weight("unheard") == index.unknown_weight > index.weight("error")


async def test_that_it_is_the_port_and_finds_by_meaning(knowledge: IndexedKnowledge) -> None:
    port: Knowledge = knowledge
    passages = await port.search("I can't remember what I type to get in", Reader(Level.ANONYMOUS))
    assert passages[0].article_id == "reset"
    assert [passage.score for passage in passages] == sorted((p.score for p in passages), reverse=True)
    assert (await port.search("HL-432", Reader(Level.ANONYMOUS), limit=1))[0].article_id == "prices"


@pytest.mark.parametrize("level", list(Level))
async def test_that_each_level_sees_its_own_articles_only(knowledge: IndexedKnowledge, level: Level) -> None:
    signed_in = await knowledge.search("how many exports of penguin lists a day", Reader(level), limit=50)
    assert ("limits" in {p.article_id for p in signed_in}) == (level >= Level.VERIFIED)
    internal = await knowledge.search("pause of the walrus plan goodwill for leavers", Reader(level), limit=50)
    assert "goodwill" not in {p.article_id for p in internal}
    answer = await knowledge.answer("Which goodwill may agents offer to leavers?", Reader(level))
    assert "walrus" not in answer.text
    assert "goodwill" not in {source.article_id for source in answer.sources}


async def test_that_an_answer_quotes_its_article(knowledge: IndexedKnowledge) -> None:
    answer = await knowledge.answer("How do I reset my password?", Reader(Level.ANONYMOUS))
    assert answer.sources[0].article_id == "reset"
    assert answer.sources[0].url == "/help/reset"
    assert answer.text.startswith("1. Open the sign-in page")
    assert "Warning" in answer.text
    assert 0 <= answer.confidence <= 1
    assert answer.index_version == knowledge.version


async def test_that_a_source_only_some_may_read_has_no_link(knowledge: IndexedKnowledge) -> None:
    answer = await knowledge.answer("how many exports of penguin lists a day", Reader(Level.VERIFIED))
    assert [(source.article_id, source.url) for source in answer.sources[:1]] == [("limits", "")]


@pytest.mark.parametrize("question", ["", " ", "\x00", "\ud800", "?" * 10_000, "😀"])
async def test_that_any_string_can_be_asked(knowledge: IndexedKnowledge, question: str) -> None:
    answer = await knowledge.answer(question, Reader(Level.ANONYMOUS))
    assert np.isfinite(answer.confidence)


async def test_that_nothing_to_see_is_no_answer(embedder: MiniLmEmbedder, tmp_path: Path) -> None:
    knowledge = open_knowledge(company_with(SIGNED_IN, INTERNAL), embedder, tmp_path)
    answer = await knowledge.answer("penguin lists", Reader(Level.CLAIMED))
    assert (answer.text, answer.confidence, answer.sources) == ("", 0.0, ())
    assert await knowledge.search("penguin lists", Reader(Level.CLAIMED)) == ()
    assert (await knowledge.search("penguin lists", Reader(Level.VERIFIED)))[0].article_id == "limits"


async def test_that_a_company_without_articles_has_no_answers(embedder: MiniLmEmbedder, tmp_path: Path) -> None:
    knowledge = open_knowledge(company_with(INTERNAL), embedder, tmp_path)
    assert (await knowledge.answer("anything", Reader(Level.VERIFIED))).text == ""


# --- quoting ----------------------------------------------------------------------------------------------


def test_that_steps_are_quoted_to_the_end_and_the_rest_is_trimmed() -> None:
    steps = "\n".join(f"{n}. Do the {n}th thing with the {'very ' * 8}long name." for n in range(1, 8))
    body = f"## Part\n\n{'An opening sentence about nothing in particular. ' * 4}\n\n{steps}\n\n> **Warning:** Mind it."
    (section,) = [part for part in sections(article("steps", "Steps", body)) if "7th" in part.text]
    similarities = np.array([0.9 if "5th" in unit.text else 0.1 for unit in section.units], np.float32)
    text = quote(section, similarities)
    assert "1. Do the 1th" in text
    assert "7. Do the 7th" in text


def test_that_long_prose_is_trimmed_to_its_best_sentences_in_order() -> None:
    body = " ".join(f"Sentence number {n} says {'word ' * 12}here." for n in range(7))
    (section,) = sections(article("prose", "Prose", body))
    similarities = np.array([0.1, 0.9, 0.2, 0.8, 0.1, 0.7, 0.1], np.float32)
    text = quote(section, similarities)
    assert len(text.split()) <= MAX_WORDS
    assert text.index("number 1") < text.index("number 3")


async def test_that_of_a_table_only_the_rows_that_matter_are_quoted(knowledge: IndexedKnowledge) -> None:
    answer = await knowledge.answer("How much is Growth a month?", Reader(Level.ANONYMOUS))
    assert "£69" in answer.text
    assert "Seats" not in answer.text


async def test_that_an_introduction_that_holds_the_answer_is_quoted(embedder: MiniLmEmbedder, tmp_path: Path) -> None:
    body = "A trial lasts 21 days.\n\n## When the 21 days end\n\nThe trial data is deleted 60 days after the last day."
    knowledge = open_knowledge(company_with(article("trial", "Start a free trial", body)), embedder, tmp_path)
    answer = await knowledge.answer("is my trial 14 or 21 days", Reader(Level.ANONYMOUS))
    assert answer.text.startswith("A trial lasts 21 days.")


def test_that_an_answer_is_right_when_it_quotes_what_was_wanted() -> None:
    item = AnswerableQuestion("how long", (ArticleId("reset"),), "30  Minutes")
    source = Source(ArticleId("reset"), "Reset", "", "Ask for a link")
    assert is_right(item, [source], "It works for 30\nminutes.")
    assert not is_right(item, [source], "It works once.")
    assert not is_right(item, [replace(source, article_id=ArticleId("prices"))], "30 minutes")
    assert is_right(replace(item, passage="ask for a LINK"), [source], "Anything.")
    assert not is_right(replace(item, articles=()), [source], "30 minutes")


# --- confidence -------------------------------------------------------------------------------------------


async def test_that_a_thing_several_articles_are_about_is_asked_back(embedder: MiniLmEmbedder, tmp_path: Path) -> None:
    visit = article("visit", "Cancel a visit", "Open the visit and choose Cancel. The client is told at once.")
    plan = article("plan", "Cancel your plan", "Open Billing and choose Cancel. Your plan ends with the month.")
    knowledge = open_knowledge(company_with(visit, plan, RESET), embedder, tmp_path)
    reader = Reader(Level.ANONYMOUS)
    assert (await knowledge.answer("I want to cancel", reader)).confidence <= OPEN_CONFIDENCE
    open_question, _ = await knowledge._find("I want to cancel", reader, ())
    assert len(open_question.rivals) == 2
    for clear in ("I want to cancel my plan", "how long does cancelling take", "reset"):
        assert not (await knowledge._find(clear, reader, ()))[0].rivals, clear


async def test_that_what_is_said_of_oneself_does_not_answer_for_ones_client(
    embedder: MiniLmEmbedder, tmp_path: Path
) -> None:
    knowledge = open_knowledge(company_with(RESET, PRICES), embedder, tmp_path)
    own = await knowledge.answer("I have forgotten my password", Reader(Level.ANONYMOUS))
    others = await knowledge.answer("My client has forgotten her password", Reader(Level.ANONYMOUS))
    assert own.sources[0].article_id == others.sources[0].article_id == RESET.id
    assert others.confidence <= OPEN_CONFIDENCE


async def test_that_a_part_beside_lends_its_best_lines(embedder: MiniLmEmbedder, tmp_path: Path) -> None:
    page = article(
        "page",
        "Booking page",
        """Every location has a booking page.

## Put it on your website

Choose Embed and copy the lines. The page then shows your booking page and its address.

## Publish it

1. Choose the address of the booking page.
2. Turn it on.

The address of the booking page can be changed once in 30 days.
""",
    )
    knowledge = open_knowledge(company_with(page, RESET), embedder, tmp_path)
    answer = await knowledge.answer("can I change the address of the booking page", Reader(Level.ANONYMOUS))
    assert "once in 30 days" in answer.text


async def test_that_known_questions_lead_to_their_article(embedder: MiniLmEmbedder, tmp_path: Path) -> None:
    one = article("one", "Blue form", "The form has a place for it.")
    other = article("other", "Green form", "The form has a place for it too.")
    birthday = AnswerableQuestion("where does grandma's birthday go", (other.id,), "place")
    asked = Questions(answerable=(birthday, AnswerableQuestion("how do I print it", (one.id,), "place")))
    knowledge = open_knowledge(company_with(one, other, questions=asked), embedder, tmp_path)
    found = await knowledge.search("where do I put the birthday of grandma", Reader(Level.ANONYMOUS))
    assert found[0].article_id == other.id


def test_that_few_questions_leave_the_shipped_weights() -> None:
    rows = np.zeros((4, len(SHIPPED.weights)), np.float32)
    assert fit_confidence(rows, np.array([True, True, False, False]))[0] is SHIPPED


def test_that_confidence_is_fitted_and_measured_on_held_out_questions() -> None:
    random = np.random.default_rng(1)
    right = np.arange(ENOUGH * 6) % 2 == 0
    rows = random.normal(size=(len(right), len(SHIPPED.weights))).astype(np.float32)
    rows[:, 0] += right * 2
    confidence, figures = fit_confidence(rows, right)
    assert confidence is not SHIPPED
    assert 0.8 < figures["answer_auroc"] < 1
    assert figures["answer_calibration_error"] < 0.15
    shuffled = random.permutation(right)
    assert fit_confidence(rows, shuffled)[1]["answer_auroc"] < 0.65


async def test_that_questions_yield_figures(embedder: MiniLmEmbedder, tmp_path: Path) -> None:
    questions = Questions((AnswerableQuestion("lost my password", (ArticleId("reset"),)),), ("do you sell cars?",))
    company = company_with(RESET, PRICES, questions=questions)
    knowledge = open_knowledge(company, embedder, tmp_path)
    assert knowledge.figures["article_first"] == 1
    figures, _ = await evaluate(company, knowledge, 0.55)
    assert figures["learned_article_first"] == 1
    assert 0 <= figures["answered"] <= 1


# --- storing ----------------------------------------------------------------------------------------------


async def test_that_what_was_built_is_loaded_and_answers_the_same(
    embedder: MiniLmEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = company_with(RESET, PRICES)
    built = open_knowledge(company, embedder, tmp_path)
    monkeypatch.setattr(embedder, "embed_blocking", lambda *_: pytest.fail("embedded again"))
    loaded = open_knowledge(company, embedder, tmp_path)
    assert loaded.version == built.version
    question = "what does growth cost"
    assert await loaded.answer(question, Reader(Level.ANONYMOUS)) == await built.answer(
        question, Reader(Level.ANONYMOUS)
    )


def test_that_a_damaged_store_is_built_again(embedder: MiniLmEmbedder, tmp_path: Path) -> None:
    company = company_with(RESET, PRICES)
    version = open_knowledge(company, embedder, tmp_path).version
    for path in tmp_path.rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert open_knowledge(company, embedder, tmp_path).version == version


def test_that_a_changed_article_embeds_only_what_changed(
    embedder: MiniLmEmbedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_knowledge(company_with(RESET, PRICES), embedder, tmp_path)
    embedded: list[str] = []
    original = embedder.embed_blocking

    def listening(texts: list[str], progress: None) -> Vectors:
        embedded.extend(texts)
        return original(texts, progress)

    monkeypatch.setattr(embedder, "embed_blocking", listening)
    changed = replace(PRICES, body=PRICES.body.replace("25% off", "30% off"))
    open_knowledge(company_with(RESET, changed), embedder, tmp_path)
    assert embedded
    assert all("30% off" in text for text in embedded)


async def test_that_an_agent_sees_each_article_once_with_its_best_passage(
    embedder: MiniLmEmbedder, tmp_path: Path
) -> None:
    knowledge = open_knowledge(company_with(RESET, PRICES, SIGNED_IN, INTERNAL), embedder, tmp_path, inside=True)
    agent = Reader(Level.VERIFIED, staff=True)
    names = [passage.article_id for passage in await knowledge.search("password link", agent, 8)]
    assert len(names) == len(set(names))
    assert set(names) == {"reset", "prices", "limits", "goodwill"}
    customer = [
        str(passage.article_id) for passage in await knowledge.search("password link", Reader(Level.VERIFIED), 8)
    ]
    assert customer.count("reset") > 1
    assert "goodwill" not in customer, "the index of agents keeps others out as well"
