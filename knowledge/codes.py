"""Codes in a question: HL-432 is not HL-423, however alike the two are to a sentence's vector."""

import re
from collections.abc import Iterable, Sequence

import numpy as np

from knowledge.ingest import Section
from knowledge.lexical import Floats, Ints, tokens

_CODE = re.compile(r"[^\W\d_]{1,6}-\d{2,6}")
NAMED = 3.0
"""For a code that is named: more than anything else tells two passages apart."""


def codes(stems: Iterable[str]) -> set[str]:
    """The codes among the stems of a text."""
    return set(filter(_CODE.fullmatch, stems))


def named_codes(stems: list[str], sections: Sequence[Section], rows: Ints, locale: str) -> Floats:
    """What passages gain in score by the codes of a question that they name."""
    wanted = codes(stems)
    if not wanted:
        return np.zeros(len(rows), np.float32)
    named = [len(wanted & set(tokens(sections[row].searched, locale))) for row in rows]
    return np.float32(NAMED) * np.array(named, np.float32)


def is_of_another_code(stems: list[str], section: Section, locale: str) -> bool:
    """Whether a passage tells of a code of the same family as the question's and not of that one."""
    asked, told = codes(stems), codes(tokens(section.searched, locale))
    families = {code.partition("-")[0] for code in asked}
    return not asked & told and any(code.partition("-")[0] in families for code in told)
