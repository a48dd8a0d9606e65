"""Trials of retrieval: what the files may hold, how rankings are judged, and the whole command with the real model."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.domain.ids import ArticleId
from core.errors import InvalidInput
from knowledge.asking import TURN_WORDS, asked_with, texts_to_embed
from knowledge.compact import build_index, compact
from knowledge.cues import MOMENT, MONEY
from knowledge.lexical import build_lexical, build_pairs, unit_words
from knowledge.trial import judge
from knowledge.trial_files import TrialQuestion, read_articles, read_questions

ROOT = Path(__file__).resolve().parents[2]


def lines(path: Path, *entries: object) -> Path:
    path.write_text("\n".join(json.dumps(entry) for entry in entries) + "\n", "utf-8")
    return path


# --- files ------------------------------------------------------------------------------------------------


def test_that_articles_are_read_from_lines_and_from_a_folder(tmp_path: Path) -> None:
    (one,) = read_articles(lines(tmp_path / "a.jsonl", {"id": 7, "title": None, "text": "Refunds take a week."}))
    assert (one.id, one.title, one.body) == ("7", "", "Refunds take a week.")
    folder = tmp_path / "help"
    (folder / "money").mkdir(parents=True)
    (folder / "money" / "refunds.md").write_text("---\ntitle: 'Refunds'\n---\nA week.\n")
    (folder / "log-in.txt").write_text("Press the button.\n")
    (folder / "picture.png").write_bytes(b"\xff")
    found = {article.id: (article.title, article.body.strip()) for article in read_articles(folder)}
    assert found == {"money/refunds": ("Refunds", "A week."), "log-in": ("log in", "Press the button.")}


def test_that_questions_keep_what_the_customer_said_before(tmp_path: Path) -> None:
    articles = read_articles(lines(tmp_path / "a.jsonl", {"id": "a", "text": "x"}))
    turns = ["hello", {"role": "agent", "text": "Hi!"}, {"role": "user", "text": " my card "}, {"text": None}]
    path = lines(tmp_path / "q.jsonl", {"query": "lost", "history": turns, "relevant": ["a"]}, {"query": "why"})
    first, second = read_questions(path, articles)
    assert first.history == ("hello", "my card")
    assert first.relevant == frozenset({ArticleId("a")})
    assert (second.history, second.relevant) == ((), frozenset())


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 1: not readable as JSON"),
        ("[]", "line 1: not an object"),
        ('{"query": ""}', "line 1: `query` is missing or empty"),
        ('{"query": "a", "relevant": "a"}', "line 1: `relevant` is not a list"),
        ('{"query": "a", "relevant": ["b"]}', "line 1: there is no article `b`"),
        ('{"query": "a", "history": "b"}', "line 1: `history` is not a list"),
        ('{"query": "a", "history": [3]}', "line 1: a turn in `history` has no text"),
        ("", "holds no questions"),
    ],
)
def test_that_wrong_questions_are_named_with_their_line(tmp_path: Path, line: str, says: str) -> None:
    articles = read_articles(lines(tmp_path / "a.jsonl", {"id": "a", "text": "x"}))
    path = tmp_path / "q.jsonl"
    path.write_text(line)
    with pytest.raises(InvalidInput, match=says):
        read_questions(path, articles)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'{"id": "a", "text": "x"}\n{"id": "a", "text": "y"}', "line 2: the id `a` is also that of line 1"),
        (b'{"text": "x"}', "line 1: the article has no `id`"),
        (b'{"id": "a"}', "line 1: `text` is missing"),
        (b'{"id": "a", "title": 3, "text": "x"}', "line 1: `title` is not a text"),
        (b"\n\xff", "line 2: not UTF-8"),
        (b"", "holds no articles"),
    ],
)
def test_that_wrong_articles_are_named_with_their_line(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)
    with pytest.raises(InvalidInput, match=says):
        read_articles(path)
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_articles(tmp_path / "nowhere.jsonl")


@settings(deadline=None, max_examples=40)
@given(st.binary(max_size=200))
def test_that_no_file_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    path = tmp_path_factory.mktemp("any") / "a.jsonl"
    path.write_bytes(content)
    try:
        read_articles(path)
    except InvalidInput as error:
        said = error.message
    else:
        said = str(path)
    assert str(path) in said


# --- judging ----------------------------------------------------------------------------------------------


def test_that_rankings_are_judged_by_the_first_relevant_article() -> None:
    a, b, c = (ArticleId(name) for name in "abc")
    asked = [TrialQuestion("", (), frozenset(wanted)) for wanted in ({a}, {b, c}, set[ArticleId]())]
    figures = judge([(a, b), (a, b, c), (a,)], asked)
    assert (figures["recall_at_1"], figures["recall_at_5"], figures["mrr"]) == (0.5, 1.0, 0.75)
    best = 1 + 1 / np.log2(3)
    assert figures["ndcg_at_10"] == pytest.approx((1 + (1 / np.log2(3) + 1 / 2) / best) / 2)
    assert np.isnan(judge([()], asked[2:])["mrr"])


@settings(deadline=None, max_examples=40)
@given(st.lists(st.sampled_from("abcdefghijkl"), unique=True), st.sets(st.sampled_from("abcdefghijkl"), min_size=1))
def test_that_figures_stay_within_bounds(ranking: list[str], relevant: set[str]) -> None:
    question = TrialQuestion("", (), frozenset(map(ArticleId, relevant)))
    figures = judge([tuple(map(ArticleId, ranking))], [question])
    assert all(0 <= value <= 1 + 1e-9 for value in figures.values())
    assert figures["recall_at_1"] <= figures["mrr"] <= figures["recall_at_10"]


# --- asking -----------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60), st.lists(st.text(max_size=400), max_size=5))
def test_that_a_question_outweighs_the_turns_before(question: str, history: list[str]) -> None:
    texts = texts_to_embed(question, history)
    assert texts[0] == question.strip()
    assert len(texts) <= 2
    vectors = np.eye(4, dtype=np.float32)[: len(texts)]
    asked = asked_with(question, history, vectors, "en")
    assert set(asked.stems) <= asked.weights.keys()
    assert all(asked.weights[stem] >= 1 for stem in asked.stems)
    assert np.linalg.norm(asked.vector) == pytest.approx(1)


def test_that_only_the_start_of_the_last_turns_is_joined() -> None:
    texts = texts_to_embed("and then?", ["first", "word " * 500, "second"])
    assert texts[1] == f"{('word ' * TURN_WORDS).strip()}\nsecond\nand then?"


def test_that_a_follow_up_asks_for_the_sort_of_answer_that_was_asked_for_before() -> None:
    vectors = np.eye(2, dtype=np.float32)
    assert asked_with("and Enterprise?", ["How much is Growth?"], vectors, "en").wanted == MONEY
    assert asked_with("and when does it end?", ["How much is Growth?"], vectors, "en").wanted == MOMENT
    assert not asked_with("and Enterprise?", ["How do I cancel?"], vectors, "en").wanted


# --- vectors and words ------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_that_compact_vectors_stay_close(count: int, seed: int) -> None:
    vectors = np.random.default_rng(seed).normal(size=(count, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = np.arange(count)
    assert np.abs(compact(vectors).similar(rows, vectors[0]) - vectors @ vectors[0]).max() < 0.02
    assert build_index(vectors).search(vectors[:1], 1)[1][0, 0] == 0


@settings(deadline=None, max_examples=40)
@given(st.lists(st.lists(st.sampled_from(["red", "blue", "green", "grey"]), max_size=6), min_size=1, max_size=8))
def test_that_words_are_counted_the_same_for_all_and_for_some(passages: list[list[str]]) -> None:
    texts = [" ".join(words) for words in passages]
    index = build_lexical(texts, "en")
    rows = np.arange(0, len(texts), 2)
    asked = {"red": 1.0, "grey": 0.5, "unheard": 1.0}
    assert np.allclose(index.scores(asked)[rows], index.scores_of(rows, asked))
    said = unit_words(texts, index).said(rows, ["red", "grey"], index)
    assert [share > 0 for share in said] == [bool({"red", "grey"} & {*passages[row]}) for row in rows]


def test_that_a_name_counts_where_its_words_follow_one_another() -> None:
    titles = ["Green Account: fees", "Light Green Account: fees", "Green fees of an account", ""]
    asked = asked_with("Which fees has my Green Account?", ["the Light Green one"], np.eye(2, dtype=np.float32), "en")
    assert asked.pairs == {"fee green": 1.0, "green account": 1.0, "light green": 0.5, "green one": 0.5}
    first, second, third, untitled = build_pairs(titles, "en").scores(asked.pairs)
    assert second > first > third == untitled == 0


# --- the command ------------------------------------------------------------------------------------------


def test_that_the_command_judges_the_products_own_search(tmp_path: Path) -> None:
    articles = lines(
        tmp_path / "a.jsonl",
        {"id": "pw", "title": "Reset your password", "text": "Choose Forgotten password and open the link."},
        {"id": "refund", "title": "Refunds", "text": "We pay money back to your card within a week."},
        {"id": "bike", "title": "Bicycle parking", "text": "Leave your bicycle behind the building."},
    )
    questions = lines(
        tmp_path / "q.jsonl",
        {"query": "I cannot remember what I type to sign in", "relevant": ["pw"]},
        {"query": "how long does it take", "history": ["I want my money back"], "relevant": ["refund"]},
        {"query": "who won the football world cup", "relevant": []},
    )
    out = tmp_path / "out.json"
    command = [
        sys.executable,
        "app.py",
        "evaluate",
        "retrieval",
        "--articles",
        str(articles),
        "--queries",
        str(questions),
    ]
    environment = {**os.environ, "FOYER_DATA_DIR": str(tmp_path / "data")}
    ran = subprocess.run(
        [*command, "--json", str(out)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    figures = json.loads(out.read_text())
    assert (figures["n"], figures["recall_at_1"], figures["abstain_auroc"]) == (3, 1, 1)
    assert figures["index_bytes"] > 0
    assert "BM25 alone" in ran.stdout
    wrong = subprocess.run(
        [*command, "--embedder", "x"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 1
    assert "no embedder `x`" in wrong.stderr
