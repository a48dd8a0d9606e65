"""What a company's intents are learned from besides its own examples: labelled messages, kept with the models."""

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.domain.company import Company
from core.domain.ids import IntentId
from core.policies.redact import redact
from graph.understanding.spelling import Mend

FILE = "accepted.json"
AGENT, LABELLED = "agent", "file"
"""Where a lesson comes from: an agent's verdict, which a customer may take back, or a file of labels."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message and the intent it belongs to. Personal data is taken out of the text."""

    text: str
    intent: IntentId
    source: str

    @classmethod
    def of(cls, text: str, intent: str, source: str) -> "Lesson":
        """From a message as it was written."""
        return cls(redact(" ".join(text.split())), IntentId(intent), source)


def with_lessons(company: Company, lessons: Sequence[Lesson]) -> Company:
    """The company as if its file of intents held these examples too. A text it has already, and an intent it no
    longer has, teach nothing."""
    examples = {intent: list(texts) for intent, texts in company.intent_examples.items()}
    known = {(intent, text.casefold()) for intent, texts in examples.items() for text in texts}
    taken = []
    for lesson in lessons:
        key = (lesson.intent, lesson.text.casefold())
        if lesson.intent in company.intents and lesson.text and key not in known:
            known.add(key)
            examples.setdefault(lesson.intent, []).append(lesson.text)
            taken.append(key)
    if not taken:
        return company
    digest = hashlib.sha256(repr((company.understanding_digest, sorted(taken))).encode()).hexdigest()
    held = {intent: tuple(texts) for intent, texts in examples.items()}
    return replace(company, intent_examples=held, understanding_digest=digest)


def with_mended(company: Company, mend: Mend) -> Company:
    """The company as if its customers' examples held no slips: models learn from what they will read."""
    mended = {intent: tuple(map(mend, texts)) for intent, texts in company.intent_examples.items()}
    if mended == company.intent_examples:
        return company
    digest = hashlib.sha256(repr((company.understanding_digest, sorted(mended.items()))).encode()).hexdigest()
    return replace(company, intent_examples=mended, understanding_digest=digest)


def read_lessons(folder: Path) -> tuple[Lesson, ...]:
    """Those of the newest accepted model; none where none was accepted yet."""
    try:
        stored = json.loads((folder / FILE).read_text("utf-8"))
        return tuple(Lesson(str(text), IntentId(intent), str(source)) for text, intent, source in stored["lessons"])
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def accept_lessons(folder: Path, lessons: Iterable[Lesson]) -> None:
    """From now on models are learned from these."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{FILE}.{os.getpid()}"
    rows = [[lesson.text, lesson.intent, lesson.source] for lesson in lessons]
    draft.write_text(json.dumps({"lessons": rows}, ensure_ascii=False, indent=0), "utf-8")
    draft.replace(folder / FILE)
