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
_PATTERNS = (
    ("Name", re.compile(_NAME)),
    ("E-mail", re.compile(r"([\w.+-]+@[\w-]+(?:\.[\w-]+)+)")),
    ("Reference", re.compile(r"\b([A-Z]{2,5}-\d{2,10})\b")),
    ("Amount", re.compile(_AMOUNT)),
    ("Phone", re.compile(r"(?<![\w.-])(\+?\d(?:[ ()/.-]{0,2}\d){8,14})(?![\w-])")),
)
SAID_LABELS = frozenset(label for label, _ in _PATTERNS)
"""Facts under these labels are the customer's own words."""
_MOST = 12


def collect_facts(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(label, value) pairs in the order they were said, each value once."""
    found: dict[tuple[str, str], None] = {}
    for text in texts:
        for label, pattern in _PATTERNS:
            for match in pattern.finditer(text):
                found.setdefault((label, match.group(1).strip()))
    return tuple(found)[:_MOST]
