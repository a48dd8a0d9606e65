"""What there is to know about the learned model that reads messages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.domain.ids import Millis

FIGURES: Mapping[str, str] = {
    "intent_examples": "texts held out, each judged unseen",
    "intent_accuracy": "right of them",
    "intent_in_first_three": "right one among the first three",
    "intent_calibration_error": "expected calibration error",
    "intent_sure_share": "sure enough to act on (0.55)",
    "intent_sure_accuracy": "right of those",
    "category_accuracy": "category right",
    "category_calibration_error": "its calibration error",
    "scope_auroc": "told from out of scope (AUROC)",
    "scope_outside_found_keeping_95": "out of scope found, keeping 95 %",
    "kind_small_talk_found": "small talk told from requests",
    "kind_requests_lost": "requests taken for small talk",
}
"""What `train` prints of intents."""
MORE_FIGURES: Mapping[str, str] = {
    "mood_examples": "mood: our sentences, judged unseen",
    "mood_accuracy": "mood right",
    "mood_upset_auroc": "upset told from the rest (AUROC)",
    "mood_calibration_error": "its calibration error",
    "wish_examples": "wish for a person: our sentences, judged unseen",
    "wish_found_without_rules": "wishes heard without the rules",
    "wish_wrong_without_rules": "wishes imagined without the rules, before a word must name somebody",
    "alarm_examples": "alarms: our sentences, judged unseen",
    "alarm_heard_without_rules": "alarms heard without the rules",
    "alarm_self_harm_heard_without_rules": "self-harm heard without the rules",
    "alarm_false_without_rules": "alarms imagined without the rules",
}
"""What else the heads achieve on sentences held out, most of them written to mislead."""


@dataclass(frozen=True, slots=True)
class ModelCard:
    """One model. `examples` are the company's own with labels, `labels` those of them that came later; None where it
    is not known. `figures` were measured on texts held out, those that could not be left out."""

    version: str
    embedder: str
    trained_at: Millis | None
    intents: int
    examples: int
    labels: int | None
    figures: Mapping[str, float]


Cards = Callable[[], tuple[ModelCard | None, ModelCard | None]]
"""The model this process reads with (None: it reads no messages), and the newest accepted one (None: none is there)."""
