"""A handoff as one Slack message. Pure.

Whatever a customer wrote stands in plain text objects, in which nothing is a mention, a link or a format; only our own
words, and those of the company, are written in Slack's markup.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.briefs import EarlierCase
from core.domain.handoff import Handoff, HandoffStatus, Package
from core.policies.added import Added
from core.policies.drafts import openable
from core.policies.sla import SlaClock, SlaState
from core.slack_text import address, cut, escape, literal, plain_text, section, when
from core.staff_words import (
    CHANNELS,
    COMPLEXITIES,
    HANDOFF_STATUSES,
    LEVELS,
    OUTCOMES,
    PRIORITIES,
    REASONS,
    SLA_KINDS,
    TIERS,
    caller,
    close_words,
    how_it_stands,
    how_many_added,
    named,
    plain,
)
from handoff.desk.views import line
from handoff.slack.words import HINTS, MARKS, mood_words, proof_words

Block = dict[str, Any]

_LONGEST = {
    "summary": 900,
    "question": 1200,
    "reason": 900,
    "tried": 1500,
    "facts": 1200,
    "action": 600,
    "draft": 2400,
    "added": 900,
    "earlier": 200,
}
_MOST_LINES = 12
_HOUR, _MINUTE = 3_600_000, 60_000


@dataclass(frozen=True, slots=True)
class Scene:
    """What a card shows besides the handoff itself.

    `due` is what is due next; `mirrored` says that words typed in the thread go to the customer, `prefix` what makes
    a single one go there; `watched` that people of other companies read the channel. `desk` is the conversation's
    address on the desk, "" where it has none; `base` our own address, before links to our pages; `added` is what
    the customer wrote after the brief, `earlier` their cases before this one.
    """

    channel: str
    account: str = ""
    tier: str = ""
    due: SlaClock | None = None
    mirrored: bool = False
    prefix: str = ""
    watched: bool = False
    desk: str = ""
    base: str = ""
    added: Added | None = None
    earlier: tuple[EarlierCase, ...] = ()


def render_card(handoff: Handoff, scene: Scene) -> tuple[str, list[Block]]:
    """The words of its notification, and its blocks."""
    package = handoff.package
    account = scene.account or package.account
    who = caller(package.customer, handoff.conversation_id)
    title = " · ".join(filter(None, (PRIORITIES[handoff.priority], who, account)))
    head = {"type": "header", "text": plain_text(cut(" ".join(f"{MARKS[handoff.priority]} {title}".split()), 148))}
    is_open = handoff.closed_at is None
    warnings = _warnings(scene, is_open)
    blocks = [head, _small(_state(handoff, scene)), *([_small(*warnings)] if warnings else []), _fields(handoff, scene)]
    blocks += _told(handoff, scene)
    blocks += _before(scene)
    if is_open:
        blocks += _titled("Suggested next step", package.suggested_action, "action")
        blocks += _titled("Draft reply", openable(package.draft_reply), "draft")
        blocks += [{"type": "actions", "block_id": f"triage:{handoff.id}", "elements": _buttons(handoff, scene)}]
    elif scene.desk:
        blocks += [{"type": "actions", "elements": [_link(scene.desk)]}]
    return escape(f"{named(REASONS, handoff.reason)}: {title}"), blocks


def digest_of(text: str, blocks: Sequence[Block]) -> str:
    """Tells whether a card shows this already."""
    return hashlib.blake2b(json.dumps([text, blocks], sort_keys=True).encode(), digest_size=12).hexdigest()


# --- the parts ---------------------------------------------------------------------------------------------


def _small(*texts: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True} for text in texts]}


def _state(handoff: Handoff, scene: Scene) -> str:
    status = handoff.status
    if status is HandoffStatus.WAITING:
        words = "⏳ *Waiting for a person*"
        if handoff.escalated_at is not None:
            words += " · escalated"
    elif status is HandoffStatus.CLAIMED:
        words = f"🙋 *With {escape(handoff.claimed_by_name)}*"
        if handoff.claimed_at is not None:
            words += f" since {when(handoff.claimed_at, '{time}')}"
    else:
        words = f"{'✅' if status is HandoffStatus.RESOLVED else '↩️'} *{HANDOFF_STATUSES[status]}*"
        if why := close_words(handoff):
            words += f" · {escape(why)}"
    return f"{words} · {_due(scene.due)}" if scene.due else words


def _due(due: SlaClock) -> str:
    """The countdown, in steps that grow with the distance: a card is not rewritten for every minute."""
    what, at = SLA_KINDS[due.kind], when(due.due_at, "{date_short_pretty} {time}")
    if due.state is SlaState.BREACHED:
        return f"🔥 *{what} is late*, due {at}, {_span(-due.left_ms)} ago"
    mark = "⚠️ " if due.state is SlaState.DUE_SOON else ""
    paused = "" if due.running else " of opening time (closed now)"
    return f"{mark}{what} due {at}, {_span(due.left_ms)} left{paused}"


def _span(ms: int) -> str:
    if ms >= 2 * _HOUR:
        return f"{ms // _HOUR} h"
    minutes = ms // _MINUTE
    return f"{minutes - minutes % 5} min" if minutes >= 20 else f"{minutes} min"


def changes_in(due: SlaClock | None) -> int | None:
    """In how many ms the countdown may read otherwise; None when there is none."""
    if due is None:
        return None
    left = abs(due.left_ms)
    if not due.running or left >= 2 * _HOUR:
        return 15 * _MINUTE
    return (5 if left >= 25 * _MINUTE else 1) * _MINUTE


def _warnings(scene: Scene, is_open: bool) -> list[str]:
    """Where words go that are typed here, which is nowhere after the end, and who reads along."""
    found = [HINTS["mirrored"] if scene.mirrored else HINTS["inside"]] if is_open else []
    if is_open and scene.prefix and not scene.mirrored:
        found.append(HINTS["prefix"].format(prefix=escape(scene.prefix)))
    if scene.watched:
        found.append(HINTS["watched"])
    return found


def _fields(handoff: Handoff, scene: Scene) -> Block:
    package = handoff.package
    account, tier = scene.account or package.account, scene.tier or package.tier
    level = named({str(int(key)): text for key, text in LEVELS.items()}, str(package.level))
    rows = [
        ("Account", f"{account} ({named(TIERS, tier)})" if account and tier else account or "none known"),
        ("Identity", f"{level}: {proof_words(package.proven)}"),
        ("Came by", named(CHANNELS, scene.channel)),
        ("About", _about(package, handoff.category)),
        ("Mood", mood_words(package.sentiment, package.sentiment_worst)),
        ("Complexity", f"{package.complexity.name} · {COMPLEXITIES[package.complexity]}"),
        ("Language", package.language.upper()),
    ]
    texts = [f"*{label}*\n{escape(cut(value, 400))}" for label, value in rows if value]
    return {"type": "section", "fields": [{"type": "mrkdwn", "text": text, "verbatim": True} for text in texts]}


def _about(package: Package, category: str) -> str:
    words = [plain(category)] if category else []
    if package.intent:
        score = f" ({package.intent_score:.0%})" if package.intent_score is not None else ""
        name = plain(package.intent)
        words.append(f"{name}{score}" if package.intent_sure else f"perhaps {name}")
    return " · ".join(words)


def _told(handoff: Handoff, scene: Scene) -> list[Block]:
    """What happened so far, in the customer's own words where they are known."""
    package = handoff.package
    why = [package.reason_text or named(REASONS, handoff.reason)]
    why += [f"• {' '.join(plain(reason).split())}" for reason in handoff.priority_reasons]
    why += _lines(package.evidence)
    tried = [
        f"{number}. {named(OUTCOMES, one.what)}: {named(REASONS, one.outcome)}"
        + (f" ({one.detail})" if one.detail else "")
        for number, one in enumerate(package.attempts, 1)
    ]
    facts = [f"{plain(label)}: {value}" for label, value in package.facts if label != "Language"]
    return [
        *_titled("Summary", package.summary, "summary"),
        *_titled("Open question", package.open_question, "question"),
        *_added(scene.added),
        *_titled("Why it came to you", "\n".join(why), "reason"),
        *_titled("What the bot tried", "\n".join(tried[-_MOST_LINES:]) or "Nothing yet.", "tried"),
        *_titled("Facts", " · ".join(facts[:_MOST_LINES]), "facts"),
        *_documents(package.documents, scene.base),
    ]


def _lines(evidence: Mapping[str, object]) -> list[str]:
    shown = [(key, value) for key, value in evidence.items() if value is not None and value not in ("", [], {})]
    return [f"• {plain(key)}: {cut(line(value), 200)}" for key, value in shown[:_MOST_LINES]]


def _titled(title: str, text: str, kind: str) -> list[Block]:
    return [_small(f"*{title}*"), literal(text, _LONGEST[kind])] if text.strip() else []


def _documents(documents: Sequence[tuple[str, str]], base: str) -> list[Block]:
    links = []
    for title, url in documents[:5]:
        words = escape(cut(title or url, 120)).replace("|", "/")
        link = address(escape(f"{base}{url}" if url.startswith("/") and base else url))
        links.append(f"• <{link}|{words}>" if link else f"• {words}")
    return [_small("*Documents*"), section("\n".join(links))] if links else []


def _added(added: Added | None) -> list[Block]:
    if added is None:
        return []
    lines = [added.latest, *([f"They asked: {added.question}"] if added.question else [])]
    lines += [f"{plain(label)}: {value}" for label, value in added.facts]
    return _titled(f"Added since · {how_many_added(added.count).lower()}", "\n".join(lines), "added")


def _before(scene: Scene) -> list[Block]:
    """The same customer's cases before this one, for our eyes only; their words mean nothing to Slack."""
    shown = () if scene.watched else scene.earlier
    blocks = [_small("*Earlier cases*")] if shown else []
    for case in shown:
        day = when(case.handoff.opened_at, "{date_short_pretty}")
        link = address(escape(f"{scene.base}/desk/c/{case.handoff.conversation_id}")) if scene.base else ""
        words = [f"{day} · <{link}|open on the desk>" if link else day, escape(plain(case.about)) if case.about else ""]
        blocks.append(_small(" · ".join(filter(None, (*words, escape(how_it_stands(case.handoff)))))))
        if question := case.handoff.package.open_question.strip():
            blocks.append(literal(question, _LONGEST["earlier"]))
    return blocks


# --- the buttons -------------------------------------------------------------------------------------------


def _button(handoff: Handoff, what: str, face: str, **more: Any) -> Block:
    return {
        "type": "button",
        "action_id": f"triage:{what}",
        "text": plain_text(face, emoji=True),
        "value": handoff.id,
        **more,
    }


def _sure(title: str, question: str, yes: str) -> Block:
    """Asks before something goes to the customer."""
    return {
        "title": plain_text(title),
        "text": plain_text(cut(question, 300)),
        "confirm": plain_text(yes),
        "deny": plain_text("Not yet"),
    }


def _link(url: str) -> Block:
    return {"type": "button", "action_id": "triage:desk", "text": plain_text("Open on the desk"), "url": url}


def _buttons(handoff: Handoff, scene: Scene) -> list[Block]:
    found = []
    if handoff.status is HandoffStatus.WAITING:
        found.append(_button(handoff, "claim", "Claim", style="primary"))
    else:
        draft = openable(handoff.package.draft_reply)
        if draft:
            sure = _sure("Send the draft?", f"The customer reads:\n{draft}", "Send")
            found.append(_button(handoff, "send_draft", "Send draft", confirm=sure))
            found.append(_button(handoff, "edit_draft", "Edit and send…"))
        found.append(_button(handoff, "reply", "Reply…", style="primary"))
    found.append(_button(handoff, "note", "Internal note…"))
    found.append(_button(handoff, "reassign", "Reassign…"))
    found.append(_button(handoff, "escalate", "Escalate…"))
    back = _sure("Return to the bot?", "The bot goes on with this customer. It starts afresh.", "Return")
    found.append(_button(handoff, "return", "Return to bot", confirm=back))
    found.append(_button(handoff, "resolve", "Resolve…"))
    return [*found, _link(scene.desk)] if scene.desk else found
