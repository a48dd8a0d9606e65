"""Personal data out of what leaves for a language model, and back into what returns. Pure.

Each value gets a numbered placeholder, the same one each time, so that a model can still say which address or number
it means. Passwords, tokens and card numbers never come back: nobody needs to read those again.
"""

import re
from collections.abc import Iterable
from typing import Any

from core.policies.redact import replace_personal

PLACEHOLDER = re.compile(r"\[([A-Z]+)_(\d+)\]")
_NEVER_BACK = {"TOKEN": "(token)", "SECRET": "(password)", "CARD": "(card number)"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}")
_SHORTEST_NAME = 3


class Veil:
    """The placeholders of one question. `names` are those of people and companies that patterns cannot find."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._values: dict[str, str] = {}
        self._given: dict[tuple[str, str], str] = {}
        self._counts: dict[str, int] = {}
        parts = {part for name in names for part in (name, *name.split()) if len(part) >= _SHORTEST_NAME}
        ordered = sorted(parts, key=lambda part: (-len(part), part))
        self._names = re.compile(rf"(?i)(?<!\w)(?:{'|'.join(map(re.escape, ordered))})(?!\w)") if ordered else None

    def hide(self, text: str) -> str:
        """The text with placeholders. Something in it that looks like one becomes one: nobody can ask for another's."""
        text = PLACEHOLDER.sub(lambda match: self._placeholder("TEXT", match.group()), text)
        text = replace_personal(text, self._substitute)
        if self._names is not None:
            text = self._names.sub(lambda match: self._placeholder("NAME", match.group()), text)
        return text

    def _substitute(self, kind: str, value: str) -> str:
        return self._placeholder("DATE" if kind == "number" and _DATE.fullmatch(value) else kind.upper(), value)

    def _placeholder(self, kind: str, value: str) -> str:
        if (kind, value) not in self._given:
            self._counts[kind] = self._counts.get(kind, 0) + 1
            placeholder = f"[{kind}_{self._counts[kind]}]"
            self._given[kind, value] = placeholder
            self._values[placeholder] = _NEVER_BACK.get(kind, value)
        return self._given[kind, value]

    def reveal(self, data: Any) -> Any:
        """The same JSON value with placeholders put back in every text. Raises KeyError for one never given."""
        if isinstance(data, str):
            return PLACEHOLDER.sub(lambda match: self._values[match.group()], data)
        if isinstance(data, list):
            return [self.reveal(item) for item in data]
        if isinstance(data, dict):
            return {key: self.reveal(value) for key, value in data.items()}
        return data
