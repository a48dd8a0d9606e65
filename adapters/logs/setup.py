"""Set up structlog: one JSON object a line on standard error, redacted."""

import logging
import re
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from core.policies.redact import redact

_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_ID = re.compile(r"^[0-9a-f]{32}$")
# Values under these names are never personal, and long digits in them must stay readable.
_OURS = {"conversation", "turn", "timestamp", "level", "event", "reference"}
_NEVER = {"text", "body", "password", "token", "cookie", "authorization"}


def redact_event(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """A structlog processor: what people typed stays out, and what looks personal is replaced."""
    for name, value in event.items():
        if name in _NEVER:
            event[name] = "[withheld]"
        elif isinstance(value, str) and name not in _OURS and not _ID.match(value):
            event[name] = redact(value)
    return event


def _tracebacks(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Where it failed, without the exception's own text: other libraries put values into theirs."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    if isinstance(info, tuple) and info[0] is not None:
        frames, trace = [], info[2]
        while trace is not None:
            frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["exception"] = info[0].__name__
        event["where"] = frames[-6:]
    return event


def set_up_logs(level: str, form: str, stream: TextIO | None = None) -> None:
    """`level` is debug, info, warning or error; `form` is json or console."""
    processors: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tracebacks,
        redact_event,
    ]
    processors.append(structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer())
    structlog.configure(
        processors=processors,
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.WriteLoggerFactory(file=stream or sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=max(_LEVELS[level], logging.WARNING), stream=stream or sys.stderr, format="%(name)s: %(message)s"
    )
