"""What was mistyped is read as what was meant; what is right, or nobody can tell, stays."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.words.english import SHORT, read_english
from core.domain.mind import Answer, Passage
from core.domain.people import Level, Reader
from core.ports import Knowledge
from core.words import NO_WORDS, Words
from graph.mended import MendedKnowledge
from graph.understanding.lessons import with_mended
from graph.understanding.model import open_understanding
from graph.understanding.retrain import retrain
from graph.understanding.spelling import MOST, Spelling, as_written, said_to, unmended, written_by
from tests.support.models import embedder as open_models
from tests.support.models import lend_vectors
from tests.unit.test_understanding_model import small_company

OWN = (
    "Where is my refund for the Zyntra calendar?",
    "The invoicing add-on is called Inboxly.",
    "Sync with Trelo boards",
)
SPOILED = st.text("abcdefghijklmnopqrstuvwxyzABC 0129.,!?'@/-é", max_size=120)


@pytest.fixture(scope="module")
def english(tmp_path_factory: pytest.TempPathFactory) -> Words:
    return read_english(tmp_path_factory.mktemp("words"))


@pytest.fixture(scope="module")
def spelling(english: Words) -> Spelling:
    return Spelling(english, OWN)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("i wnat my refudn", "i want my refund"),
        ("my pasword dose not wrok", "my password dose not work"),
        ("I never recieved the confirmaton", "I never received the confirmation"),
        ("heeelp me pleeease", "help me please"),
        ("WHERE IS MY REFUDN", "WHERE IS MY refund"),
        ("Cancle it. Recieved nothing", "cancel it. received nothing"),
        ("my calandar of zyntar", "my calendar of zyntra"),
        ("the cadl", "the cadl"),  # four letters, and not the company's: too much is near
        ("spaek to a humna", "speak to a human"),
        ("u charged my acct twice, pls chk ur txns", "you charged my account twice, please chk your transactions"),
    ],
)
def test_that_slips_are_mended(spelling: Spelling, written: str, meant: str) -> None:
    mended = spelling.mend(written)
    assert mended.casefold() == meant.casefold()


@pytest.mark.parametrize(
    "text",
    [
        "Where is my refund?",
        "my colour scheme and the organisation's centre, authorised by my wifi app on whatsapp",
        "dont wont cant isnt didnt wouldnt",
        "order AB-refudn-12, refudn.txt, refudn@mail.example, #refudn, @refudn, x/refudn, refudn2",
        "I am Kathrin Mullre from Stutgart",
        "our Trelo and zyntra and inboxly",
        "Ich habe meine Rechnug nicht bekommen und möchte kündigen",
        "no puedo entrar en mi cuenta y quiero hablar con una persona, graciass",
        "",
        "asdkjh qwlekj zxmnbv",
        "can i pay with venmo or revolut, and log in to the backend on two iphones",
    ],
)
def test_that_the_rest_stays(spelling: Spelling, text: str) -> None:
    assert spelling.mend(text) == text


def test_that_what_is_known_elsewhere_stays(english: Words) -> None:
    assert Spelling(english, OWN).mend("the travle plan") == "the travel plan"
    assert Spelling(english, OWN).knowing(lambda word: word == "travle").mend("the travle plan") == "the travle plan"


def test_that_the_companys_own_words_come_first(english: Words) -> None:
    assert Spelling(english, ["send the parcel"]).mend("my parcle") == "my parcel"
    assert Spelling(english, ["a form to fill"] * 3).mend("the fomr") == "the form"
    assert Spelling(english, ["a fort to hold"]).mend("the forn") == "the fort"


def test_that_a_slip_among_the_examples_stays_a_slip(english: Words) -> None:
    said = ["I forgot my pasword", "reset my zyntra", "password please", "what is zyntra"]
    assert Spelling(english, (), said).mend("my pasword for zyntra") == "my password for zyntra"


def test_that_without_words_nothing_is_strange_enough_to_touch() -> None:
    assert Spelling(NO_WORDS, ["refund"]).mend("hello wrld") == "hello wrld"
    assert Spelling(NO_WORDS, ["refund"]).mend("a refudn") == "a refund"


@given(SPOILED)
def test_that_only_words_change_and_mending_twice_changes_nothing_more(spelling: Spelling, text: str) -> None:
    mended = spelling.mend(text)
    assert re.sub(r"[A-Za-z]+", "", mended) == re.sub(r"[A-Za-z]+", "", text)
    assert len(mended.split()) == len(text.split())
    if len(text.split()) <= MOST:
        assert spelling.mend(mended) == mended


def test_that_a_companys_words_are_its_examples_articles_and_name() -> None:
    company = small_company()
    words = " ".join(written_by(company))
    assert company.name in words
    assert all(article.title in words for article in company.articles)
    assert set(said_to(company)) >= {text for texts in company.intent_examples.values() for text in texts}


def test_that_a_companys_own_abbreviation_is_its_name(english: Words) -> None:
    assert Spelling(english, ["The ACC add-on"]).mend("the acc add-on and my acct") == "the acc add-on and my account"


def test_that_no_abbreviation_is_a_word(english: Words) -> None:
    for short, word in SHORT.items():
        assert word in english.known
        assert english.common.get(short, 0) < english.common[word], short


def test_that_the_words_are_english(english: Words) -> None:
    for word in ("refund", "receive", "colour", "uber", "dont", "don't", "rescheduled"):
        assert word in english.known
    for word in ("refudn", "recieve", "", "x" * 99, "müde"):
        assert word not in english.known
    assert english.common["refund"] < english.common["want"]


def test_that_what_is_quoted_was_written() -> None:
    assert as_written("speak to a human", "Please let me speak to a human!", "Plaese let me spaek to a humna!") == (
        "spaek to a humna"
    )
    assert as_written("Please lease it", "Please lease it", "Please laese it") == "Please laese it"
    assert as_written("", "the refund", "the refudn") == ""


async def test_that_models_read_what_was_meant_and_quote_what_was_written(english: Words, tmp_path: Path) -> None:
    company, embedder = small_company(), open_models()
    mend = Spelling(english, written_by(company), said_to(company)).mend
    understanding = open_understanding(company, embedder, lend_vectors(tmp_path), mend=mend)
    wish = await understanding.read("I wnat to spaek to a humna")
    assert wish.wants_person == "i wnat to spaek to a humna"
    grave = await understanding.read("My laywer will be in touhc, I will see you in court")
    assert [alarm.words in "my laywer will be in touhc, i will see you in court" for alarm in grave.alarms] == [True]
    assert grave.alarms[0].kind == "legal_threat"
    typed, meant = await understanding.read("I frogot my pasword"), await understanding.read("I forgot my password")
    assert typed.best == meant.best
    assert typed.in_scope == meant.in_scope


def test_that_models_learn_from_what_they_will_read(english: Words, tmp_path: Path) -> None:
    company, embedder = small_company(), open_models()
    mend = Spelling(english, written_by(company), said_to(company)).mend
    assert with_mended(company, unmended) is company
    mended = with_mended(company, mend)
    assert "pasword" in str(company.intent_examples)
    assert "pasword" not in str(mended.intent_examples)
    assert mended.understanding_digest != company.understanding_digest
    models = lend_vectors(tmp_path)
    taught = retrain(company, embedder, models, [], mend=mend)
    assert open_understanding(company, embedder, models, mend=mend).version == taught.version


class Asked:
    """Knowledge that remembers what it was asked."""

    version, locales = "1", frozenset({"en"})

    def __init__(self) -> None:
        self.questions: list[tuple[str, tuple[str, ...]]] = []

    async def search(
        self, question: str, reader: Reader, limit: int = 5, *, history: Sequence[str] = ()
    ) -> tuple[Passage, ...]:
        self.questions.append((question, tuple(history)))
        return ()

    async def answer(self, question: str, reader: Reader, *, history: Sequence[str] = ()) -> Answer:
        self.questions.append((question, tuple(history)))
        return Answer("", 0.0)


async def test_that_articles_are_searched_for_what_was_meant(english: Words) -> None:
    asked = Asked()
    mended: Knowledge = MendedKnowledge(asked, Spelling(english, OWN).mend)
    await mended.answer("my refudn", Reader(Level.ANONYMOUS), history=["the calandar"])
    await mended.search("my refudn", Reader(Level.ANONYMOUS))
    assert asked.questions == [("my refund", ("the calendar",)), ("my refund", ())]
    assert (mended.version, mended.locales) == ("1", frozenset({"en"}))
