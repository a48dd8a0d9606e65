"""The app under test and where it is installed: tokens, scopes, secrets and addresses."""

from dataclasses import dataclass, field

from tests.slack.world import Team, User

BOT_SCOPES = (
    "app_mentions:read assistant:write channels:history channels:join channels:manage channels:read chat:write "
    "chat:write.customize chat:write.public commands conversations.connect:read conversations.connect:write dnd:read "
    "files:read files:write groups:history groups:read groups:write im:history im:read im:write mpim:history "
    "mpim:read reactions:read reactions:write team:read usergroups:read users:read users:read.email"
)
"""Every bot scope the fake knows; `FakeSlack.install` grants all of them unless told otherwise."""


@dataclass(eq=False)
class Installation:
    """The app in one workspace. `revoked`: its token no longer works; `uninstalled`: nor does the app exist there."""

    team: Team
    bot: User
    token: str
    scopes: list[str]
    revoked: bool = False
    uninstalled: bool = False

    @property
    def bot_id(self) -> str:
        return self.bot.bot_id


@dataclass(eq=False)
class App:
    """The app under test. Empty addresses: events are kept from it until `FakeSlack.point_to` or a socket."""

    id: str
    name: str
    client_id: str
    client_secret: str
    signing_secret: str
    verification_token: str
    app_token: str
    events_url: str = ""
    interactivity_url: str = ""
    commands_url: str = ""
    subscribed: frozenset[str] | None = None
    socket_mode: bool = False
    installs: list[Installation] = field(default_factory=list)

    def install_in(self, team: Team) -> Installation | None:
        return next((each for each in self.installs if each.team.id == team.id and not each.uninstalled), None)

    def by_token(self, token: str) -> Installation | None:
        return next((each for each in self.installs if each.token == token), None)
