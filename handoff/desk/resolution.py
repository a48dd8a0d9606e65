"""How a conversation ended, as the desk's form sends it."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from core.domain.handoff import Resolution, ResolveReason, Timing
from core.domain.ids import ArticleId, IntentId
from core.errors import InvalidInput

Choice = TypeVar("Choice", bound=StrEnum)


def resolution_of(body: Mapping[str, Any], intents: Collection[IntentId]) -> Resolution:
    """The form's fields; only `reason` must be there. Raises InvalidInput for what the form does not offer."""
    reason = _choice(ResolveReason, _words(body, "reason"), "Choose how the conversation ended.")
    if reason is None:
        raise InvalidInput("Choose how the conversation ended.")
    intent = IntentId(_words(body, "correct_intent"))
    if intent and intent not in intents:
        raise InvalidInput("This is none of the company's intents any more. Reload the page and choose again.")
    article = _words(body, "article_id")
    return Resolution(
        reason,
        article_id=ArticleId(article) if article else None,
        article_wanted=_words(body, "article_wanted"),
        correct_intent=intent or None,
        timing=_choice(Timing, _words(body, "timing"), "Say whether it came at the right moment, or leave it open."),
    )


def _choice(kind: type[Choice], given: str, what_to_do: str) -> Choice | None:
    if not given:
        return None
    if given not in list(kind):
        raise InvalidInput(what_to_do)
    return kind(given)


def _words(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name, "")
    if value is not None and not isinstance(value, str):
        raise InvalidInput(f'"{name}" must be text. Reload the page and try again.')
    return (value or "").strip()
