"""What a customer has told us about themselves and their case, collected so that nobody has to ask again.

Patterns only, each with the words as written; what cannot be told for sure is left out.
"""

import re
from collections.abc import Iterable

_NAME = (
    r"(?i:\bmy name is|\bmein name ist|\bich heiße|\bme llamo|\bje m'appelle)\s+"
    r"([A-ZÀ-Ý][\w'’-]+(?:\s+[A-ZÀ-Ý][\w'’-]+){0,2})"
)
_AMOUNT = r"([£$€]\s?\d[\d,]*(?:\.\d{2})?|\b\d[\d,]*(?:\.\d{2})?\s?(?:GBP|EUR|USD|pounds|euros|dollars)\b)"
_NUMBERED = r"(?i:\s*(?:number|no\.?|nr\.?|nummer|id|code|número|numéro))?\s*[:#]?\s*"
_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|"
    r"sep(?:t|tember)?|o[ck]t(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?)"
)
_DATE = (
    r"(\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
    rf"|(?i:\d{{1,2}}(?:st|nd|rd|th|\.)? (?:of )?{_MONTH}\b\.?(?: \d{{4}}\b)?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?)))"
)
_PATTERNS = (
    ("Name", re.compile(_NAME)),
    ("E-mail", re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    ("Order", re.compile(rf"\b(?i:order|bestellung|auftrag|pedido|commande){_NUMBERED}(\d{{4,14}})\b")),
    ("Invoice", re.compile(rf"\b(?i:invoice|rechnung|factura|facture){_NUMBERED}(\d{{4,14}})\b")),
    ("Error", re.compile(rf"\b(?i:error|fehler|erreur){_NUMBERED}([A-Z]{{0,5}}[-_]?\d{{2,6}})\b")),
    ("Date", re.compile(_DATE)),
    ("Reference", re.compile(r"\b([A-Z]{2,5}-\d{2,10})\b")),
    ("Amount", re.compile(_AMOUNT)),
    ("Phone", re.compile(r"(?<![\w.-])(\+?\d(?:[ ()/.-]{0,2}\d){8,14})(?![\w-])")),
)
SAID_LABELS = frozenset(label for label, _ in _PATTERNS)
"""Facts under these labels are the customer's own words."""
_MOST = 12


def collect_facts(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(label, value) pairs in the order they were said, each value once."""
    found: dict[str, str] = {}
    for text in texts:
        for label, pattern in _PATTERNS:
            for match in pattern.finditer(text):
                found.setdefault(match.group(1).strip(), label)
    return tuple((label, value) for value, label in found.items())[:_MOST]
