"""The facts of a turn as plain JSON: written with the turn, read back to explain it or to run it again."""

from typing import Any

from core.domain.ids import ArticleId, IntentId
from core.domain.messages import Source
from core.domain.mind import Alarm, Answer, Candidate, MessageKind, Passage, Reading


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """Plain values, probabilities rounded to six places."""
    data: dict[str, Any] = {name: getattr(reading, name) for name in Reading.__slots__}
    data["candidates"] = [[c.intent, round(c.probability, 6)] for c in reading.candidates]
    data["category_probability"] = round(reading.category_probability, 6)
    data["also"] = [[c.intent, round(c.probability, 6)] for c in reading.also]
    data["alarms"] = [
        [a.kind, a.words] if a.score is None else [a.kind, a.words, a.like, round(a.score, 6), a.threshold]
        for a in reading.alarms
    ]
    return data


def reading_from_json(data: dict[str, Any]) -> Reading:
    """The inverse of `reading_to_json`. Older facts name no category."""
    return Reading(
        kind=MessageKind(data["kind"]),
        candidates=tuple(Candidate(IntentId(i), p) for i, p in data["candidates"]),
        in_scope=data["in_scope"],
        sentiment=data["sentiment"],
        language=data["language"],
        wants_person=data["wants_person"],
        abusive=data["abusive"],
        alarms=tuple(Alarm(*alarm) for alarm in data["alarms"]),
        model_version=data["model_version"],
        category=data.get("category", ""),
        category_probability=data.get("category_probability", 0.0),
        also=tuple(Candidate(IntentId(i), p) for i, p in data.get("also", ())),
    )


def answer_to_json(answer: Answer) -> dict[str, Any]:
    """The answer and where it stands; passages keep their scores and lose their text."""
    return {
        "text": answer.text,
        "confidence": round(answer.confidence, 6),
        "index_version": answer.index_version,
        "sources": [[s.article_id, s.title, s.url, s.heading, s.version] for s in answer.sources],
        "passages": [
            [
                *(p.article_id, p.title, p.url, p.heading),
                *(round(p.score, 4), round(p.dense, 4), round(p.lexical, 4), p.version),
            ]
            for p in answer.passages
        ],
        "parts": answer.parts,
        "unanswered": list(answer.unanswered),
    }


def answer_from_json(data: dict[str, Any]) -> Answer:
    """The inverse of `answer_to_json`, passages without their text. Older facts name no versions
    and no parts."""
    return Answer(
        text=data["text"],
        confidence=data["confidence"],
        index_version=data["index_version"],
        sources=tuple(Source(ArticleId(i), *said) for i, *said in data["sources"]),
        passages=tuple(
            Passage(ArticleId(i), title, url, heading, "", *scores)
            for i, title, url, heading, *scores in data["passages"]
        ),
        parts=data.get("parts", 1),
        unanswered=tuple(data.get("unanswered", ())),
    )
