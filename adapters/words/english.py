"""English words out of packages that are there anyway, or carry nothing else.

The dictionary is the one inside pyspellchecker (160,000 words with how often subtitles of films have them); its code
is not used. What the embedder's tokenizer knows whole counts as a word too: British spellings, older brands. What is
younger than both ("venmo", which is no "venom", "backend", "revolut") is in `young.txt` beside this file.
"""

import gzip
import json
from functools import cache
from importlib import metadata
from pathlib import Path

import numpy as np

from adapters.embeddings.assets import REMEDY, find_model
from core.errors import SettingError
from core.words import Words

PACKAGE = "pyspellchecker"
FILE = "spellchecker/resources/en.json.gz"
YOUNG = Path(__file__).with_name("young.txt")
COMMON = 1_000
"""Times met from which on a word is common, which one in eight is. Rarer ones are hardly what was meant."""
LONGEST = 24
SHORT = {
    short: word
    for word, shorts in {
        "account": "acc acct acnt",
        "address": "addr addy",
        "amount": "amt",
        "anyone": "any1",
        "application": "appln",
        "appointment": "appt",
        "appointments": "appts",
        "because": "cuz coz bcuz bcz",
        "business": "biz",
        "calendar": "cal",
        "customer": "cust",
        "customers": "custs",
        "delivery": "dlvry",
        "department": "dept",
        "hours": "hrs",
        "immediately": "immed",
        "maintenance": "maint",
        "management": "mgmt",
        "manager": "mgr",
        "message": "msg",
        "messages": "msgs",
        "minutes": "mins",
        "number": "nr nbr",
        "order": "ordr",
        "package": "pkg",
        "password": "pw pwd passwd",
        "payment": "pymt pmt",
        "payments": "pymts pmts",
        "people": "ppl",
        "picture": "pic",
        "pictures": "pics",
        "please": "pls plz plss plzz",
        "problem": "prob",
        "quantity": "qty",
        "question": "ques",
        "received": "recd rcvd",
        "receipt": "rcpt",
        "schedule": "sched",
        "service": "svc",
        "subscription": "subscr",
        "thanks": "thx thnx tnx thks",
        "tomorrow": "tmrw tmr tmw tmrrw",
        "transaction": "txn trx",
        "transactions": "txns",
        "transfer": "xfer trf tfr",
        "transferred": "xferred",
        "verification": "verif",
        "with": "wth",
        "without": "wout",
        "you": "u",
        "your": "ur",
    }.items()
    for short in shorts.split()
}
"""What people type for a word. Nothing that is a word, or as often something else ("no", "sub", "temp")."""


class Sorted:
    """Whether a word is one of many: a few megabytes where a set takes twenty."""

    def __init__(self, words: set[str]) -> None:
        self._words = np.array([word.encode() for word in words if len(word) <= LONGEST], f"S{LONGEST}")
        self._words.sort()

    def __contains__(self, word: object) -> bool:
        sought = str(word).encode()
        place = int(self._words.searchsorted(sought))
        return place < len(self._words) and self._words[place] == sought


def read_english(cache_dir: Path) -> Words:
    """The words of English, in small letters, also without their apostrophes ("dont"). A third of a second, once.

    `cache_dir` remembers which files were verified. Raises `SettingError` when a file is missing.
    """
    return _read(_dictionary(), find_model(cache_dir).tokenizer)


@cache
def _read(dictionary: Path, tokenizer: Path) -> Words:
    counts: dict[str, int] = json.loads(gzip.decompress(dictionary.read_bytes()))
    pieces = json.loads(tokenizer.read_bytes())["model"]["vocab"]
    words = {word for word in counts if word.isascii()} | {word for word in pieces if word.isascii() and word.isalpha()}
    words |= set(YOUNG.read_text("utf-8").split())
    words |= {word.replace("'", "") for word in words if "'" in word}
    common = {word: count for word, count in counts.items() if count >= COMMON and word.isalpha()}
    return Words(Sorted(words), common, SHORT)


def _dictionary() -> Path:
    try:
        package = metadata.distribution(PACKAGE)
    except metadata.PackageNotFoundError:
        raise SettingError(f"The package {PACKAGE}, which carries English words, is missing. {REMEDY}") from None
    file = Path(str(package.locate_file(FILE)))
    if not file.is_file():
        raise SettingError(f"The file {file} with English words is missing. {REMEDY}")
    return file
