"""How well a company's own questions are answered: the whole way from question to quoted text."""

from collections.abc import Sequence

import numpy as np

from core.domain.company import AnswerableQuestion, Company
from core.domain.people import Level, Reader
from core.measures import area_under_curve, calibration_error
from knowledge.index import IndexedKnowledge, is_right

Figures = dict[str, float]


async def evaluate(company: Company, knowledge: IndexedKnowledge, threshold: float) -> tuple[Figures, list[str]]:
    """Figures over questions.yaml, and a line for each tricky question.

    An answer is right when it quotes what the question's `passage` says, not only the right article. Those figures
    that start with `learned_` come from cross-validation over the questions confidence is learned from, those with
    `held_out_` from questions that nothing is learned from. `answered` and `answered_right` ask the finished index the
    former, and are therefore a little too good.
    """
    figures = {f"learned_{name}": value for name, value in knowledge.figures.items()}
    asked = await _ask(knowledge, company.questions.answerable, threshold)
    figures |= {name: asked[name] for name in ("answered", "answered_right")}
    figures |= {
        f"held_out_{n}": value for n, value in (await _ask(knowledge, company.questions.held_out, threshold)).items()
    }
    return figures, [
        await _tricky(knowledge, item.question, item.article, threshold) for item in company.questions.tricky
    ]


async def _ask(knowledge: IndexedKnowledge, questions: Sequence[AnswerableQuestion], threshold: float) -> Figures:
    answers = [await knowledge.answer(item.question, Reader(Level.VERIFIED)) for item in questions]
    pairs = list(zip(questions, answers, strict=True))
    right = np.array([is_right(item, answer.sources, answer.text) for item, answer in pairs], bool)
    confidence = np.array([answer.confidence for answer in answers], np.float32)
    answered = confidence >= threshold
    wanted = np.array([bool(item.articles) for item in questions], bool)
    return {
        "quote_right": float(right.sum()) / max(1, int(wanted.sum())),
        "answered": float(answered.sum()) / max(1, len(answered)),
        "answered_right": float(right[answered].sum()) / max(1, int(answered.sum())),
        "answer_auroc": area_under_curve(confidence[right], confidence[~right]),
        "answer_calibration_error": calibration_error(confidence, right),
    }


async def _tricky(knowledge: IndexedKnowledge, question: str, wanted: str | None, threshold: float) -> str:
    answer = await knowledge.answer(question, Reader(Level.VERIFIED))
    got = str(answer.sources[0].article_id) if answer.text and answer.confidence >= threshold else None
    mark = "right" if got == wanted else "wrong"
    return f"{mark}: {question} -> {got or 'declined'} ({answer.confidence:.2f}), expected {wanted or 'decline'}"


async def broken_questions(company: Company, knowledge: IndexedKnowledge, threshold: float) -> list[str]:
    """A line for each of the company's answerable questions that gets another answer than its author wants, or none."""
    lines: list[str] = []
    for item in (*company.questions.answerable, *company.questions.held_out):
        answer = await knowledge.answer(item.question, Reader(Level.VERIFIED))
        said = bool(answer.text) and answer.confidence >= threshold
        if said == bool(item.articles) and (not said or is_right(item, answer.sources, answer.text)):
            continue
        got = str(answer.sources[0].article_id) if said else "declined"
        lines.append(
            f"{item.question} -> {got} ({answer.confidence:.2f}), expected {' or '.join(item.articles) or 'decline'}"
        )
    return lines
