"""To whom a reply may be shown where others read along: the thread, or one person. Pure and deterministic.

Two independent checks, because either may be forgotten: what the flow declared, and what the text contains.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from core.policies.days import ways_to_say
from core.policies.redact import without_cards

_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SECRET = re.compile(r"\b(?:xox[a-z]-[\w-]{8,}|eyJ[\w-]+\.[\w-]+\.[\w-]+|(?:sk|pk|ghp|key)[-_][A-Za-z0-9_-]{12,})")
_ONE_TIME = re.compile(r"(?i)https?://\S*(?:[?&/](?:token|code|key|signature|sig|otp|reset|invite)[=/])\S+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")
_WORD = re.compile(r"[^\W_]+(?:[-.:/][^\W_]+)*")
_TELLING = 4
"""A fact's value of at least this many characters, with a digit in it, tells by itself whose account it is."""


@dataclass(frozen=True, slots=True)
class Readers:
    """Who reads along in a place.

    `alone`: a direct message. `one_company`: besides our own people only workspaces that an admin has said belong
    to the asker's account.
    """

    alone: bool
    one_company: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """`personal`: to one person only. `reason` names the check that said so, "" for the thread."""

    personal: bool
    reason: str = ""


THREAD = Verdict(False)


def decide_audience(
    text: str,
    readers: Readers,
    *,
    declared_personal: bool,
    account_facts: Mapping[str, str],
    email: str | None,
    own_addresses: frozenset[str],
    quotes_public_only: bool,
    quotes_restricted: bool,
) -> Verdict:
    """Where a reply may go.

    `account_facts` and `email` are what the record knows of the asker's account and person; `own_addresses` are the
    company's own e-mail addresses, which anybody may read. `quotes_public_only`: the text is quoted from pages that
    are open to everybody, which counts only against a lucky match of short values. `quotes_restricted`: it quotes a
    page for signed-in customers, which a mixed company of readers must not see.
    """
    if readers.alone:
        return THREAD
    if declared_personal:
        return Verdict(True, "declared")
    if quotes_restricted and not readers.one_company:
        return Verdict(True, "restricted_article")
    return _by_content(text, account_facts, email, own_addresses, quotes_public_only)


def _by_content(
    text: str, facts: Mapping[str, str], email: str | None, own_addresses: frozenset[str], public: bool
) -> Verdict:
    addresses = {found.casefold() for found in _EMAIL.findall(text)} - own_addresses
    if email and email.casefold() in addresses:
        return Verdict(True, "email")
    if addresses and not public:
        return Verdict(True, "email")
    if _SECRET.search(text) or _ONE_TIME.search(text):
        return Verdict(True, "secret")
    if without_cards(text) != text or _IBAN.search(text):
        return Verdict(True, "payment")
    held = _facts_in(text, facts)
    if any(len(value) >= _TELLING and any(c.isdigit() for c in value) for value in held):
        return Verdict(True, "account_fact")
    if len(held) > 1 and not public:
        return Verdict(True, "account_facts")
    return THREAD


def _facts_in(text: str, facts: Mapping[str, str]) -> set[str]:
    """The account's values that stand in the text as whole words."""
    words = " " + " ".join(_WORD.findall(text.casefold())) + " "
    found = set()
    for value in (way for fact in facts.values() for way in ways_to_say(str(fact))):
        wanted = " ".join(_WORD.findall(value.casefold()))
        if wanted and f" {wanted} " in words:
            found.add(wanted)
    return found
