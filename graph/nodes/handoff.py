"""Handoff: one package, one notice, written together. The only step that reads the conversation back."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from langgraph.runtime import Runtime

from core.domain.company import Company
from core.domain.handoff import HandoffRequest, Package, Priority
from core.domain.ids import IntentId, Millis
from core.domain.messages import Author, Draft, Message, Notice
from core.domain.mind import SELF_HARM, Answer, Decision, Intent, Reading, Reason
from core.domain.policy import Autonomy, Policy
from core.domain.turn import Staffing, TurnInput
from core.language_model import Step
from core.policies.category import category_of
from core.policies.hours import expect, spoken, zone_name
from core.policies.package import build_package, open_question
from core.policies.sla import promised_minutes
from core.ports import Texts
from graph.nodes.lookup import read_and_search
from graph.nodes.weigh import hardness_of, priority_of
from graph.state import TurnContext, TurnState
from graph.steps.slots import more_facts
from graph.steps.summary import model_summary

_HISTORY = 40
_DECISIONS = 40
_UNTIL_THEN = {"security_incident": "until_then_security", "data_loss": "until_then_data_loss"}
"""What to leave alone until somebody comes, by the kind of alarm."""
_BARE_WISH = 9
"""A wish for a person of fewer words than this carries no question of its own."""


async def handoff(state: TurnState, runtime: Runtime[TurnContext]) -> TurnState:
    """Sets `handoff` and `say`."""
    context = runtime.context
    turn = context.turn
    decision = state["decision"]
    history = await turn.history(_HISTORY)
    question = open_question(turn, history, decision)
    reading, answer = await _of_question(question, state, context)
    intent, sure = _intent(state, reading, context)
    past = await turn.past_decisions(_DECISIONS)
    priority, why = priority_of(state, context, question, intent, history)
    complexity, hard = hardness_of(state, context, question, intent, answer, past, history)
    package = build_package(
        turn,
        decision,
        question=question,
        reading=reading,
        answer=answer,
        intent=intent,
        intent_sure=sure,
        heard=_heard(state["reading"], context.policy),
        mood=state["mood"],
        answer_confidence=context.policy.answer_confidence,
        past=past,
        history=history,
    )
    package = replace(package, complexity=complexity, complexity_reasons=hard)
    if (
        decision.reason != Reason.POLICY_ALARM and package.alarm != SELF_HARM
    ):  # such a thing waits for nothing, and goes nowhere else
        package = await _told_better(package, turn, history, context)
    if state["leave"].autonomy is Autonomy.ASSIST and state.get("unsaid"):
        package = replace(package, draft_reply=state["unsaid"])
    intents = {str(key): each for key, each in context.understanding.intents.items()}
    grave = package.alarm == SELF_HARM
    found = (
        category_of(None, None, intents, context.policy)
        if grave
        else category_of(reading, intent, intents, context.policy)
    )
    if found.share is not None:
        package = replace(package, evidence={**package.evidence, "category": f"{found.why} ({found.share:.2f})"})
    return {
        "handoff": HandoffRequest(decision.reason, priority, why, found.category, package),
        "say": (await _notice(state, context, priority),),
    }


async def _told_better(package: Package, turn: TurnInput, history: Sequence[Message], context: TurnContext) -> Package:
    """The package with what a language model adds, both steps at once; as it is without one."""
    model = context.model
    if model is None:
        return package
    said = [m.text for m in history if m.author is Author.CUSTOMER] or [turn.text]
    facts, summary = await asyncio.gather(
        more_facts(said, package.facts, model), model_summary(package, history, model)
    )
    by = model.model_of(Step.SUMMARY) if summary else ""
    return replace(package, facts=package.facts + facts, summary=summary or package.summary, summary_by=by)


async def _of_question(question: str, state: TurnState, context: TurnContext) -> tuple[Reading | None, Answer | None]:
    """What is known about the open question. A bare wish for a person says nothing about what it is for."""
    if not question:
        return None, None
    if question == context.turn.text:
        bare = state["decision"].reason == Reason.ASKED_FOR_PERSON and len(question.split()) < _BARE_WISH
        return (None, None) if bare else (state["reading"], state["answer"])
    return await read_and_search(question, context)


def _intent(state: TurnState, reading: Reading | None, context: TurnContext) -> tuple[Intent | None, bool]:
    """The intent worth telling an agent and whether it is sure: the picked or likely one; else, unsure, what the
    conversation was last about."""
    intents = context.understanding.intents
    if state["chosen"] in intents:
        return intents[IntentId(state["chosen"])], True
    best = reading.best if reading is not None else None
    if best is not None and best.probability >= context.policy.intent_confidence:
        return intents.get(best.intent), True
    return intents.get(IntentId(context.turn.state.get("last_intent", ""))), False


def _heard(reading: Reading, policy: Policy) -> dict[str, str]:
    """What policy gives to a person, gravest first, with what showed it."""
    alarms = [each for each in reading.alarms if each.kind in policy.alarms]
    return {each.kind: each.shown_by for each in sorted(alarms, key=lambda each: -policy.alarms[each.kind])}


def care_language(reading: Reading) -> str:
    """The language in which to speak of help, where somebody may harm themselves; else ""."""
    return reading.language if any(alarm.kind == SELF_HARM for alarm in reading.alarms) else ""


async def _notice(state: TurnState, context: TurnContext, priority: Priority) -> Draft:
    turn, care_in = context.turn, care_language(state["reading"])
    targets, sla = context.company.first_response_target_minutes, context.policy.sla
    within = promised_minutes(targets, sla, turn.customer.account, priority)
    staffing = await turn.staffing()
    return notice(
        state["decision"], turn.now, state["locale"], context.company, context.texts, staffing, within, care_in
    )


def notice(
    decision: Decision,
    now: Millis,
    locale: str,
    company: Company,
    texts: Texts,
    staffing: Staffing,
    within: int,
    care_in: str = "",
) -> Draft:
    """What the customer is told: that a person comes, what to leave alone until then, that nothing need be repeated,
    and by when: `within` minutes of opening time.

    `care_in` is the language of somebody who writes of harming themselves: they read where to find help at once.
    """
    say = texts.say
    if care_in:
        first: tuple[str, ...] = (say("handoff_self_harm", care_in), say("help_line", care_in))
    else:
        until_then = _UNTIL_THEN.get(str(decision.evidence.get("alarm")), "")
        advice = say(until_then, locale) if until_then else ""
        first = (say(f"handoff_{decision.reason}", locale), advice, say("handoff_keeps", locale))
    parts = (*first, expectation(within, now, locale, company, texts, staffing))
    return Draft(Author.SYSTEM, " ".join(filter(None, parts)), author_name=company.bot_name, notice=Notice.HANDED_OFF)


def expectation(target: int, now: Millis, locale: str, company: Company, texts: Texts, staffing: Staffing) -> str:
    """By when somebody will reply, from support hours, who is there, and the minutes of opening time it may take; ""
    when nothing can be promised."""
    due = expect(company.hours, company.timezone, target, now)
    if staffing.nobody and staffing.back_at is not None:
        back = expect(company.hours, company.timezone, target, staffing.back_at)
        opens_at = staffing.back_at if back.open_now else back.opens_at
        if due.open_now or (opens_at or 0) > (due.opens_at or 0):
            return _away(opens_at, back.reply_by, now, locale, company, texts)
    elif staffing.nobody and due.open_now:
        return texts.say("expect_nobody", locale)
    if due.open_now and target < 120:
        return texts.say("expect_minutes", locale, minutes=target)
    if due.open_now:
        return texts.say("expect_hours", locale, hours=round(target / 60))
    return _away(due.opens_at, due.reply_by, now, locale, company, texts)


def _away(
    opens_at: Millis | None, reply_by: Millis | None, now: Millis, locale: str, company: Company, texts: Texts
) -> str:
    if opens_at is None or reply_by is None:
        return ""
    opens, by = (spoken(moment, company.timezone, now, locale) for moment in (opens_at, reply_by))
    then, zone = (zone_name(moment, company.timezone) for moment in (opens_at, reply_by))
    opens, by = opens if then == zone else f"{opens} ({then})", f"{by} ({zone})"
    return texts.say("expect_away", locale, opens=opens, by=by)
