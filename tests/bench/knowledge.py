"""What a search costs among 1,000, 10,000 and 100,000 passages, beside the embedding.

Words are drawn by Zipf's law, a topic's own among them; vectors are made, not embedded: clusters of topics with noise,
of the real length and size. So time, memory and bytes are real, and how good the answers are is not asked here.
"""

import resource
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from core.domain.company import Article, ArticleAudience
from core.domain.ids import ArticleId
from core.ports import Vectors
from knowledge.asking import asked_with
from knowledge.compact import build_index, compact
from knowledge.confidence import SHIPPED, Familiar
from knowledge.ingest import Section, Unit, UnitKind
from knowledge.lexical import build_lexical, build_pairs, unit_words
from knowledge.search import Indexes, Searcher, Sentences
from knowledge.store import Stored, load, save
from knowledge.twins import twins
from tests.bench.report import percentile, progress, table
from tests.bench.servers import Home

SIZES = (1_000, 10_000, 100_000)
PASSAGES, UNITS, WORDS = 5, 4, 14
"""Of an article, of a passage, of a unit."""
DIMENSIONS, TOPICS, VOCABULARY = 384, 400, 30_000
QUESTIONS = 500


def measure(home: Home | None, *, quick: bool) -> dict[str, Any]:
    """The section `knowledge`; needs no service. Processor time is told beside the time by the clock, in which other
    processes have their share."""
    found = {str(size): _measured(size) for size in (SIZES[:2] if quick else SIZES)}
    table(
        "a search, without the embedding, on one core",
        (
            "passages",
            "ms p50",
            "ms p99",
            "CPU ms p50",
            "CPU ms p99",
            "built in s",
            "loaded in s",
            "MB on disk",
            "MB of memory more",
        ),
        [(int(size), *one.values()) for size, one in found.items()],
    )
    return found


def _measured(size: int) -> dict[str, float]:
    random = np.random.default_rng(size)
    topics = _unit(random.normal(size=(TOPICS, DIMENSIONS)))
    of = random.integers(0, TOPICS, size // PASSAGES)
    sections = [part for number in range(len(of)) for part in _article(number, int(of[number]), random)]
    began = time.perf_counter()
    stored = _stored(sections, topics[np.repeat(of, PASSAGES)], random)
    built = time.perf_counter() - began
    with tempfile.TemporaryDirectory(prefix="foyer-bench-") as folder:
        save(Path(folder), "bench", stored)
        disk = sum(path.stat().st_size for path in Path(folder).rglob("*.*"))
        del stored
        before, began = _resident(), time.perf_counter()
        opened = load(Path(folder) / "bench")
        if opened is None:
            raise RuntimeError("what was stored cannot be loaded")
        searcher = Searcher(sections, opened.indexes)
        loaded = time.perf_counter() - began
        spent = _asked(searcher, topics, random, size)
        return {
            "p50_ms": percentile([clock for clock, _ in spent], 50),
            "p99_ms": percentile([clock for clock, _ in spent], 99),
            "p50_cpu_ms": percentile([cpu for _, cpu in spent], 50),
            "p99_cpu_ms": percentile([cpu for _, cpu in spent], 99),
            "build_s": built,
            "load_s": loaded,
            "disk_mb": disk / 1e6,
            "memory_mb": _resident() - before,
        }


def _asked(searcher: Searcher, topics: Vectors, random: np.random.Generator, size: int) -> list[tuple[float, float]]:
    """What each question took in ms: by the clock, and of the processor."""
    view = searcher.view(lambda article: article.audience is ArticleAudience.PUBLIC)
    spent: list[tuple[float, float]] = []
    for number in range(QUESTIONS):
        topic = int(random.integers(0, TOPICS))
        vector = _unit(topics[topic][None] + random.normal(size=(1, DIMENSIONS)) * 0.04)
        question = asked_with("how do I change " + _words(topic, 8, random), (), vector, "en")
        began, used = time.perf_counter(), time.thread_time()
        searcher.find(question, view)
        if number >= QUESTIONS // 10:
            spent.append(((time.perf_counter() - began) * 1000, (time.thread_time() - used) * 1000))
        progress(f"questions to {size:,} passages", number + 1, QUESTIONS)
    return spent


def _article(number: int, topic: int, random: np.random.Generator) -> list[Section]:
    audience = ArticleAudience.SIGNED_IN if number % 10 == 0 else ArticleAudience.PUBLIC
    article = Article(ArticleId(f"a{number}"), _words(topic, 3, random), "", audience, "en", "", "", "", "")
    parts = []
    for _ in range(PASSAGES):
        units = tuple(Unit(UnitKind.SENTENCE, _words(topic, WORDS, random), block) for block in range(UNITS))
        parts.append(Section(article, _words(topic, 2, random), units, " ".join(unit.text for unit in units)))
    return parts


def _words(topic: int, count: int, random: np.random.Generator) -> str:
    """Most of them anybody's, every third the topic's own."""
    common = np.minimum(random.zipf(1.3, count), VOCABULARY)
    own = random.integers(0, 60, count)
    return " ".join(f"t{topic}x{own[i]}" if i % 3 == 0 else f"word{common[i]}" for i in range(count))


def _stored(sections: list[Section], centres: Vectors, random: np.random.Generator) -> Stored:
    passages = _near(centres, random)
    units = np.repeat(passages, UNITS, axis=0)
    words = build_lexical([section.searched for section in sections], "en")
    headed = [f"{section.name}: {unit.text}" for section in sections for unit in section.units]
    whole = [
        " ".join(part.searched for part in sections[at : at + PASSAGES]) for at in range(0, len(sections), PASSAGES)
    ]
    sentences = Sentences(compact(_near(units, random)), compact(_near(units, random)), unit_words(headed, words))
    indexes = Indexes(
        build_index(passages),
        compact(passages),
        sentences,
        compact(_near(centres[::PASSAGES], random)),
        words,
        build_lexical(whole, "en"),
        build_pairs([part.article.title for part in sections[::PASSAGES]], "en"),
        np.zeros(len(units), np.int64),
        twins([section.text for section in sections], "en"),
    )
    nothing = np.empty((0, DIMENSIONS), np.float32)
    return Stored(indexes, Familiar(nothing, 0, nothing, np.empty((0, 2), np.int64)), SHIPPED, {})


def _near(vectors: Vectors, random: np.random.Generator) -> Vectors:
    noise = random.standard_normal(size=vectors.shape, dtype=np.float32)
    return _unit(vectors + noise * np.float32(0.04))


def _unit(vectors: Any) -> Vectors:
    one: Vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return one


def _resident() -> float:
    """Memory in MB, mapped pages that have been looked at included."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
