"""A word that only one person sees, where they just did something."""

import structlog

from core.errors import DeliveryError
from core.slack_api import WebApi
from core.slack_text import escape

log = structlog.get_logger("foyer.triage")


async def whisper(web: WebApi, channel: str, user: str, text: str, thread_ts: str = "") -> None:
    """Tell one person. Nothing hangs on it: whoever Slack does not show it to presses again."""
    try:
        await web.call("chat.postEphemeral", channel=channel, user=user, thread_ts=thread_ts or None, text=escape(text))
    except DeliveryError as error:
        log.info("whisper_lost", reason=error.message)
