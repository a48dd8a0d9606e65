"""What a question wants something done to: "remove a location" is not answered by how to remove somebody.

An action weighs so much in a sentence's vector that the thing it is done to hardly counts.
"""

import re
from collections.abc import Sequence

from knowledge.ingest import Section
from knowledge.lexical import tokens

_ACTS = (
    r"(?:add|archiv|block|book|cancel|chang|clos|connect|creat|delet|disconnect|download|edit|eras|export|hid|import"
    r"|install|invit|mak|merg|mov|pay|publish|recover|refund|remov|renam|reopen|replac|reschedul|reset|restor|schedul|send"
    r"|start|stop|transfer|unlock|updat|upgrad)(?:es?|s|[lpt]?ing|[lpt]?ed)?"
)
_BEFORE = (
    r"(?:(?:an?|the|my|our|your|this|that|these|those|all|some|any|one|two|another|whole|old|new|second|other|deleted"
    r"|wrong|of) )*"
)
_AFTER = (
    r"(?= (?:from|for|on|in|into|to|of|that|which|who|and|or|so|when|if|i|we|at|by|after|before|without|with|is|was|are"
    r"|be|kept|stays?|today|now|just|again|early|please|every|each|can|until|online|automatically|herself|himself)\b"
    r"|['’]s\b|[.,;:?!]|$)"
)
_DONE_TO = re.compile(rf"\b({_ACTS}) {_BEFORE}((?:[\w-]+ ){{0,2}}?[\w-]+){_AFTER}", re.IGNORECASE)


def is_of_another_thing(question: str, first: Section, others: Sequence[str], locale: str) -> bool:
    """Whether a passage whose title or heading names the action says nothing of the thing, while one of the `others`,
    titles of articles that were found as well, names it."""
    for act, thing in _DONE_TO.findall(question):
        verb, noun = tokens(act, locale), tokens(thing, locale)[-1:]
        if not verb or not noun:
            continue
        named = {*tokens(first.article.title, locale), *tokens(first.name, locale)}
        if verb[0] not in named or noun[0] in named or noun[0] in tokens(first.text, locale):
            continue
        if any(noun[0] in tokens(title, locale) for title in others):
            return True
    return False
