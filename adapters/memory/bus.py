"""Wake-ups within one process."""

from collections.abc import Callable

import structlog

log = structlog.get_logger("foyer.bus")

Listener = Callable[[str, dict[str, object]], None]


class LocalBus:
    """Implements `core.ports.Bus` by plain calls; a listener that raises does not stop the others."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    async def publish(self, topic: str, note: dict[str, object]) -> None:
        """Call every listener now."""
        self.deliver(topic, note)

    def deliver(self, topic: str, note: dict[str, object]) -> None:
        """The same for callers outside a coroutine."""
        for listener in tuple(self._listeners):
            try:
                listener(topic, note)
            except Exception as error:  # one deaf reader must not silence the others
                log.error("listener_failed", topic=topic, error=type(error).__name__)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear what is published; returns the way to stop."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    async def close(self) -> None:
        """Nothing to close."""
