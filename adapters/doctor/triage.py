"""Whether the triage channel can work: its channel is ours to write to, and its groups have members."""

from typing import Any

import aiohttp

from core.settings import Settings

Call = dict[str, Any]


async def triage_problem(settings: Settings) -> tuple[bool | None, str]:
    """How it stands (None: not set up), and what to do. Raises aiohttp.ClientError and TimeoutError when Slack does
    not answer."""
    if not settings.slack_bot_token or not settings.slack_triage_channel:
        return None, "no triage channel set (FOYER_SLACK_TRIAGE_CHANNEL); agents work on the desk"
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session:
        answer = await _ask(session, settings, "conversations.info", channel=settings.slack_triage_channel)
        if not answer.get("ok"):
            reason = answer.get("error")
            return False, f"Slack does not show {settings.slack_triage_channel} ({reason}). Invite the app to it."
        channel = answer.get("channel") or {}
        name = f"#{channel.get('name') or settings.slack_triage_channel}"
        if channel.get("is_archived"):
            return False, f"{name} is archived. Restore it, or set another triage channel."
        if channel.get("is_member") is False:
            return False, f"The app is not a member of {name}. Invite it (/invite)."
        agents: set[str] = set()
        for group in settings.slack_agent_groups:
            answer = await _ask(session, settings, "usergroups.users.list", usergroup=group)
            if not answer.get("ok"):
                return False, f"Slack does not show the user group {group} ({answer.get('error')}). Check its ID."
            agents |= set(answer.get("users") or [])
    if not agents:
        return False, "The agents' user groups have no members, so nobody can take a handoff in Slack. Add some."
    if channel.get("is_ext_shared"):
        return False, f"{name} is shared with another company, whose people read every card. Use a channel of your own."
    return True, f"{name}, {len(agents)} agent(s)"


async def _ask(session: aiohttp.ClientSession, settings: Settings, method: str, **arguments: str) -> Call:
    address = f"{settings.slack_api_url.rstrip('/')}/{method}"
    headers = {"Authorization": f"Bearer {settings.slack_bot_token}"}
    async with session.post(address, data=arguments, headers=headers) as answer:
        body = await answer.json(content_type=None)
    return body if isinstance(body, dict) else {}
