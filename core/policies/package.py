"""The handoff package: from what a conversation knows to what an agent needs. Pure; agents read these sentences."""

from collections.abc import Sequence
from dataclasses import replace

from core.domain.handoff import Attempt, Package
from core.domain.messages import NO_QUESTION, Author, Message
from core.domain.mind import Answer, Decision, Intent, Outcome, Reading, Reason
from core.domain.people import Level, ProvenBy
from core.domain.turn import TurnInput
from core.policies.facts import collect_facts
from core.policies.summary import summarise

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
    earlier = [m.text for m in before if m.action not in NO_QUESTION and m.text.strip()]
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


_UNQUOTABLE = (Reason.POLICY_ALARM, Reason.NOT_HELPED, Reason.REPEATED_QUESTION, Reason.HELD_BACK)
"""Reasons for which the answer found is not offered as a draft: it does not fit, failed, or is not let out."""


def _draft(first_name: str, answer: Answer | None, decision: Decision, enough: float) -> str:
    hello = f"Hi {first_name}, " if first_name else "Hi, "
    quotable = decision.reason not in _UNQUOTABLE
    if quotable and answer is not None and answer.text and answer.confidence >= enough:
        return f"{hello}I've read the conversation so far. {answer.text}"
    return f"{hello}I've read everything above, so there's no need to repeat it. I'm looking into it now."


def _suggestion(decision: Decision, intent: Intent | None, answer: Answer | None, level: int) -> str:
    if decision.reason == Reason.POLICY_ALARM:
        kind = str(decision.evidence.get("alarm", "")).replace("_", " ")
        return f"Read at once and follow the {kind} procedure."
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
    mood: float,
    past: Sequence[Decision],
    history: Sequence[Message],
) -> Package:
    """Everything known at the moment of the handoff. `past` and `history` are oldest first.

    `question` is the open question with the `reading` and `answer` that belong to it; an answer of at least
    `answer_confidence` becomes the draft.
    """
    customer, account = turn.customer, turn.customer.account
    level = turn.identity.level
    documents = {s.url: s.title for m in history for s in m.sources}
    documents |= {p.url: p.title for p in (answer.passages[:3] if answer else ()) if p.url not in documents}
    said = [m.text for m in history if m.author is Author.CUSTOMER] or [turn.text]
    facts = [("Language", reading.language)] if reading else []
    facts += collect_facts(said)
    facts += [
        (name.replace("_", " ").capitalize(), value) for name, value in (account.facts if account else {}).items()
    ]
    best = reading.best if reading else None
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
        facts=tuple(facts),
        open_question=question,
        documents=tuple((title, url) for url, title in documents.items()),
        suggested_action=_suggestion(decision, intent, answer, level),
        draft_reply=_draft(customer.name.split(" ")[0] if customer.name else "", answer, decision, answer_confidence),
        language=reading.language if reading else turn.locale,
        best_intent=best.intent if best else "",
        answer_confidence=round(answer.confidence, 4) if answer else None,
        question_seqs=_seqs_of(question, turn, history),
    )
    return replace(package, summary=summarise(package))
