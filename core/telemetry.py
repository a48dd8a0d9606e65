"""What operators watch, as Prometheus metrics in a registry of the application's own."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)


class Telemetry:
    """Counters and timings of one process. Labels come from fixed sets, never from what somebody typed."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._arrivals = Counter(
            "foyer_arrivals", "Messages made durable.", ["channel", "duplicate"], registry=self.registry
        )
        self._turn_seconds = Histogram(
            "foyer_turn_seconds", "Time of a turn by step.", ["step"], buckets=_SECONDS, registry=self.registry
        )
        self._answer_seconds = Histogram(
            "foyer_reply_seconds",
            "From the first waiting message to the committed turn, quiet window included.",
            ["kind"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._turns_failed = Counter(
            "foyer_turns_failed", "Turns that raised, by error.", ["error"], registry=self.registry
        )
        self._outcomes = Counter(
            "foyer_outcomes", "How turns end and why.", ["outcome", "reason"], registry=self.registry
        )
        self._model_calls = Counter(
            "foyer_model_calls", "Questions to language models.", ["step", "outcome"], registry=self.registry
        )
        self._handoffs = Counter("foyer_handoffs", "Handoffs by reason.", ["reason"], registry=self.registry)
        self._withdrawn = Counter(
            "foyer_handoffs_withdrawn", "Handoffs that their customers let go.", ["reason"], registry=self.registry
        )
        self._deliveries = Counter(
            "foyer_deliveries", "Outbox deliveries.", ["destination", "result"], registry=self.registry
        )
        self._sockets = Gauge("foyer_sockets", "Open widget sockets.", registry=self.registry)
        self._refused = Counter("foyer_refused", "Refused input by code.", ["code"], registry=self.registry)
        self._waiting = Gauge("foyer_inbox_waiting", "Conversations with a turn due.", registry=self.registry)
        self._inbox_age = Gauge(
            "foyer_inbox_age_seconds", "Age of the oldest unprocessed message.", registry=self.registry
        )
        self._outbox_waiting = Gauge("foyer_outbox_waiting", "Outbox rows not yet sent.", registry=self.registry)
        self._outbox_age = Gauge("foyer_outbox_age_seconds", "Age of the oldest of them.", registry=self.registry)

    def arrived(self, channel: str, duplicate: bool) -> None:
        """A message is durable."""
        self._arrivals.labels(channel, str(duplicate).lower()).inc()

    def turn(self, kind: str, timings_ms: dict[str, float], waited_ms: int) -> None:
        """A turn is committed."""
        for step, milliseconds in timings_ms.items():
            self._turn_seconds.labels(step).observe(milliseconds / 1000)
        self._answer_seconds.labels(kind).observe(waited_ms / 1000)

    def turn_failed(self, error: str) -> None:
        """A turn raised."""
        self._turns_failed.labels(error).inc()

    def outcome(self, outcome: str, reason: str) -> None:
        """A turn was decided."""
        self._outcomes.labels(outcome, reason).inc()

    def model_call(self, step: str, outcome: str) -> None:
        """A language model was asked in a committed turn."""
        self._model_calls.labels(step, outcome).inc()

    def handoff(self, reason: str) -> None:
        """A handoff was opened."""
        self._handoffs.labels(reason).inc()

    def withdrawn(self, reason: str) -> None:
        """A customer who waited needs nobody any more."""
        self._withdrawn.labels(reason).inc()

    def delivery(self, destination: str, result: str) -> None:
        """A delivery was tried: sent, retry or dead."""
        self._deliveries.labels(destination, result).inc()

    def sockets(self, change: int) -> None:
        """A widget socket opened (+1) or closed (-1)."""
        self._sockets.inc(change)

    def refused(self, code: str) -> None:
        """Input was refused."""
        self._refused.labels(code).inc()

    def expose(self, inbox: tuple[int, int], outbox: tuple[int, int]) -> bytes:
        """The text format, with the backlogs as (rows, age in ms of the oldest)."""
        self._waiting.set(inbox[0])
        self._inbox_age.set(inbox[1] / 1000)
        self._outbox_waiting.set(outbox[0])
        self._outbox_age.set(outbox[1] / 1000)
        return generate_latest(self.registry)
