"""How well a company's own questions are answered: the whole way from question to quoted text."""

from core.domain.company import Company
from core.domain.people import Level
from knowledge.index import IndexedKnowledge

Figures = dict[str, float]


async def evaluate(company: Company, knowledge: IndexedKnowledge, threshold: float = 0.55) -> tuple[Figures, list[str]]:
    """Figures over questions.yaml, and a line for each tricky question.

    Those that start with `held_out_` come from cross-validation. `answered` and `answered_right` ask the finished
    index, which has learned its confidence from the same questions, and are therefore a little too good.
    """
    figures = {f"held_out_{name}": value for name, value in knowledge.figures.items()}
    answered = right = 0
    for item in company.questions.answerable:
        answer = await knowledge.answer(item.question, Level.VERIFIED)
        if answer.text and answer.confidence >= threshold:
            answered += 1
            right += answer.sources[0].article_id in item.articles
    figures["answered"] = answered / max(1, len(company.questions.answerable))
    figures["answered_right"] = right / max(1, answered)
    return figures, [
        await _tricky(knowledge, item.question, item.article, threshold) for item in company.questions.tricky
    ]


async def _tricky(knowledge: IndexedKnowledge, question: str, wanted: str | None, threshold: float) -> str:
    answer = await knowledge.answer(question, Level.VERIFIED)
    got = str(answer.sources[0].article_id) if answer.text and answer.confidence >= threshold else None
    mark = "right" if got == wanted else "wrong"
    return f"{mark}: {question} -> {got or 'declined'} ({answer.confidence:.2f}), expected {wanted or 'decline'}"
