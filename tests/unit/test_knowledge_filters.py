"""Of several articles that could answer, only those in the reader's language and of their product do, and each once."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from adapters.embeddings.minilm import MiniLmEmbedder
from core.domain.company import Article, ArticleAudience, Company
from core.domain.ids import AccountId, ArticleId, ConversationId, CustomerId, IdentityId, Millis
from core.domain.messages import Message
from core.domain.mind import Decision
from core.domain.people import Account, Customer, Identity, Level, ProvenBy, Reader, Tier
from core.domain.turn import TurnInput
from graph.nodes.lookup import reader_of
from knowledge.index import IndexedKnowledge, open_knowledge
from knowledge.twins import twins


def article(name: str, title: str, body: str, locale: str = "en", product: str = "") -> Article:
    made = Article(ArticleId(name), title, "", ArticleAudience.PUBLIC, locale, "", "", f"/help/{name}", body)
    return replace(made, product=product)


REFUND = "A refund is paid within 14 days of the purchase. Choose Refund in the order and confirm the amount."
ARTICLES = (
    article("refund-tides", "Refunds", REFUND, product="Tides"),
    article("refund-reefs", "Refunds", REFUND.replace("14", "30"), product="Reefs"),
    article("erstattung", "Erstattungen", "Eine Erstattung zahlen wir innerhalb von 14 Tagen zurück.", locale="de-DE"),
    article("colours", "Colours of the page", "Choose a colour for the page under Design. Every page has one colour."),
    article("colours-again", "Look", "Choose a colour for the page under Design. Every page has one colour!"),
)


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[IndexedKnowledge]:
    embedder = MiniLmEmbedder.open(tmp_path_factory.mktemp("models"))
    company = Company(
        name="Acme", product="Acme", tagline="", bot_name="Ada", website="", support_email="", timezone="UTC",
        locales=("en", "de"), accent="", accent_dark="", hours=(), first_response_target_minutes={}, teams=(),
        categories={}, intents={}, intent_examples={}, articles=ARTICLES,
    )  # fmt: skip
    yield open_knowledge(company, embedder, tmp_path_factory.mktemp("index"))
    embedder.close()


async def found(knowledge: IndexedKnowledge, question: str, **reader: object) -> list[str]:
    passages = await knowledge.search(question, Reader(Level.ANONYMOUS, **reader), 8)  # type: ignore[arg-type]
    return [str(passage.article_id) for passage in passages]


async def test_that_a_reader_gets_articles_in_their_language_only(knowledge: IndexedKnowledge) -> None:
    assert await found(knowledge, "refund", locale="de-AT") == ["erstattung"]
    assert "erstattung" not in await found(knowledge, "refund", locale="en")
    assert "erstattung" in await found(knowledge, "Erstattung")


async def test_that_a_language_nothing_is_written_in_hides_nothing(knowledge: IndexedKnowledge) -> None:
    assert set(await found(knowledge, "refund", locale="fr")) == set(await found(knowledge, "refund"))


async def test_that_a_reader_gets_articles_of_their_products_and_of_none(knowledge: IndexedKnowledge) -> None:
    mine = await found(knowledge, "refund of a purchase", locale="en", products=frozenset({"tides"}))
    assert mine[0] == "refund-tides"
    assert "refund-reefs" not in mine
    assert {"colours", "colours-again"} & set(mine)
    other = await found(knowledge, "refund of a purchase", locale="en", products=frozenset({"Another"}))
    assert {"refund-tides", "refund-reefs"}.isdisjoint(other)
    both = await found(knowledge, "refund of a purchase", locale="en", products=frozenset({"Tides", "Reefs"}))
    assert set(both[:2]) == {"refund-tides", "refund-reefs"}


async def test_that_of_passages_that_say_the_same_one_is_found(knowledge: IndexedKnowledge) -> None:
    every = await found(knowledge, "which colour has the page", locale="en")
    assert len({"colours", "colours-again"} & set(every)) == 1
    assert {"refund-tides", "refund-reefs"} <= set(every), "a number apart is another statement"


def test_that_twins_share_words_numbers_and_negations(tmp_path: Path) -> None:
    long = (
        "The first payout of a new account takes seven working days because we check the bank details by hand. "
        "Later ones arrive sooner, since the bank knows us by then and asks for nothing more. A payout below the "
        "smallest amount waits until enough has been collected, and the balance shows how much is missing. "
    )
    texts = [
        long + "After that we pay every Friday.",
        long + "After that we pay each Friday.",
        long + "After that we never pay on a Friday.",
        long + "After that we pay every Friday at 11.",
        "Payouts",
        "payouts!",
        "",
        "",
    ]
    assert twins(texts, "en").tolist() == [0, 0, 2, 3, 4, 4, 6, 7]


async def _said(count: int) -> tuple[Message, ...]:
    return ()


async def _decided(count: int) -> tuple[Decision, ...]:
    return ()


@pytest.mark.parametrize(
    ("level", "text", "locale", "products"),
    [
        (Level.VERIFIED, "Wo finde ich die Rechnung und wie kann ich sie ändern?", "de", {"Tides", "Reefs"}),
        (Level.VERIFIED, "HL-402", "fr", {"Tides", "Reefs"}),
        (Level.ANONYMOUS, "where do I find the invoice and how can I change it?", "en", set()),
    ],
)
def test_that_a_turn_asks_in_the_language_written_and_for_proven_products(
    level: Level, text: str, locale: str, products: set[str]
) -> None:
    account = Account(AccountId("a"), "Acme", Tier.GROWTH, {"product": "Tides, Reefs,"})
    turn = TurnInput(
        conversation_id=ConversationId("c"),
        text=text,
        action="",
        input_seqs=(1,),
        state={},
        customer=Customer(CustomerId("p"), "Ana", None, "en", account),
        identity=Identity(IdentityId("i"), CustomerId("p"), "web", "x", ProvenBy.ANONYMOUS_SESSION, level),
        locale="fr",
        now=Millis(0),
        history=_said,
        past_decisions=_decided,
    )
    reader = reader_of(turn, text)
    assert reader.locale == locale
    assert reader.products == products
