"""The record, put together: `open_record` is what the composition root calls."""

import sqlalchemy as sa

from adapters.db.backoffice import SqlBackOffice
from adapters.db.briefs import SqlBriefs
from adapters.db.care import SqlCare
from adapters.db.drafts import SqlDraftReplies
from adapters.db.files import SqlFiles
from adapters.db.finding import SqlFinding
from adapters.db.gaps import SqlGaps
from adapters.db.handoffs import SqlHandoffStore
from adapters.db.imports import SqlImports
from adapters.db.intake import SqlIntake
from adapters.db.known import SqlKnownQuestions
from adapters.db.labels import SqlLabels
from adapters.db.library import SqlLibrary
from adapters.db.log import SqlEventLog
from adapters.db.moves import SqlHandoffMoves
from adapters.db.observed import SqlObservations
from adapters.db.one_trip import OneTripIntake, OneTripTurns
from adapters.db.outbox import SqlOutboxStore
from adapters.db.people import SqlDirectory
from adapters.db.postgres import PostgresDatabase
from adapters.db.reviews import SqlReviews
from adapters.db.shifts import SqlShifts
from adapters.db.slack_channels import SqlSlackChannels
from adapters.db.slack_events import SqlSlackEvents
from adapters.db.slack_installs import SqlInstalls
from adapters.db.slack_talk import SqlSlackTalk
from adapters.db.sources import SqlSources
from adapters.db.spending import SqlSpending
from adapters.db.sqlite import SqliteDatabase
from adapters.db.staff import SqlStaffStore
from adapters.db.staff_identities import SqlStaffIdentities
from adapters.db.switches import SqlSwitches
from adapters.db.timers import SqlTimerStore
from adapters.db.triage import SqlTriage
from adapters.db.triage_talk import SqlTriageTalk
from adapters.db.turns import SqlTurnStore
from adapters.db.urls import database_url
from adapters.db.uses import SqlUses
from core.clock import Clock


class SqlRecord(
    SqlIntake,
    SqlTurnStore,
    SqlEventLog,
    SqlDirectory,
    SqlHandoffStore,
    SqlHandoffMoves,
    SqlBriefs,
    SqlFinding,
    SqlOutboxStore,
    SqlTimerStore,
    SqlStaffStore,
    SqlShifts,
    SqlBackOffice,
    SqlSlackEvents,
    SqlSlackChannels,
    SqlSlackTalk,
    SqlLibrary,
    SqlImports,
    SqlUses,
    SqlGaps,
    SqlSpending,
    SqlSources,
    SqlCare,
    SqlReviews,
    SqlDraftReplies,
    SqlFiles,
    SqlKnownQuestions,
    SqlInstalls,
    SqlLabels,
    SqlObservations,
    SqlStaffIdentities,
    SqlSwitches,
    SqlTriage,
    SqlTriageTalk,
):
    """core.record.Record over one database."""

    async def ping(self) -> None:
        await self._db.read(lambda connection: connection.execute(sa.select(1)).scalar_one())

    async def aclose(self) -> None:
        await self._db.aclose()


class PostgresRecord(OneTripIntake, OneTripTurns, SqlRecord):
    """The same with the hot path's statements joined."""


async def open_record(url: str, clock: Clock, *, pool_size: int = 10) -> SqlRecord:
    """The record at `sqlite:///path` or `postgresql://…`; `adapters.db.migrate` has made its tables."""
    parsed = database_url(url)
    if parsed.get_backend_name() == "sqlite":
        return SqlRecord(SqliteDatabase(parsed), clock)
    return PostgresRecord(PostgresDatabase(parsed, pool_size), clock)
