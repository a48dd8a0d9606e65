"""Learning from a small company and reading with it: from text to Reading."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from adapters.embeddings.minilm import MiniLmEmbedder
from core.domain.company import Article, ArticleAudience, Company
from core.domain.ids import ArticleId, IntentId
from core.domain.mind import Intent, MessageKind
from core.measures import area_under_curve, calibration_error
from core.policies.phrases import wish_for_person
from core.ports import Understanding
from core.sentences import article_headings, article_sentences, split_sentences
from graph.facts import reading_from_json, reading_to_json
from graph.understanding.articles import told_of
from graph.understanding.cards import newest_card
from graph.understanding.language import guess_language
from graph.understanding.linear import softmax
from graph.understanding.model import TrainedUnderstanding, open_understanding
from graph.understanding.store import load
from tests.support.models import lend_vectors
from tests.unit.test_alarm_rates import phrases

INTENTS = {
    "reset_password": (
        "Reset a password",
        ["forgot my password", "I can't log in", "password reset please", "the reset link expired", "new pasword"],
    ),
    "refund": (
        "Get a refund",
        ["I want my money back", "refund please", "you charged me twice", "return my payment", "refnd for last month"],
    ),
    "move_booking": (
        "Move an appointment",
        [
            "reschedule my visit",
            "another day for my appointment",
            "move my booking",
            "change the time",
            "can I come later",
        ],
    ),
}
ARTICLE = Article(
    ArticleId("reset"), "Reset your password", "account", ArticleAudience.PUBLIC, "en", "", "", "/help/reset",
    "# Reset your password\n\nChoose **Forgotten password?** on the sign-in page.\n\n1. Open the message.\n"
    "2. Type it twice.\n",
)  # fmt: skip


def small_company() -> Company:
    intents = {
        IntentId(name): Intent(
            IntentId(name), title, "account", "answer", "normal", f"{title}?",
            (ArticleId("reset"),) if name == "reset_password" else (),
        )
        for name, (title, _) in INTENTS.items()
    }  # fmt: skip
    return Company(
        name="Acme", product="Acme", tagline="", bot_name="Ada", website="", support_email="", timezone="UTC",
        locales=("en",), accent="", accent_dark="", hours=(), first_response_target_minutes={}, teams=(),
        categories={"account": "Account"}, intents=intents,
        intent_examples={IntentId(name): tuple(said) for name, (_, said) in INTENTS.items()},
        articles=(ARTICLE,),
        smalltalk={
            "greeting": ("hi there friend", "hello, anyone there?", "hey, quick question", "good day to you"),
            "thanks": ("brilliant, that worked", "ok got it, thanks", "much appreciated", "you're a star"),
            "about_bot": ("are you a bot?", "who am I speaking to?", "what can you do?", "are you a real person"),
        },
        understanding_digest="small",
    )  # fmt: skip


@pytest.fixture(scope="module")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MiniLmEmbedder]:
    opened = MiniLmEmbedder.open(tmp_path_factory.mktemp("models"))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lend_vectors(tmp_path_factory.mktemp("understanding"))


@pytest.fixture(scope="module")
def trained(embedder: MiniLmEmbedder, models: Path) -> TrainedUnderstanding:
    return open_understanding(small_company(), embedder, models)


def test_that_it_is_the_port(trained: TrainedUnderstanding) -> None:
    port: Understanding = trained
    assert set(port.intents) == set(INTENTS)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I don't remember my password any more", "reset_password"),
        ("give me my money back for June", "refund"),
        ("Could I have my appointment on Friday instead?", "move_booking"),
    ],
)
async def test_that_new_words_find_their_intent(trained: TrainedUnderstanding, text: str, intent: str) -> None:
    reading = await trained.read(text)
    assert reading.kind is MessageKind.REQUEST
    assert reading.best is not None
    assert reading.best.intent == intent
    probabilities = [candidate.probability for candidate in reading.candidates]
    assert probabilities == sorted(probabilities, reverse=True)
    assert len(probabilities) == 3
    assert 0.999 < sum(probabilities) < 1.001
    assert reading.model_version == trained.version


async def test_that_what_no_intent_covers_is_less_in_scope(trained: TrainedUnderstanding) -> None:
    inside, outside = await asyncio.gather(
        trained.read("please reset the password of my login"), trained.read("how do I bake sourdough bread")
    )
    assert inside.in_scope > 0.6
    assert outside.in_scope < 0.4


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hi", MessageKind.GREETING),
        ("thank you, that worked!", MessageKind.THANKS),
        ("Are you a robot?", MessageKind.ABOUT_BOT),
        ("hi, I forgot my password", MessageKind.REQUEST),
        ("👍", MessageKind.NOISE),
        ("can I talk to a real person", MessageKind.REQUEST),
    ],
)
async def test_that_small_talk_is_told_from_requests(
    trained: TrainedUnderstanding, text: str, kind: MessageKind
) -> None:
    assert (await trained.read(text)).kind is kind


async def test_that_mood_follows_tone_and_not_trouble(trained: TrainedUnderstanding) -> None:
    upset, calm, glad = await asyncio.gather(
        trained.read("This is a joke. THIRD time I ask and nobody answers!!!"),
        trained.read("Two payments were taken for May, could you check?"),
        trained.read("Fantastic, it works again, thank you!"),
    )
    assert upset.sentiment < -0.45 < calm.sentiment < 0.5 < glad.sentiment


async def test_that_rules_reach_the_reading(trained: TrainedUnderstanding) -> None:
    reading = await trained.read("We've been hacked, you idiots. Let me talk to a human!")
    assert reading.wants_person
    assert reading.abusive
    assert [alarm.kind for alarm in reading.alarms] == ["security_incident"]
    assert reading.kind is MessageKind.REQUEST


@pytest.mark.parametrize(
    ("name", "heard", "self_harm", "imagined"),
    [("alarms_fresh_e.txt", 0.65, 0.85, 0.14), ("alarms_fresh_f.txt", 0.55, 0.4, 0.25)],
)
async def test_that_indirect_alarms_are_heard_by_their_meaning(
    trained: TrainedUnderstanding, name: str, heard: float, self_harm: float, imagined: float
) -> None:
    """Odd wordings, of which the rules hear 5 of 105 and 0 of 37; the harmless ones are written to mislead."""
    said = [(kind, text) for language, kind, _, text in phrases(name) if language == "en"]
    readings = await asyncio.gather(*(trained.read(text) for _, text in said))
    shown = [
        (kind, {alarm.kind for alarm in reading.alarms}) for (kind, _), reading in zip(said, readings, strict=True)
    ]
    right = {kind: [kind in found for each, found in shown if each == kind] for kind, _ in said}
    false = [bool(found) for kind, found in shown if kind == "none"]
    grave = [each for kind, found in right.items() if kind != "none" for each in found]
    assert sum(grave) / len(grave) >= heard
    assert sum(right["self_harm"]) / len(right["self_harm"]) >= self_harm
    assert sum(false) / len(false) <= imagined


async def test_that_an_alarm_no_word_shows_says_what_it_sounds_like_and_how_sure_it_is(
    trained: TrainedUnderstanding,
) -> None:
    reading = await trained.read("I have stopped seeing a future with me in it")
    alarm = reading.alarms[0]
    assert alarm.kind == "self_harm"
    assert alarm.words == ""
    assert alarm.like
    assert alarm.score is not None
    assert alarm.threshold is not None
    assert 1 >= alarm.score >= alarm.threshold > 0
    assert reading.kind is MessageKind.REQUEST
    assert reading_from_json(json.loads(json.dumps(reading_to_json(reading)))).alarms[0].like == alarm.like


@pytest.mark.parametrize(
    ("text", "wished"),
    [
        ("Let's get a human in here", True),
        ("am I talking to a real person?", False),
        ("I'll talk to my team", False),
        ("what if a client wants to talk to a human", False),
        ("talk to me in Spanish", False),
    ],
)
async def test_that_a_wish_in_unheard_words_is_understood(
    trained: TrainedUnderstanding, text: str, wished: bool
) -> None:
    assert wish_for_person(text) == ""
    assert bool((await trained.read(text)).wants_person) == wished


@pytest.mark.parametrize("text", ["", "   \n", "\x00", "\ud800", "x" * 100_000, "😡" * 50, "?"])
async def test_that_any_string_can_be_read(trained: TrainedUnderstanding, text: str) -> None:
    reading = await trained.read(text)
    assert -1 <= reading.sentiment <= 1
    assert 0 <= reading.in_scope <= 1
    assert all(np.isfinite(candidate.probability) for candidate in reading.candidates)


async def test_that_reading_is_repeatable_after_loading(
    trained: TrainedUnderstanding, embedder: MiniLmEmbedder, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.understanding.model.train", lambda *_: pytest.fail("trained again"))
    loaded = open_understanding(small_company(), embedder, models)
    assert loaded.version == trained.version
    assert loaded.figures.keys() == trained.figures.keys()
    assert loaded.card == trained.card == newest_card(models)
    assert loaded.card is not None
    assert (loaded.card.version, loaded.card.intents, loaded.card.labels) == (trained.version, len(INTENTS), 0)
    assert loaded.card.figures["alarm_examples"] > 900
    text = "where is the money you owe me"
    assert await loaded.read(text) == await trained.read(text)


def test_that_other_or_damaged_models_are_not_loaded(trained: TrainedUnderstanding, models: Path) -> None:
    (stored,) = [path for path in models.iterdir() if path.is_dir()]
    assert load(models, stored.name) is not None
    assert load(models, "another") is None
    broken = models / "broken"
    broken.mkdir()
    (broken / "about.json").write_text((stored / "about.json").read_text().replace(stored.name, "broken"))
    (broken / "heads.npz").write_bytes((stored / "heads.npz").read_bytes()[:1000])
    assert load(models, "broken") is None


def test_that_a_changed_article_or_example_changes_the_version(
    trained: TrainedUnderstanding, embedder: MiniLmEmbedder, models: Path
) -> None:
    company = small_company()
    other = replace(company, articles=(replace(ARTICLE, body=ARTICLE.body + "\nOne more thing.\n"),))
    assert open_understanding(other, embedder, models).version != trained.version


def test_that_figures_come_with_the_model(trained: TrainedUnderstanding) -> None:
    for name in (
        "intent_accuracy",
        "intent_calibration_error",
        "scope_auroc",
        "mood_upset_auroc",
        "kind_requests_lost",
    ):
        assert 0 <= trained.figures[name] <= 1


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do I reset my password?", "en"),
        ("Ich kann mich nicht anmelden", "de"),
        ("no puedo entrar en mi cuenta", "es"),
        ("je veux annuler mon abonnement", "fr"),
        ("HL-402", "en"),
        ("", "en"),
    ],
)
def test_that_the_language_is_guessed(text: str, language: str) -> None:
    assert guess_language(text) == language


def test_that_sentences_end_where_they_end() -> None:
    assert split_sentences("Use e.g. Chrome. It costs £4.50 a month! Why? Dr. No says so.") == [
        "Use e.g. Chrome.",
        "It costs £4.50 a month!",
        "Why?",
        "Dr. No says so.",
    ]
    assert article_sentences(ARTICLE.body) == [
        "Reset your password",
        "Choose Forgotten password? on the sign-in page.",
        "Open the message.",
        "Type it twice.",
    ]


def test_that_titles_and_headings_of_articles_are_learned_from_first() -> None:
    fenced = "```\n# no heading\n```"
    body = f"# Moving a date\n\nOpen **Today**. Drag it.\n\n{fenced}\n\n## When it is `late`\n\n- Ask the salon first."
    other = replace(ARTICLE, title="Calendars that agree", body="Link both. Wait a minute.\n\nDrag it.")
    first = replace(ARTICLE, title="Move a booking", body=body)
    assert article_headings(body) == ["Moving a date", "When it is late"]
    assert told_of([first, other]) == [
        "Move a booking",
        "Calendars that agree",
        "Moving a date",
        "When it is late",
        "Link both.",
        "Open Today.",
        "Wait a minute.",
        "Drag it.",
        "Ask the salon first.",
    ]
    assert told_of([]) == []


def test_that_figures_are_computed_right() -> None:
    confidence = np.array([0.95, 0.95, 0.55, 0.55], np.float32)
    assert calibration_error(confidence, np.array([True, True, True, False])) == pytest.approx(0.05, abs=1e-6)
    assert area_under_curve(np.array([3.0, 2.0], np.float32), np.array([2.0, 1.0], np.float32)) == 0.875
    assert softmax(np.array([1e4, 0.0], np.float32)) == pytest.approx([1, 0])
