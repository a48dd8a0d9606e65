"""What Slack's error codes mean for a message: try again, or give it to an operator with what to do. Pure."""

from dataclasses import dataclass

_RENEW = "Install the app again and set the new token in FOYER_SLACK_BOT_TOKEN."
_REMEDIES = {
    "channel_not_found": "Slack knows no such channel for this app: it was deleted, or is no longer shared with us. "
    "Invite the app again, then send this once more.",
    "not_in_channel": "The app is not in this channel. Invite it (/invite), then send this once more.",
    "is_archived": "The channel is archived. Restore it, or answer the customer elsewhere.",
    "restricted_action": "The workspace does not let this app post here. Ask a workspace admin to allow it.",
    "restricted_action_read_only_channel": "The channel is read-only for the app. Ask a channel manager to allow it.",
    "restricted_action_thread_only_channel": "Only replies in threads are allowed in this channel.",
    "restricted_action_non_threadable_channel": "This channel allows no threads. Switch its ingestion off.",
    "thread_locked": "The thread is locked in Slack. Unlock it, or answer elsewhere.",
    "messages_tab_disabled": "The app's messages tab is off. Switch it on in the app's settings (App Home).",
    "cannot_dm_bot": "This person is a bot and takes no direct messages.",
    "user_not_found": "Slack knows no such person any more.",
    "user_disabled": "This person's Slack account is closed.",
    "team_not_found": "The workspace is gone.",
    "missing_scope": "The app lacks a permission. Compare its scopes with `python app.py slack-manifest` and install "
    "it again.",
    "not_allowed_token_type": f"The token is of the wrong kind. {_RENEW}",
    "invalid_auth": f"Slack refuses the token. {_RENEW}",
    "not_authed": f"No token was sent. {_RENEW}",
    "token_revoked": f"The token was revoked. {_RENEW}",
    "token_expired": f"The token has expired. {_RENEW}",
    "account_inactive": f"The app was removed from the workspace, or its token is void. {_RENEW}",
    "no_permission": "The token may not do this. Install the app again with the scopes of the manifest.",
    "ekm_access_denied": "The workspace's key administrator has suspended access.",
    "unknown_method": "The server at FOYER_SLACK_API_URL does not know this method. Check the address.",
    "invalid_blocks": "Slack refuses the form of this message. Please report this.",
    "msg_too_long": "The message is too long for Slack. Please report this.",
    "no_text": "The message is empty.",
}
_UNSURE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "external_failure", "unknown"}
_VOID = {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """`refused`: Slack did not do it for sure. `permanent`: trying again is of no use until somebody acts."""

    text: str
    permanent: bool
    refused: bool


def meaning_of(code: str) -> Meaning:
    """What an error code of the Web API means; unknown codes are tried again, looking first."""
    if code in _REMEDIES:
        return Meaning(f"Slack answered {code}. {_REMEDIES[code]}", permanent=True, refused=True)
    return Meaning(f"Slack answered {code}.", permanent=False, refused=code not in _UNSURE)


def is_token_error(code: str) -> bool:
    """Whether nothing at all will work until somebody gives us a new token."""
    return code in _VOID
