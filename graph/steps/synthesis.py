"""An answer written by a language model from the passages found, each sentence with the ones it rests on.

It may only put together what the passages say: `core.policies.support` decides, and where it refuses, the article is
quoted as without a model. Passages come from the reader's own search, so nothing goes out that they may not see.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from pydantic import BaseModel, ConfigDict

from core.domain.ids import ArticleId
from core.domain.messages import Source
from core.domain.mind import Answer, Passage
from core.language_model import Material, Step
from core.policies.orders import without_orders
from core.policies.support import Claim, idle, said_by, unsupported
from graph.steps.turn_model import Json, TurnModel

_MOST_SENTENCES = 8
_LONGEST = 900
_CAPITAL_NOUNS = ("de",)
_INSTRUCTIONS = """
Answer the customer's question from the numbered passages, which are from the company's help articles. Write short, \
plain sentences in the language of the passages, with their words. Give for each sentence the numbers of the passages \
it rests on. Keep numbers, names, conditions, exceptions and warnings as they stand. Say nothing that the passages do \
not say, promise nothing, and claim that nothing was done. For a step in a sequence of steps, set "step" to true. \
When the passages answer only a part of the question, answer that part and copy the other part of the question, word \
for word, into "unanswered"; otherwise leave that empty. When they do not answer it at all, give no sentences."""


class Sentence(BaseModel):
    """One sentence and its passages, counted from 1."""

    model_config = ConfigDict(extra="forbid")

    text: str
    passages: list[int]
    step: bool


class Written(BaseModel):
    """A whole answer."""

    model_config = ConfigDict(extra="forbid")

    sentences: list[Sentence]
    unanswered: str


@dataclass(frozen=True, slots=True)
class Synthesis:
    """A checked answer: light Markdown, its sources, and the part of the question that it leaves open, or ""."""

    text: str
    sources: tuple[Source, ...]
    unanswered: str


async def synthesise(question: str, answer: Answer, locale: str, model: TurnModel | None) -> Synthesis | None:
    """An answer from the passages of `answer`, or None to quote as without a model."""
    if model is None or not model.has(Step.ANSWER):
        return None
    passages = answer.passages
    texts = [_to_read(passage) for passage in passages]

    async def work() -> Json | None:
        materials = [Material("question", question)]
        materials += [Material(f"passage {n}", text, hidden=False) for n, text in enumerate(texts, 1)]
        written = await model.ask(
            Step.ANSWER,
            _INSTRUCTIONS,
            tuple(materials),
            Written,
            lambda said: _problem(said, texts, question, names=locale not in _CAPITAL_NOUNS),
        )
        return None if written is None else _kept(written, passages)

    kept = await model.once(Step.ANSWER, work)
    if kept is None:
        return None
    sources = tuple(Source(ArticleId(article), *said) for article, *said in kept["sources"])
    return Synthesis(cast(str, kept["text"]), sources, cast(str, kept["unanswered"]))


def _to_read(passage: Passage) -> str:
    """A passage under its title and heading, as the model reads it and as its sentences are judged by."""
    above = " > ".join(filter(None, (passage.title, passage.heading)))
    return without_orders(f"{above}\n\n{passage.text}")


def _problem(written: Written, texts: Sequence[str], question: str, *, names: bool) -> str:
    sentences = written.sentences
    if not sentences:
        return "it finds no answer in the passages"
    if len(sentences) > _MOST_SENTENCES or sum(len(sentence.text) for sentence in sentences) > _LONGEST:
        return "it is too long"
    if written.unanswered and not said_by(written.unanswered, question):
        return "what it leaves open is not what was asked"
    claims = [Claim(each.text, tuple(each.passages)) for each in sentences]
    return unsupported(claims, texts, names=names) or idle(claims, texts, names=names)


def _kept(written: Written, passages: Sequence[Passage]) -> Json:
    cited = dict.fromkeys(number for sentence in written.sentences for number in sentence.passages)
    by_article = {passages[number - 1].article_id: passages[number - 1] for number in reversed(cited)}
    return {
        "text": _rendered(written.sentences),
        "sources": [[p.article_id, p.title, p.url, p.heading, p.version] for p in reversed(by_article.values())],
        "unanswered": " ".join(written.unanswered.split()),
    }


def _rendered(sentences: Sequence[Sentence]) -> str:
    """Steps numbered, one a line; other sentences run on."""
    blocks: list[str] = []
    steps = 0
    for sentence in sentences:
        text = " ".join(sentence.text.split())
        if sentence.step:
            steps += 1
            blocks.append(f"{'' if steps > 1 or not blocks else chr(10)}{steps}. {text}")
        elif blocks and not steps:
            blocks[-1] = f"{blocks[-1]} {text}"
        else:
            blocks.append(f"\n{text}" if steps else text)
            steps = 0
    return "\n".join(blocks)
