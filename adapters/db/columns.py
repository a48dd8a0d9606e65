"""Column types that take what customers really send: NUL bytes, half surrogate pairs, numbers that are none.

PostgreSQL refuses all three and SQLite refuses the second. They are cleaned where values are bound, so that
no caller can forget it and both databases store the same.
"""

import json
import math
from typing import Any

import sqlalchemy as sa


def clean(text: str) -> str:
    """The text without NUL bytes, with every unpaired surrogate replaced."""
    if type(text) is not str:
        text = str(text)
    if "\x00" in text:
        text = text.replace("\x00", "")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


# Made once: json.dumps would make a new encoder for each value.
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def _clean_json(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {_clean_json(key): _clean_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean_json(item) for item in value]
    return value


def to_json(value: Any) -> str:
    """Compact JSON that both databases accept; cleaning costs time only where there is something to clean."""
    try:
        text = _encode(value)
        if "\\u0000" not in text:
            if not text.isascii():
                text.encode()
            return text
    except ValueError:  # not a number, or (UnicodeEncodeError is one) half a surrogate pair
        pass
    return _encode(_clean_json(value))


class Words(sa.types.TypeDecorator[str]):
    """Text of any length."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else clean(value)


class Id(sa.types.TypeDecorator[str]):
    """One of our identifiers."""

    impl = sa.String(64)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else clean(value)


Json = sa.JSON()
"""Not JSONB: nothing is searched inside, and what comes out is to be what went in, keys in their order."""
Counter = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""Only INTEGER PRIMARY KEY counts by itself in SQLite."""
