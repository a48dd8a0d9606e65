"""Arrive: what every channel does with a message, once it has verified who sent it."""

import re
import unicodedata
from collections.abc import Callable

from core.clock import Clock
from core.domain.messages import InboundMessage, Receipt
from core.domain.policy import Policy
from core.errors import InvalidInput, TooLarge
from core.policies.redact import without_cards
from core.ports import Bus
from core.record import Intake
from core.telemetry import Telemetry

MAX_CHARS = 4000
_BLANK_LINES = re.compile(r"\n{4,}")


def clean_text(text: str, limit: int = MAX_CHARS) -> str:
    """The text as we keep it: no control characters, lone surrogates or card numbers, canonical Unicode, trimmed.

    Raises TooLarge over `limit` characters and InvalidInput when nothing is left.
    """
    if len(text) > limit:
        raise TooLarge(
            f"This message has {len(text)} characters; up to {limit} fit. Please shorten it or send it in parts."
        )
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    cleaned = _BLANK_LINES.sub("\n\n\n", unicodedata.normalize("NFC", "".join(kept))).strip()
    if not cleaned:
        raise InvalidInput("This message is empty. Please write a few words.")
    return without_cards(cleaned)


class Reception:
    """Makes messages durable and wakes whoever works on them. `prefetch` begins to embed a text; it never raises."""

    def __init__(
        self,
        *,
        intake: Intake,
        bus: Bus,
        prefetch: Callable[[str], None] | None,
        policy: Policy,
        clock: Clock,
        telemetry: Telemetry,
    ) -> None:
        self._intake = intake
        self._bus = bus
        self._prefetch = prefetch
        self._policy = policy
        self._clock = clock
        self._telemetry = telemetry

    async def receive(self, message: InboundMessage) -> Receipt:
        """Store a cleaned message; once this returns, it is durable. A repeat returns the first one's receipt."""
        windows = self._policy.windows_for(message.channel)
        # Where turns are thought in this process, the text's vector is worked out while the disk writes and the
        # quiet window runs.
        if self._prefetch is not None:
            self._prefetch(message.text)
        receipt = await self._intake.arrive(message, quiet_ms=windows.quiet_ms, max_wait_ms=windows.max_wait_ms)
        self._telemetry.arrived(message.channel, receipt.duplicate)
        if not receipt.duplicate:
            await self._bus.publish("due", {"at": self._clock.now() + windows.quiet_ms})
            await self._bus.publish("conversation", {"id": message.conversation_id, "seq": receipt.seq})
        return receipt
