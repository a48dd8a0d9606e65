"""A conversation in one to three sentences for whoever takes it over: the wish, what was tried, the mood. Pure.

Nothing is generated: the customer's words are quoted, the rest says what the record holds. In the staff's language.
"""

import re
from collections.abc import Sequence

from core.domain.handoff import Attempt, Package
from core.domain.mind import SELF_HARM, Outcome, Reason
from core.sentences import split_sentences
from core.staff_words import ALARMS, VISITOR, named

_ROOM = 180
"""Characters of the customer's words; the whole question stands beside the summary anyway."""
_TROUBLE = re.compile(
    r"(?i)n't\b|n’t\b|\b(?:not|no|never|cannot|error|fail\w*|wrong|broken|stuck|missing|lost|down|refund|cancel\w*|"
    r"nicht|kein\w*|nie|fehler\w*|falsch|kaputt|weg|nunca|error|falta|pas|jamais|erreur)\b"
)
_UPSET, _ANNOYED, _FRIENDLY = -0.45, -0.3, 0.25
"""As the desk's card words a mood. At -0.3 the model as shipped calls 91 of 100 held-out angry posts annoyed and 11 of
100 neutral ones; at -0.15 it was 94 and 24."""
_IN_VAIN = (Reason.NOT_HELPED, Reason.REPEATED_QUESTION, Reason.STILL_UNCLEAR)
_DEFLECTED = {
    Reason.NOT_VERIFIED: "asked them to sign in",
    Reason.OFF_TOPIC: "said that it has no answer",
    Reason.NOT_HELPED: "heard that this did not help",
    Reason.LANGUAGE: "said which language the help pages are in",
    Reason.ABUSE: "asked to stay civil",
}


def summarise(package: Package) -> str:
    """The summary of what a package holds, from its other fields."""
    who = package.customer if package.customer not in ("", VISITOR) else "The visitor"
    grave = package.alarm == SELF_HARM  # what a model makes of such words, mood or wish, is beside the point
    told = (
        _alarm(package.alarm, package.alarm_words),
        _wish(who, package.open_question, "" if grave else package.intent, package.intent_sure),
        _tried(package.attempts, package.reason),
        "" if grave else _feeling(package.sentiment, package.sentiment_worst, bool(package.alarm)),
    )
    return " ".join(filter(None, told))


def _alarm(kind: str, words: str) -> str:
    if not kind:
        return ""
    return f"{named(ALARMS, kind)} (“{_gist(words)}”)." if words.strip() else f"{named(ALARMS, kind)}."


def _wish(who: str, question: str, intent: str, sure: bool) -> str:
    about = f" about “{intent}”" if intent and sure else ""
    if intent and not sure:
        about = f", perhaps about “{intent}”"
    if words := _gist(question):
        return f"{who} writes{about}: “{words}”"
    return f"{who} writes{about}." if intent else f"{who} has not said yet what it is about."


def _gist(question: str) -> str:
    """The sentence that says most: one that asks, else one that tells of trouble, else the longest."""
    sentences = [one for line in question.splitlines() for one in split_sentences(line.strip()) if one]
    if not sentences:
        return ""

    def weight(sentence: str) -> tuple[bool, bool, int]:
        tells = len(sentence.split()) >= 3
        return tells and "?" in sentence, tells and bool(_TROUBLE.search(sentence)), len(sentence)

    best = max(sentences, key=weight)
    if "?" in best and len(best.split()) < 8 and len(sentences) > 1:  # "Where is it?" leans on the sentence before
        at = sentences.index(best)
        best = f"{sentences[at - 1]} {best}" if at else best
    if len(best) <= _ROOM:
        return best
    return best[:_ROOM].rsplit(" ", 1)[0].rstrip(",;:") + " …"


def _tried(attempts: Sequence[Attempt], reason: str) -> str:
    steps = list(dict.fromkeys(step for attempt in attempts if (step := _step(attempt))))
    if not steps:
        return "The bot has tried nothing yet."
    told = steps[0] if len(steps) == 1 else f"{', '.join(steps[:-1])} and {steps[-1]}"
    vain = reason in _IN_VAIN and Reason.NOT_HELPED not in {attempt.outcome for attempt in attempts}
    return f"The bot {told}{', without success' if vain else ''}."


def _step(attempt: Attempt) -> str:
    match attempt.what:
        case Outcome.ANSWER:
            return f"quoted “{attempt.detail}”" if attempt.detail else "quoted an article"
        case Outcome.CLARIFY:
            return "asked back"
        case Outcome.SELF_SERVICE:
            return "showed what the account says"
        case Outcome.DEFLECT:
            return _DEFLECTED.get(Reason(attempt.outcome), "") if attempt.outcome in set(Reason) else ""
        case _:
            return ""


def _feeling(mood: float, worst: float, alarmed: bool) -> str:
    now, then = _word(mood), _word(worst)
    if alarmed and mood > _ANNOYED and worst > _ANNOYED:
        return ""  # a threat in plain words is still a threat: that it sounds calm would play it down
    return f"They sound {now} now, {then} before." if worst < mood and then != now else f"They sound {now}."


def _word(mood: float) -> str:
    if mood <= _UPSET:
        return "upset"
    if mood <= _ANNOYED:
        return "annoyed"
    return "friendly" if mood >= _FRIENDLY else "calm"
