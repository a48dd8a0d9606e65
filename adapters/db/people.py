"""Accounts, customers and identities."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from adapters.db.codec import customer_of, identity_of
from adapters.db.part import Part
from adapters.db.portable import insert_new, upsert
from adapters.db.schema import accounts, conversations, customers, identities
from core.clock import new_id
from core.domain.ids import AccountId, ConversationId, CustomerId
from core.domain.people import Account, Customer, Identity, Level, Newcomer, ProvenBy
from core.errors import NotAllowed

PEOPLE = sa.select(
    identities.c.id.label("identity_id"),
    identities.c.customer_id,
    identities.c.channel,
    identities.c.external_id,
    identities.c.proven_by,
    identities.c.level,
    customers.c.name.label("customer_name"),
    customers.c.email,
    customers.c.locale,
    customers.c.account_id,
    accounts.c.name.label("account_name"),
    accounts.c.tier,
    accounts.c.facts,
).select_from(
    identities.join(customers, identities.c.customer_id == customers.c.id).outerjoin(
        accounts, customers.c.account_id == accounts.c.id
    )
)
"""Identities with their customer and account."""

_BY_EXTERNAL_ID = PEOPLE.where(
    identities.c.channel == sa.bindparam("of_channel"),
    identities.c.external_id == sa.bindparam("of_external_id"),
)
_BY_ID = PEOPLE.where(identities.c.id == sa.bindparam("of_id"))
_OF_CUSTOMER = PEOPLE.where(
    identities.c.customer_id == sa.bindparam("of_customer"), identities.c.channel == sa.bindparam("of_channel")
).order_by(identities.c.id)
_UPSERT_ACCOUNT = upsert(accounts, ["id"], ["name", "tier", "facts"])
_UPSERT_CUSTOMER = upsert(customers, ["id"], ["external_id", "name", "email", "locale", "account_id"])
_NEW_IDENTITY = insert_new(identities)
_NEW_CUSTOMER = insert_new(customers)


class SqlDirectory(Part):
    """core.record.Directory"""

    async def import_customers(self, accounts: Sequence[Account], customers: Sequence[tuple[Customer, str]]) -> None:
        await self._db.write(lambda connection: _import(connection, accounts, customers))

    async def identify(
        self,
        channel: str,
        external_id: str,
        proven_by: ProvenBy,
        level: Level,
        *,
        name: str = "",
        locale: str = "en",
        account_id: AccountId | None = None,
    ) -> tuple[Customer, Identity]:
        key = {"of_channel": channel, "of_external_id": external_id}
        row = await self._db.read(lambda connection: connection.execute(_BY_EXTERNAL_ID, key).one_or_none())
        if row is not None and row.proven_by == proven_by and row.level >= level:
            return customer_of(row), identity_of(row)

        def work(connection: sa.Connection) -> Any:
            _meet(connection, channel, external_id, proven_by, level, name, locale, account_id)
            return connection.execute(_BY_EXTERNAL_ID, key).one()

        row = await self._db.write(work)
        return customer_of(row), identity_of(row)

    async def writer(self, customer_id: CustomerId, channel: str) -> tuple[Customer, Identity] | None:
        values = {"of_customer": customer_id, "of_channel": channel}
        row = await self._db.read(lambda connection: connection.execute(_OF_CUSTOMER, values).first())
        return None if row is None else (customer_of(row), identity_of(row))

    async def known_as(self, channel: str, external_id: str) -> tuple[Customer, Identity] | None:
        key = {"of_channel": channel, "of_external_id": external_id}
        row = await self._db.read(lambda connection: connection.execute(_BY_EXTERNAL_ID, key).one_or_none())
        return None if row is None else (customer_of(row), identity_of(row))

    async def person(self, identity_id: str) -> tuple[Customer, Identity] | None:
        row = await self._db.read(lambda connection: connection.execute(_BY_ID, {"of_id": identity_id}).one_or_none())
        return None if row is None else (customer_of(row), identity_of(row))

    async def adopt(self, conversation_id: ConversationId, anonymous: CustomerId, known: Identity) -> bool:
        if known.level == Level.ANONYMOUS:
            return False
        # Only what an anonymous visitor wrote can be handed over, and only within the channel. The state
        # moves on, so that a turn being thought for "nobody" is thought again for the person.
        statement = (
            sa.update(conversations)
            .where(
                conversations.c.id == conversation_id,
                conversations.c.customer_id == anonymous,
                conversations.c.channel == known.channel,
                sa.exists().where(
                    identities.c.id == conversations.c.identity_id, identities.c.level == int(Level.ANONYMOUS)
                ),
            )
            .values(
                customer_id=known.customer_id,
                identity_id=known.id,
                state_version=conversations.c.state_version + 1,
                updated_at=self._clock.now(),
            )
        )
        return await self._db.write(lambda connection: connection.execute(statement).rowcount == 1)


def newcomer_row(newcomer: Newcomer) -> dict[str, object]:
    """The customer of somebody nobody has met before."""
    customer = newcomer.customer
    return {
        "id": customer.id,
        "external_id": None,
        "name": customer.name,
        "email": customer.email,
        "locale": customer.locale,
        "account_id": None,
    }


def identity_row(identity: Identity) -> dict[str, object]:
    """How a customer reaches us."""
    return {
        "id": identity.id,
        "customer_id": identity.customer_id,
        "channel": identity.channel,
        "external_id": identity.external_id,
        "proven_by": identity.proven_by.value,
        "level": int(identity.level),
    }


def _meet(
    connection: sa.Connection,
    channel: str,
    external_id: str,
    proven_by: ProvenBy,
    level: Level,
    name: str,
    locale: str,
    account_id: str | None = None,
) -> None:
    """Make the identity exist, at least as well proven as now."""
    found = connection.execute(_BY_EXTERNAL_ID, {"of_channel": channel, "of_external_id": external_id}).one_or_none()
    if found is None:
        signed = external_id if proven_by == ProvenBy.HOST_JWT else None
        customer_id = _customer_for(connection, signed, name, locale, account_id)
        row = {
            "id": new_id(),
            "customer_id": customer_id,
            "channel": channel,
            "external_id": external_id,
            "proven_by": proven_by.value,
            "level": int(level),
        }
        if not connection.execute(_NEW_IDENTITY[connection.dialect.name], row).rowcount:
            # Another process met the same person first; theirs stays, and nobody is left without a way to us.
            without_identity = ~sa.exists().where(identities.c.customer_id == customers.c.id)
            unknown = customers.c.external_id.is_(None)
            connection.execute(sa.delete(customers).where(customers.c.id == customer_id, unknown, without_identity))
        return
    if proven_by == ProvenBy.HOST_JWT != found.proven_by:
        # What was only claimed under this id is now signed by the company: it belongs to the company's
        # customer.
        changed = {
            "customer_id": _customer_for(connection, external_id, name, locale),
            "proven_by": proven_by.value,
            "level": max(int(level), found.level),
        }
    elif found.proven_by == ProvenBy.HOST_JWT != proven_by:
        raise NotAllowed("This identity needs the company's signature.")
    else:
        changed = {"proven_by": proven_by.value, "level": max(int(level), found.level)}
    connection.execute(sa.update(identities).where(identities.c.id == found.identity_id).values(changed))


def _customer_for(
    connection: sa.Connection, external_id: str | None, name: str, locale: str, account_id: str | None = None
) -> str:
    """The company's customer of that id, or a new customer."""
    row = {"id": new_id(), "external_id": external_id, "name": name, "email": None, "locale": locale}
    if external_id is None:
        connection.execute(sa.insert(customers), row | {"account_id": account_id})
        return str(row["id"])
    connection.execute(_NEW_CUSTOMER[connection.dialect.name], row)
    return str(connection.execute(sa.select(customers.c.id).where(customers.c.external_id == external_id)).scalar_one())


def _import(
    connection: sa.Connection, new_accounts: Sequence[Account], new_customers: Sequence[tuple[Customer, str]]
) -> None:
    if new_accounts:
        connection.execute(
            _UPSERT_ACCOUNT[connection.dialect.name],
            [{"id": a.id, "name": a.name, "tier": a.tier.value, "facts": a.facts} for a in new_accounts],
        )
    for customer, external_id in new_customers:
        values = {
            "external_id": external_id,
            "name": customer.name,
            "email": customer.email,
            "locale": customer.locale,
            "account_id": customer.account.id if customer.account else None,
        }
        # Somebody the host has signed in before the import keeps the id their conversations point to.
        updated = connection.execute(
            sa.update(customers).where(customers.c.external_id == external_id).values(values)
        ).rowcount
        if not updated:
            connection.execute(_UPSERT_CUSTOMER[connection.dialect.name], values | {"id": customer.id})
