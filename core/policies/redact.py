"""Personal data out of texts that are not for people: logs and, later, models elsewhere. Patterns with checksums."""

import re
from collections.abc import Callable

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_DIGITS = re.compile(r"(?<![\w.])\+?\d(?:[ \-./()]{0,2}\d){6,22}(?![\w])")
_TOKEN = re.compile(r"\b(?:xox[a-z]-[\w-]+|eyJ[\w-]+\.[\w-]+\.[\w-]+|(?:sk|pk|ghp|key)[-_][A-Za-z0-9_-]{12,})")
_SECRET = re.compile(r"(?i)\b(password|passwort|secret|token|pin)(\s*(?:is|ist|[:=])\s*)(\S+)")


def _luhn(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_iban(match: re.Match[str]) -> str:
    compact = match.group().replace(" ", "")
    number = "".join(str(int(c, 36)) for c in compact[4:] + compact[:4])
    return "iban" if int(number) % 97 == 1 else ""


def _digits_are(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match.group())
    if 13 <= len(digits) <= 19 and _luhn(digits):
        return "card"
    return "number" if len(digits) >= 7 else ""


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_TOKEN, lambda match: "token"),
    (_SECRET, lambda match: "secret"),
    (_EMAIL, lambda match: "email"),
    (_IBAN, _is_iban),
    (_DIGITS, _digits_are),
)
"""Patterns, each with what it found, or "" for what only looks like it."""


_CARD = re.compile(r"(?<![\w.])[3-6]\d(?:[ -]?\d){11,17}(?![\w])")


def _card(match: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", match.group())
    return f"[card number removed, ends in {digits[-4:]}]" if _luhn(digits) else match.group()


def without_cards(text: str) -> str:
    """The text with payment card numbers taken out but for their last four digits: nobody here may keep them."""
    return _CARD.sub(_card, text)


def replace_personal(text: str, substitute: Callable[[str, str], str]) -> str:
    """The text with everything personal replaced by `substitute(kind, value)`; kinds are token, secret (a password
    after its announcement), email, iban, card and number.

    Cards are told by the Luhn checksum, IBANs by ISO 7064 modulo 97.
    """

    def replace(match: re.Match[str], kind: str) -> str:
        if not kind:
            return match.group()
        if kind == "secret":
            return match.group(1) + match.group(2) + substitute(kind, match.group(3))
        return substitute(kind, match.group())

    for pattern, kind_of in _RULES:
        text = pattern.sub(lambda match, kind_of=kind_of: replace(match, kind_of(match)), text)  # type: ignore[misc]
    return text


def redact(text: str) -> str:
    """The text with e-mail addresses, card, account and telephone numbers, tokens and passwords replaced."""
    return replace_personal(text, lambda kind, value: f"[{kind}]")
