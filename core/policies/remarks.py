"""What a customer remarks about the conversation itself: that it did not help, and whether something is a question.

Pure rules over folded clauses, in English, German, Spanish and French.
"""

import re

from core.policies.phrases import clauses

_LONGEST_REMARK = 12

_UNHELPED = re.compile(
    r"\b(?:that|this|it|which|your answer|the answer) ?"
    r"(?:did not|didn't|does not|doesn't|isn't|is not|was not|wasn't|won't|hasn't)"
    r" (?:really )?(?:help|helping|helpful|work|working|answer|it|what i (?:asked|meant|need|wanted))"
    r"|\bnot (?:really )?(?:helpful|helping|what i (?:asked|meant|need|wanted|said))\b"
    r"|\b(?:wrong|useless|bad|unhelpful|stupid) (?:answer|reply|response|article|bot)\b|\byou are useless\b"
    r"|\byou (?:don't|didn't|do not|did not) (?:understand|get it|listen|answer|help|read)"
    r"|\bstill (?:doesn't|does not|don't|isn't|not|won't|can't)\b"
    r"|\b(?:i )?(?:already|have) (?:already )?(?:did|done|tried) (?:that|this|it|all|everything)\b"
    r"|\b(?:i )?(?:did|tried) (?:that|this|it) (?:already|before|twice|too)\b"
    r"|\bno,? that'?s (?:not|wrong)\b|\bthat'?s not (?:it|right|what|my)\b"
    r"|\b(?:das|es) (?:hilft|half|hat) (?:mir )?(?:nicht|leider nicht)\b|\bfalsche antwort\b"
    r"|\bnicht hilfreich\b|\bimmer noch nicht\b"
    r"|\bno (?:me )?(?:ayuda|sirve|ayudo|sirvio|funciona)\b"
    r"|\bca n'?(?:aide|a pas aide|marche) (?:pas|toujours pas)\b|\bpas utile\b"
)
_ASKS = re.compile(
    r"^(?:and |or |but |so |also |hi |hello |hey |please |ok |then )*"
    r"(?:how|what|when|where|which|who|why|can|could|do|does|did|is|are|will|would|should|may|am|"
    r"wie|was|wann|wo|welche[rs]?|wer|warum|kann|konnte|gibt|ist|sind|"
    r"como|que|cuando|donde|cual|quien|puedo|puede|comment|quand|ou|quel(?:le)?s?|est-ce)\b"
)
_AND = re.compile(r"\b(?:and|und|y|et)\b")
_CONTINUES = re.compile(r"^(?:and|or|but|also|then|what about|how about|what if|und|oder|aber|y|o|et|mais)\b")
_POINTS_BACK = re.compile(
    r"\b(?:instead|the (?:one|other|same|first|second|last)(?: one)?|that one|this one|it|them)\b"
)
_ENDS_ON_IT = re.compile(r"\b(?:that|this|those|these|das|dies)$")
"""Of a question: "how can I undo that?" In a remark ("thanks for that") it asks for nothing."""
_FEW_WORDS = 4
"""A text that begins with "and" leans on what was before only when it is this short; longer ones stand alone."""
_SHORT = 9
"""The same for one that points back by a pronoun."""


def did_not_help(text: str) -> str:
    """The words by which a short remark says that what we said did not help, or ""."""
    if len(text.split()) > _LONGEST_REMARK:
        return ""
    for clause in clauses(text):
        if found := _UNHELPED.search(clause):
            return found.group()
    return ""


def asks(text: str) -> bool:
    """Whether the text asks something, rather than tells or demands."""
    return "?" in text or opens_a_question(text)


def opens_a_question(text: str) -> bool:
    """Whether a clause of the text begins as a question does, whatever mark it ends with."""
    return any(_ASKS.match(clause) for clause in clauses(text))


def questions_in(text: str) -> int:
    """How many questions a text holds, by its question marks and clauses that begin like one."""
    marks = len(re.findall(r"[^\s?]\s*\?", text))
    begun = sum(bool(_ASKS.match(part.strip())) for clause in clauses(text) for part in _AND.split(clause))
    return max(marks, begun)


def follows_up(text: str) -> bool:
    """Whether a short text leans on what was said before ("and yearly?", "how do I cancel it instead?")."""
    words = len(text.split())
    return any(
        (words <= _FEW_WORDS and _CONTINUES.search(clause))
        or (words <= _SHORT and _POINTS_BACK.search(clause))
        or (words <= _SHORT and _ASKS.match(clause) and _ENDS_ON_IT.search(clause))
        for clause in clauses(text)
    )
