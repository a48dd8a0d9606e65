"""Who is talking: accounts, customers, and how far an identity can be trusted."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from core.domain.ids import AccountId, CustomerId, IdentityId, Millis, StaffId


class Tier(StrEnum):
    """The three service tiers an account can have."""

    STARTER = "starter"
    GROWTH = "growth"
    ENTERPRISE = "enterprise"


class Level(IntEnum):
    """How far an identity is proven. Policies compare levels, never the way of proof."""

    ANONYMOUS = 0
    """We issued the session ourselves; nobody vouches for who it is."""
    CLAIMED = 1
    """The person or a channel profile says so (an e-mail address alone proves nothing)."""
    VERIFIED = 2
    """The company's own server signed it, or the person passed a check."""


class ProvenBy(StrEnum):
    """Where an identity's level comes from."""

    ANONYMOUS_SESSION = "anonymous_session"
    HOST_JWT = "host_jwt"
    SLACK_PROFILE = "slack_profile"
    SLACK_TEAM = "slack_team"
    """Slack says who it is and of which workspace, and an admin has said whose workspace that is."""
    TERMINAL = "terminal"


class Role(StrEnum):
    """What a member of staff may do: agents work the desk, admins see the back office as well."""

    AGENT = "agent"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """A company that buys from the company that runs Foyer.

    `facts` are read-only values a self-service answer may quote (plan, seats, renewal date).
    """

    id: AccountId
    name: str
    tier: Tier
    facts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who writes to us. `account` is None for someone we do not know."""

    id: CustomerId
    name: str
    email: str | None
    locale: str
    account: Account | None


@dataclass(frozen=True, slots=True)
class Identity:
    """One way a customer reaches us, e.g. a widget session; `external_id` is unique within its channel."""

    id: IdentityId
    customer_id: CustomerId
    channel: str
    external_id: str
    proven_by: ProvenBy
    level: Level


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody nobody has met before, with the ids they are to have."""

    customer: Customer
    identity: Identity


@dataclass(frozen=True, slots=True)
class Staff:
    """A member of the company's own staff."""

    id: StaffId
    login: str
    name: str
    role: Role
    teams: tuple[str, ...] = ()
    """Ids of the teams they are in; without any they help all of them."""
    off_since: Millis | None = None
    """Since when they have been off; `core.policies.presence` says whether they still are."""
    off_until: Millis | None = None
    """When they are back; None while off: until they say so."""
    active: bool = True
    """False for one who has left: their name stays on what they did."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks something up, as far as it decides what they may see, and what is of use to them.

    `staff` sees internal articles too, and `account` is then that of the customer it serves. `seen` is the newest
    change of the library that whoever asks has seen: the answer takes account of all changes up to it. `locale` is the
    language they read ("" for any); `products` are those they have (none: not known, so all).
    """

    level: Level
    account: AccountId | None = None
    staff: bool = False
    seen: int = 0
    locale: str = ""
    products: frozenset[str] = frozenset()
