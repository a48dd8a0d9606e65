"""The windows that buttons open, and what they send. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.domain.handoff import ResolveReason, Timing
from core.domain.ids import HandoffId
from core.domain.mind import Intent
from core.domain.people import Staff
from core.slack_text import cut, literal, plain_text
from core.staff_words import RESOLVE_REASONS, ROLES, TIMINGS, named

Block = dict[str, Any]

LONGEST_INPUT = 3000
"""What Slack's text input takes."""
_MOST_CHOICES = 100


@dataclass(frozen=True, slots=True)
class Context:
    """What a window remembers: which handoff, where its button stood, the newest entry of the log that the thread
    showed when it opened, who had the handoff then ("" for nobody), and which entry it is about (0 for none)."""

    handoff_id: HandoffId
    channel: str = ""
    thread_ts: str = ""
    shown_seq: int = 0
    held_by: str = ""
    about_seq: int = 0

    def dump(self) -> str:
        """For Slack's `private_metadata`."""
        fields = (self.handoff_id, self.channel, self.thread_ts, self.shown_seq, self.held_by, self.about_seq)
        return json.dumps(fields, separators=(",", ":"))

    @classmethod
    def load(cls, text: str) -> "Context | None":
        """None when it is not ours."""
        try:
            handoff, channel, thread, shown, held, about = json.loads(text)
            return cls(HandoffId(str(handoff)), str(channel), str(thread), int(shown), str(held), int(about))
        except (ValueError, TypeError):
            return None


def _window(name: str, title: str, submit: str, blocks: list[Block], context: Context) -> Block:
    return {
        "type": "modal",
        "callback_id": f"triage:{name}",
        "title": plain_text(title),
        "submit": plain_text(submit),
        "close": plain_text("Cancel"),
        "private_metadata": context.dump(),
        "blocks": blocks,
    }


def info_window(title: str, text: str) -> Block:
    """Says something, and asks nothing."""
    return {
        "type": "modal",
        "title": plain_text(title),
        "close": plain_text("Close"),
        "blocks": [literal(text)],
    }


def text_window(
    name: str, title: str, submit: str, label: str, hint: str, context: Context, *, above: str = "", text: str = ""
) -> Block:
    """One text: a reply, a note, a reason. `above` is what the customer said last."""
    entry: Block = {"type": "plain_text_input", "action_id": "text", "multiline": True, "max_length": LONGEST_INPUT}
    if text:
        entry["initial_value"] = text[:LONGEST_INPUT]
    asked: Block = {
        "type": "input",
        "block_id": "text",
        "label": plain_text(label),
        "element": entry,
        "hint": plain_text(hint),
    }
    said = [_small("Said last"), literal(above, 800)] if above.strip() else []
    return _window(name, title, submit, [*said, asked], context)


def reassign_window(colleagues: Sequence[Staff], holder: str, context: Context) -> Block:
    """Whom to give it to."""
    intro = f"{holder} has it now." if holder else "Nobody has it yet."
    if not colleagues:
        return info_window("Reassign", f"{intro} There is nobody else to give it to.")
    options = [_option(f"{one.name} ({named(ROLES, one.role)})", one.id) for one in colleagues[:_MOST_CHOICES]]
    choose: Block = {
        "type": "input",
        "block_id": "to",
        "label": plain_text("Give it to"),
        "element": {"type": "static_select", "action_id": "to", "options": options},
        "hint": plain_text("The customer is told who helps now."),
    }
    return _window("reassign", "Reassign", "Reassign", [literal(intro), choose], context)


def resolve_window(intents: Mapping[str, Sequence[Intent]], context: Context) -> Block:
    """How it ended, and what the bot and the articles can learn from it. Only the reason is asked for."""
    reasons = [_option(RESOLVE_REASONS[reason], reason.value) for reason in ResolveReason]
    timings = [_option(TIMINGS[timing], timing.value) for timing in Timing]
    groups = [
        {
            "label": plain_text(cut(category, 75)),
            "options": [_option(intent.name, intent.id) for intent in found[:_MOST_CHOICES]],
        }
        for category, found in intents.items()
        if found
    ][:_MOST_CHOICES]
    article: Block = {"type": "external_select", "action_id": "triage:article", "min_query_length": 2}
    wanted: Block = {"type": "plain_text_input", "action_id": "article_wanted", "max_length": 500}
    blocks = [
        _choice("reason", "How did it end?", {"type": "static_select", "options": reasons}, initial=reasons[0]),
        _input("article_id", "Article that settled it", article),
        _input("article_wanted", "Or: what a missing article should say", wanted),
    ]
    if groups:
        blocks.append(
            _choice("correct_intent", "What it was really about", {"type": "static_select", "option_groups": groups})
        )
    blocks.append(_choice("timing", "When did it come to you?", {"type": "static_select", "options": timings}))
    return _window("resolve", "Resolve", "Resolve", blocks, context)


def options_of(titles: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Articles by (title, id), as an answer to what somebody types."""
    return {"options": [_option(title, article_id) for title, article_id in titles[:_MOST_CHOICES]]}


def values_of(view: Mapping[str, Any]) -> dict[str, str]:
    """What was entered, by block."""
    found = {}
    for block, elements in ((view.get("state") or {}).get("values") or {}).items():
        for element in elements.values():
            chosen = element.get("selected_option") or {}
            found[str(block)] = str(chosen.get("value") or element.get("value") or "")
    return found


def _small(text: str) -> Block:
    return {"type": "context", "elements": [plain_text(text)]}


def _option(text: str, value: str) -> Block:
    return {"text": plain_text(cut(text, 75)), "value": value}


def _input(block: str, label: str, element: Block, *, optional: bool = True) -> Block:
    return {"type": "input", "block_id": block, "label": plain_text(label), "element": element, "optional": optional}


def _choice(block: str, label: str, element: Block, initial: Block | None = None) -> Block:
    chosen = {"initial_option": initial} if initial else {}
    return _input(block, label, {**element, "action_id": block, **chosen}, optional=initial is None)
