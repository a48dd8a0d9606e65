"""`python app.py slack-map CHANNEL ACCOUNT`: say from a script whose channel it is."""

import argparse
import asyncio

from commands.speak import say
from commands.verb import Verb
from core.clock import SystemClock
from core.errors import InvalidInput
from core.settings import Settings
from core.slack import Ingest


def run_slack_map(settings: Settings, arguments: argparse.Namespace) -> int:
    """0 when it is mapped. Raises FoyerError when Slack, the channel or the account cannot be found."""
    from adapters.db.migrate import migrate

    if not settings.slack_bot_token:
        raise InvalidInput("Set FOYER_SLACK_BOT_TOKEN first: the channel is asked of Slack.")
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    migrate(settings.database_url)
    return asyncio.run(_map(settings, arguments))


async def _map(settings: Settings, arguments: argparse.Namespace) -> int:
    from adapters.company.loader import load_company
    from adapters.db.record import open_record
    from wiring.slack import look_at_channel

    clock, company = SystemClock(), load_company(settings.company_dir)
    record = await open_record(settings.database_url, clock)
    try:
        await record.import_customers(company.accounts, [(c.customer, c.external_id) for c in company.customers])
        wanted = arguments.account.casefold()
        accounts = await record.accounts()
        account = next((each for each in accounts if wanted in (each[0].casefold(), each[1].casefold())), None)
        if account is None:
            raise InvalidInput(
                f"There is no account {arguments.account!r}. Known: {', '.join(n for _, n in accounts)}."
            )
        channel = await look_at_channel(settings, record, clock, arguments.channel)
        if channel is None:
            raise InvalidInput(f"Slack shows no channel {arguments.channel}. Give its ID, and invite the app to it.")
        teams = (*channel.teams, channel.team_id) if arguments.own else channel.teams
        await record.map_slack_channel(
            channel.id,
            clock.now(),
            account_id=account[0],
            account_teams=teams,
            ingest=Ingest(arguments.answer),
            by="command line",
        )
    finally:
        await record.aclose()
    who = f"people of {', '.join(teams)}" if teams else "guests only: no other workspace is in it"
    say(f"#{channel.name} belongs to {account[1]} now. Answered: {arguments.answer}, {who}.")
    return 0


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("channel", help="the channel's ID, such as C024BE91L")
    parser.add_argument("account", help="an account's name or id")
    parser.add_argument("--answer", choices=[each.value for each in Ingest], default=Ingest.ALL.value, help="(all)")
    parser.add_argument("--own", action="store_true", help="our own workspace's people are the customers there")


SLACK_MAP = Verb("slack-map", "say whose a Slack channel is", run_slack_map, _arguments, quiet=True)
