"""Cursor pagination as the Web API does it."""

import base64
from collections.abc import Sequence
from typing import TypeVar

from tests.slack.calls import Call, SlackError
from tests.slack.world import Json

T = TypeVar("T")


def page(
    call: Call, items: Sequence[T], *, default: int = 100, most: int = 1000, prefix: str = "next"
) -> tuple[list[T], Json]:
    """One page of items and its `response_metadata`. Raises `SlackError` for a wrong limit or cursor."""
    limit = call.number("limit", default)
    if not limit >= 1:
        raise SlackError("invalid_limit")
    start = _offset(call.text("cursor"), prefix)
    end = start + min(limit, most)
    after = encode(end, prefix) if end < len(items) else ""
    return list(items[start:end]), {"next_cursor": after}


def encode(offset: int, prefix: str) -> str:
    return base64.b64encode(f"{prefix}:{offset}".encode()).decode()


def _offset(cursor: str, prefix: str) -> int:
    if not cursor:
        return 0
    try:
        name, _, offset = base64.b64decode(cursor, validate=True).decode().partition(":")
        if name == prefix:
            return int(offset)
    except ValueError:
        pass
    raise SlackError("invalid_cursor")
