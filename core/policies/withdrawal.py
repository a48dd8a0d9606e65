"""Whether a customer who waits for a person lets them go: it is settled, nobody is needed, or the bot will do.

Pure rules, in English, German, Spanish and French, and careful ones: a message lets go only where every part of it is
such a saying, courtesy, or, after "I found it", how. Whatever is not understood is left for the person to read. Who is
taken wrongly out of the line reads so at once, with how to get back.
"""

import re
from collections.abc import Sequence
from functools import cache

from core.domain.handoff import Handoff, Package, Withdrawal
from core.domain.messages import SOLVED, WITHDRAW, Author, Message, Notice
from core.domain.mind import SELF_HARM, Outcome, Reason
from core.domain.policy import Policy
from core.policies import withdrawal_phrases as said
from core.policies.phrases import abuse, alarms, clauses, swearing, wish_for_person
from core.policies.rules import Rules

_LONGEST = 45
"""Words; who writes more has more to say than that they need nobody."""
_LONGEST_REASON = 14
_OF_THE_ANSWER = (Reason.NOT_HELPED, Reason.REPEATED_QUESTION)
"""Reasons for a person that say of the bot's last answer that it did not do."""
_PIECES = re.compile(r",|\b(?:and|und|y|et)\b")
_ALONE = frozenset({"no", "nope", "nein", "non", "nee", "no no"})
"""Means nothing alone, and turns the meaning of what follows."""
_END = r"(?=$| )"


_SAYINGS: tuple[tuple[Withdrawal | None, tuple[str, ...]], ...] = (
    (Withdrawal.BOT, said.BOT),
    (Withdrawal.SETTLED, said.SETTLED),
    (Withdrawal.NOT_NEEDED, said.NOT_NEEDED),
    (Withdrawal.NOT_NEEDED, said.CLOSE),
    (None, said.COURTESY),
)
_MAY_BE_ASKED = (said.BOT, said.CLOSE)
"""Sayings that may be put as a question."""


@cache
def _rules(sayings: tuple[str, ...]) -> Rules:
    """Made when the first customer who waits writes something: few do, and it takes a tenth of a second."""
    return Rules(rf"^(?:{saying}){_END}" for saying in sayings)


def withdrawal(text: str) -> Withdrawal | None:
    """Why the customer lets the person go, or None where they do not, or not for sure."""
    if len(text.split()) > _LONGEST or swearing(text) or abuse(text) or alarms(text):
        return None
    parts = [piece.strip(" -") for clause in clauses(text) for piece in _PIECES.split(clause)]
    read = [_read(part) for part in parts if part and part not in _ALONE]
    heard = {kind for kinds, _ in read for kind in kinds}
    rests = [rest for _, rest in read if rest]
    if rests and not (Withdrawal.SETTLED in heard and all(_explains(rest) for rest in rests)):
        return None
    if "?" in text and not any(_longest(sayings, part) for sayings in _MAY_BE_ASKED for part in parts):
        return None
    return next((each for each in Withdrawal if each in heard), None)


def pressed_withdrawal(action: str, package: Package) -> Withdrawal | None:
    """What a button says that is pressed while somebody waits. That an answer helped counts where they wait because
    of that answer, and not for something else that they asked after it."""
    if action == WITHDRAW:
        return Withdrawal.NOT_NEEDED
    last = package.attempts[-1].what if package.attempts else ""
    same = package.reason in _OF_THE_ANSWER or (
        package.reason == Reason.ASKED_FOR_PERSON and not wish_for_person(package.open_question)
    )
    return Withdrawal.SETTLED if action == SOLVED and last == Outcome.ANSWER and same else None


def kept_for_person(handoff: Handoff, heard_since: str, policy: Policy) -> str:
    """The kind of alarm for which a person looks whatever the customer says later, or "". `heard_since` is the kind
    that was heard while they waited."""
    kinds = (handoff.package.alarm, str(handoff.package.evidence.get("alarm", "")), heard_since)
    return next((kind for kind in kinds if kind and (kind == SELF_HARM or kind in policy.kept_for_person)), "")


def is_withdrawal(message: Message) -> bool:
    """Whether a message only takes back the wish for a person: it asks nothing."""
    return message.action == WITHDRAW or (not message.action and withdrawal(message.text) is not None)


def asker(history: Sequence[Message], customer_id: str) -> str:
    """Who the open handoff is for: whom its notice speaks to, else the conversation's own customer."""
    told = next((m for m in reversed(history) if m.notice is Notice.HANDED_OFF and m.author is Author.SYSTEM), None)
    return str(told.to) if told is not None and told.to else customer_id


def _read(part: str) -> tuple[set[Withdrawal], str]:
    """The sayings that a piece begins with, one after the other, and what is left of it."""
    heard: set[Withdrawal] = set()
    while part:
        length, found = max(((_longest(sayings, part), kind) for kind, sayings in _SAYINGS), key=lambda each: each[0])
        if length and found is not None:
            heard.add(found)
        if not length:
            opener = re.match(said.OPENERS, part)
            if opener is None:
                break
            length = len(opener[0])
        part = part[length:].strip(" -")
    return heard, part


def _longest(sayings: tuple[str, ...], part: str) -> int:
    """How many letters at the beginning of a piece are one of these sayings; 0 for none."""
    return max((len(match[0]) for match in _rules(sayings).matches(part)), default=0)


def _explains(rest: str) -> bool:
    """Whether the rest of a clause only tells how it was settled."""
    short = len(re.findall(r"\w+", rest)) <= _LONGEST_REASON
    return short and re.match(said.BECAUSE, rest) is not None and re.search(said.OPEN_STILL, rest) is None
