"""Who somebody in Slack is, and which customer of the record that makes them."""

from dataclasses import replace
from typing import Protocol

import structlog

from core.clock import Clock
from core.domain.ids import AccountId, Millis
from core.domain.people import Customer, Identity, Level, ProvenBy
from core.errors import DeliveryError
from core.record import Directory
from core.slack import SLACK, SlackChannel, SlackStore
from core.slack_api import WebApi
from core.slack_people import Home, Person, person_of

log = structlog.get_logger("foyer.slack")

_FRESH_MS = 15 * 60 * 1000
_MOST = 20_000
_GONE = ("user_not_found", "user_not_visible", "user_disabled")


class PeopleRecord(Directory, SlackStore, Protocol):
    """What is read and written of people."""


class People:
    """Looks people up, remembers them for a quarter of an hour, and identifies them in the record."""

    def __init__(self, web: WebApi, record: PeopleRecord, clock: Clock) -> None:
        self._web = web
        self._record = record
        self._clock = clock
        self._known: dict[tuple[str, str], tuple[Person, Millis]] = {}

    async def person(self, user: str, team: str, home: Home) -> Person:
        """Somebody by id. `team` is what the event says of their workspace: it counts where Slack hides the rest.

        Raises DeliveryError when Slack does not answer, so that nobody is taken for somebody else meanwhile.
        """
        now = self._clock.now()
        known = self._known.get((home.team_id, user))
        if known is not None and now - known[1] < _FRESH_MS:
            return known[0]
        try:
            answer = await self._web.call("users.info", user=user)
            found = person_of(answer.get("user") or {}, home)
        except DeliveryError as error:
            if error.detail not in _GONE:
                raise
            # Slack hides them from us: a stranger, whose workspace we know only from the event.
            found = Person(id=user, team=team, name="", internal=False)
        if not found.id or not found.team:
            found = replace(found, id=user, team=found.team or team, internal=found.internal and bool(found.team))
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[home.team_id, user] = (found, now)
        return found

    def forget(self, user: str) -> None:
        """Their profile has changed."""
        for key in [key for key in self._known if key[1] == user]:
            del self._known[key]

    async def account_of(self, person: Person, channel: SlackChannel | None) -> AccountId | None:
        """The account a person belongs to: by a channel mapped to their workspace; in a direct message by their
        workspace, where that names one account only. A channel alone makes nobody a member of its account."""
        if not person.team:
            return None
        if channel is not None and channel.kind != "im":
            theirs = person.circles & set(channel.account_teams)
            return channel.account_id if theirs and not person.guest else None
        if person.guest:
            return None
        accounts = {one for circle in person.circles for one in await self._record.accounts_of_team(circle)}
        return accounts.pop() if len(accounts) == 1 else None

    async def identify(self, person: Person, channel: SlackChannel | None) -> tuple[Customer, Identity]:
        """The customer behind a person in this place, met for the first time if need be."""
        account = await self.account_of(person, channel)
        external_id = f"{person.key}:{account}" if account else person.key
        proven, level = (ProvenBy.SLACK_TEAM, Level.VERIFIED) if account else (ProvenBy.SLACK_PROFILE, Level.CLAIMED)
        return await self._record.identify(
            SLACK, external_id, proven, level, name=person.name, locale="en", account_id=account
        )
