"""The words of a language, for those who have to know whether something is one."""

from collections.abc import Container, Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """`known` says of a word in small letters whether it is one; `common` has the frequent ones, and how often each
    was met in some large body of texts; `short` is what abbreviations stand for, each for one word."""

    known: Container[str]
    common: Mapping[str, int]
    short: Mapping[str, str]


NO_WORDS = Words(frozenset(), {}, {})
