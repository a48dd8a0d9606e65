"""The handoff package: from what a conversation knows to what an agent needs. Pure; agents read these sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from core.domain.handoff import Attempt, Package
from core.domain.messages import NO_QUESTION, Author, Message
from core.domain.mind import SELF_HARM, Answer, Decision, Intent, Outcome, Reading, Reason
from core.domain.people import Level, ProvenBy
from core.domain.turn import TurnInput
from core.draft_texts import draft_words
from core.policies.facts import collect_facts
from core.policies.summary import summarise
from core.policies.withdrawal import is_withdrawal
from core.staff_words import ALARM_STEPS, ALARMS, named

REASON_TEXT = {
    Reason.ASKED_FOR_PERSON: "The customer asked for a person.",
    Reason.POLICY_ALARM: "The message shows something that policy always gives to a person.",
    Reason.INTENT_NEEDS_PERSON: "What the customer wants has to be done by a person.",
    Reason.NO_ANSWER: "The help pages have no reliable answer.",
    Reason.STILL_UNCLEAR: "The bot asked back and still could not tell what the customer wants.",
    Reason.REPEATED_QUESTION: "The customer asked the same thing again: the bot's answer did not help.",
    Reason.NOT_HELPED: "The customer said that the bot's answers did not help.",
    Reason.LANGUAGE: "The customer writes in a language that the help pages are not written in.",
    Reason.MOOD: "The customer's mood has fallen over the conversation.",
    Reason.ABUSE: "The customer is abusive; the bot had asked to stay civil.",
    Reason.HELD_BACK: "The bot may not answer in this category by itself.",
    Reason.SYSTEM_ERROR: "The bot failed while working on this message.",
}
_PROVEN = {
    ProvenBy.ANONYMOUS_SESSION: "not proven: anonymous widget session",
    ProvenBy.HOST_JWT: "signed by the company's own site",
    ProvenBy.SLACK_PROFILE: "Slack profile",
    ProvenBy.SLACK_TEAM: "Slack, from a workspace mapped to the account",
    ProvenBy.TERMINAL: "terminal on the server",
}
_LEVELS = {Level.ANONYMOUS: "anonymous", Level.CLAIMED: "claimed", Level.VERIFIED: "verified"}


def _attempts(past: Sequence[Decision], history: Sequence[Message]) -> tuple[Attempt, ...]:
    titles = {str(source.article_id): source.title for message in history for source in message.sources}
    found = []
    for decision in past:
        if decision.kind != "outcome" or decision.outcome == Outcome.HANDOFF:
            continue
        detail = decision.evidence.get("articles") or decision.evidence.get("options") or ""
        names = [titles.get(str(name), str(name)) for name in detail] if isinstance(detail, list) else [str(detail)]
        found.append(Attempt(decision.outcome, decision.reason, ", ".join(names)))
    return tuple(found[-8:])


def open_question(turn: TurnInput, history: Sequence[Message], decision: Decision) -> str:
    """The customer's last words that say something: a bare "get me a person" points back to what came before.

    `history` ends with this turn's messages. "" when nothing has been asked.
    """
    first = min(turn.input_seqs, default=0)
    before = (m for m in history if m.author is Author.CUSTOMER and m.seq < first)
    again = bool(turn.state.get("epoch"))  # else no wish for a person was taken back
    asked = (m for m in before if m.action not in NO_QUESTION and m.text.strip())
    earlier = [m.text for m in asked if not (again and is_withdrawal(m))]
    wish = decision.reason == Reason.ASKED_FOR_PERSON
    if turn.action == "person" or (wish and len(turn.text.split()) < 8) or decision.reason == Reason.NOT_HELPED:
        return earlier[-1] if earlier else ("" if turn.action == "person" else turn.text)
    return turn.text


def _seqs_of(question: str, turn: TurnInput, history: Sequence[Message]) -> tuple[int, ...]:
    """The messages that an open question is made of."""
    if question == turn.text:
        return turn.input_seqs
    asked = [m.seq for m in history if m.author is Author.CUSTOMER and m.text == question and question]
    return tuple(asked[-1:])


def _documents(history: Sequence[Message], answer: Answer | None) -> tuple[tuple[str, str], ...]:
    """Title and address of what was quoted and of what was found, each once."""
    found = {s.url: s.title for m in history for s in m.sources}
    found |= {p.url: p.title for p in (answer.passages[:3] if answer else ()) if p.url not in found}
    return tuple((title, url) for url, title in found.items())


def _facts(turn: TurnInput, reading: Reading | None, history: Sequence[Message]) -> tuple[tuple[str, str], ...]:
    """The language, what the customer said in so many words, and what the account says."""
    said = [m.text for m in history if m.author is Author.CUSTOMER] or [turn.text]
    account = turn.customer.account.facts if turn.customer.account else {}
    return (
        *([("Language", reading.language)] if reading else []),
        *collect_facts(said),
        *((name.replace("_", " ").capitalize(), value) for name, value in account.items()),
    )


_UNQUOTABLE = (Reason.POLICY_ALARM, Reason.NOT_HELPED, Reason.REPEATED_QUESTION, Reason.HELD_BACK)
"""Reasons for which the answer found is not offered as a draft: it does not fit, failed, or is not let out."""


def _draft(
    first_name: str, language: str, answer: Answer | None, decision: Decision, enough: float, grave: bool
) -> str:
    if grave:
        return ""
    words = draft_words(language)
    hello = words["hello_name"].format(name=first_name) if first_name else words["hello"]
    quotable = decision.reason not in _UNQUOTABLE
    if quotable and answer is not None and answer.text and answer.confidence >= enough:
        return f"{hello}{words['read']}\n\n{answer.text}"
    return f"{hello}{words['looking']}"


def _alarm_of(decision: Decision, heard: Mapping[str, str]) -> str:
    """The kind to tell of. Self-harm goes before everything; else what decided, else what was heard beside a wish."""
    if SELF_HARM in heard:
        return SELF_HARM
    return str(decision.evidence.get("alarm", "")) or next(iter(heard), "")


def _suggestion(alarm: str, intent: Intent | None, answer: Answer | None, level: int) -> str:
    if alarm:
        return ALARM_STEPS.get(alarm) or f"{named(ALARMS, alarm)}: read it at once, and ask your lead who sees to it."
    steps = []
    if level < Level.VERIFIED:
        steps.append("Identity is not proven: check who it is before you share or change account data.")
    if intent is not None and intent.action == "handoff":
        steps.append(f"Handle “{intent.name}” by hand.")
    elif answer is not None and answer.passages:
        steps.append(f"Closest article: “{answer.passages[0].title}”. Check whether it answers the question.")
    else:
        steps.append("No article fits: answer from your own knowledge and consider writing one.")
    return " ".join(steps)


def build_package(
    turn: TurnInput,
    decision: Decision,
    *,
    question: str,
    answer_confidence: float,
    reading: Reading | None,
    answer: Answer | None,
    intent: Intent | None,
    intent_sure: bool = True,
    heard: Mapping[str, str] = MappingProxyType({}),
    mood: float,
    past: Sequence[Decision],
    history: Sequence[Message],
) -> Package:
    """Everything known at the moment of the handoff. `past` and `history` are oldest first.

    `question` is the open question with the `reading` and `answer` that belong to it; an answer of at least
    `answer_confidence` becomes the draft. `intent_sure` says that the question is about `intent`; `heard` are the kinds
    of alarm with the words that showed each. Where somebody may harm themselves, nothing that a model found is told: no
    intent, no articles, no draft.
    """
    alarm = _alarm_of(decision, heard)
    grave = alarm == SELF_HARM
    if grave or (alarm and not intent_sure):
        intent = None
    if grave:
        answer = None
    customer, account = turn.customer, turn.customer.account
    level, language = turn.identity.level, reading.language if reading else turn.locale
    best = reading.best if reading and not grave else None
    package = Package(
        customer=customer.name or "Website visitor",
        proven=f"{_LEVELS[level]} ({_PROVEN[turn.identity.proven_by]})",
        level=int(level),
        account=account.name if account else "",
        tier=account.tier if account else "",
        intent=intent.name if intent else "",
        intent_score=round(best.probability, 4) if best else None,
        reason=decision.reason,
        reason_text=REASON_TEXT.get(Reason(decision.reason), decision.reason),
        evidence=dict(decision.evidence),
        sentiment=mood,
        sentiment_worst=min(turn.state.get("sentiment_worst", mood), mood),
        attempts=_attempts(past, history),
        facts=_facts(turn, reading, history),
        open_question=question,
        documents=() if grave else _documents(history, answer),
        suggested_action=_suggestion(alarm, intent, answer, level),
        draft_reply=_draft(customer.name.partition(" ")[0], language, answer, decision, answer_confidence, grave),
        language=language,
        best_intent=best.intent if best else "",
        answer_confidence=round(answer.confidence, 4) if answer else None,
        question_seqs=_seqs_of(question, turn, history),
        intent_sure=intent_sure,
        alarm=alarm,
        alarm_words=heard.get(alarm, ""),
    )
    return replace(package, summary=summarise(package))
