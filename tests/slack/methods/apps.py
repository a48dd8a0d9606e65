"""apps.* and oauth.*: Socket Mode addresses, authorizations, manifests, and installing by OAuth."""

import json

from tests.slack.calls import Call, SlackError, method
from tests.slack.envelopes import read_context
from tests.slack.installs import BOT_SCOPES
from tests.slack.paging import page
from tests.slack.world import Json


@method("apps.connections.open", token="app", tier=1)
def open_connection(call: Call) -> Json:
    return {"url": call.slack.sockets.ticket()}


@method("apps.event.authorizations.list", "event_context! cursor limit", token="app", tier=4)
def authorizations(call: Call) -> Json:
    try:
        context = read_context(call.text("event_context"))
    except ValueError:
        raise SlackError("invalid_event_context") from None
    channel = call.world.channels.get(context.get("cid", ""))
    installs = [one for one in call.slack.app.installs if not one.uninstalled]
    seeing = [one for one in installs if channel is None or channel.has(one.bot)]
    found, metadata = page(call, seeing)
    shown = [
        {
            "enterprise_id": one.team.enterprise_id or None,
            "team_id": one.team.id,
            "user_id": one.bot.id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        for one in found
    ]
    return {"authorizations": shown, "response_metadata": metadata}


@method("apps.manifest.validate", "manifest! app_id", token="none", tier=3)
def validate_manifest(call: Call) -> Json:
    problems = manifest_problems(call.text("manifest"))
    if problems:
        raise SlackError("invalid_manifest", errors=problems)
    return {}


def manifest_problems(text: str) -> list[Json]:
    """What is wrong with an app manifest, each with a message and a JSON pointer."""
    try:
        manifest = json.loads(text)
    except ValueError:
        return [{"message": "Manifest is not valid JSON", "pointer": "/"}]
    problems = []
    name = manifest.get("display_information", {}).get("name", "")
    if not 1 <= len(name) <= 35:
        problems.append({"message": "Name must be 1 to 35 characters", "pointer": "/display_information/name"})
    known = set(BOT_SCOPES.split())
    scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])
    for index, scope in enumerate(scopes):
        if scope not in known:
            problems.append({"message": f"Invalid scope: {scope}", "pointer": f"/oauth_config/scopes/bot/{index}"})
    settings = manifest.get("settings", {})
    events = settings.get("event_subscriptions", {})
    if events.get("bot_events") and not (events.get("request_url") or settings.get("socket_mode_enabled")):
        pointer = "/settings/event_subscriptions"
        problems.append(
            {"message": "Event Subscription requires either Request URL or Socket Mode", "pointer": pointer}
        )
    for index, command in enumerate(manifest.get("features", {}).get("slash_commands", [])):
        if not command.get("command", "").startswith("/") or not command.get("description"):
            pointer = f"/features/slash_commands/{index}"
            problems.append({"message": "Slash commands need a /command and a description", "pointer": pointer})
    return problems


@method("oauth.v2.access", "client_id client_secret code redirect_uri grant_type refresh_token", token="none", tier=4)
def access(call: Call) -> Json:
    app = call.slack.app
    if call.text("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if call.text("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")
    if call.text("grant_type") == "refresh_token":
        raise SlackError("token_rotation_not_enabled")
    install = call.slack.oauth.redeem(call.text("code"), call.text("redirect_uri"))
    installer = call.slack.oauth.installer(install)
    return {
        "app_id": app.id,
        "authed_user": {"id": installer.id},
        "scope": ",".join(install.scopes),
        "token_type": "bot",
        "access_token": install.token,
        "bot_user_id": install.bot.id,
        "team": {"id": install.team.id, "name": install.team.name},
        "enterprise": {"id": install.team.enterprise_id, "name": ""} if install.team.enterprise_id else None,
        "is_enterprise_install": False,
    }


@method("auth.revoke", "test", tier=3)
def revoke(call: Call) -> Json:
    if not call.flag("test"):
        call.slack.acts.revoke(call.team)
    return {"revoked": not call.flag("test")}
