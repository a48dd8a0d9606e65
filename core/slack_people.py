"""People of Slack as its Web API knows them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SLACKBOT = "USLACKBOT"


def is_slack_id(text: str, kinds: str) -> bool:
    """Whether this looks like an id of Slack's whose first letter is one of `kinds`."""
    return text.isascii() and text.isalnum() and text[:1] in kinds and text == text.upper() and len(text) > 1


@dataclass(frozen=True, slots=True)
class Home:
    """Who we are in Slack."""

    team_id: str
    user_id: str
    bot_id: str
    enterprise_id: str = ""
    app_id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in Slack, as `users.info` knows them. `team` is their own workspace; "" when nobody says."""

    id: str
    team: str
    name: str
    internal: bool
    guest: bool = False
    bot: bool = False
    org: str = ""
    """Their Enterprise Grid organisation: Slack may name that as the channel's partner instead of the workspace."""

    @property
    def circles(self) -> frozenset[str]:
        """What a mapping may name to mean them."""
        return frozenset({self.team, self.org} - {""})

    @property
    def key(self) -> str:
        """Identity: a user id alone is unique only within its workspace."""
        return f"{self.team}:{self.id}"


def person_of(user: Mapping[str, Any], home: Home) -> Person:
    """Read `users.info`. No single property says "external": whoever is not certainly one of ours is not."""
    profile = user.get("profile") if isinstance(user.get("profile"), Mapping) else {}
    assert isinstance(profile, Mapping)
    names = (profile.get("real_name"), user.get("real_name"), profile.get("display_name"), user.get("name"))
    name = next((str(each).strip() for each in names if isinstance(each, str) and each.strip()), "")
    team = str(user.get("team_id") or profile.get("team") or "")
    guest = bool(user.get("is_restricted") or user.get("is_ultra_restricted"))
    enterprise = user.get("enterprise_user")
    org = str(enterprise.get("enterprise_id") or "") if isinstance(enterprise, Mapping) else ""
    sibling = bool(home.enterprise_id) and org == home.enterprise_id
    ours = (team == home.team_id or sibling) and not user.get("is_stranger")
    bot = bool(user.get("is_bot") or user.get("is_workflow_bot") or user.get("is_connector_bot"))
    return Person(
        id=str(user.get("id") or ""),
        team=team,
        name=name[:80],
        internal=ours and not guest,
        guest=guest,
        bot=bot or user.get("id") == SLACKBOT,
        org=org,
    )
