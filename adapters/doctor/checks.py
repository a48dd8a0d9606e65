"""The checks of `python app.py doctor`."""

import contextlib
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import aiohttp
from redis.asyncio import Redis
from redis.exceptions import RedisError

from adapters.company.loader import load_company
from adapters.company.policy import load_messages, load_policy
from adapters.db.migrate import check as check_database
from adapters.db.record import open_record
from adapters.doctor.language_model import examine_model
from adapters.doctor.triage import triage_problem
from adapters.embeddings.choose import open_embedder
from adapters.vault.fernet import FernetVault
from adapters.vault.secret import secret_of
from adapters.web.listening import take_address
from core.clock import SystemClock
from core.errors import FoyerError, SettingError
from core.policies.slack_manifest import SCOPES
from core.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; `ok` None means that it is not set up and need not be."""

    name: str
    ok: bool | None
    text: str


async def examine(settings: Settings, *, ask_model: bool = False) -> AsyncIterator[Finding]:
    """Run every check; one that fails does not stop the others. `ask_model` puts a question to each language model,
    which costs something."""
    yield Finding("settings", True, "read and valid")
    checks: tuple[tuple[str, Callable[[Settings], Awaitable[Finding]]], ...] = (
        ("company", _company),
        ("data folder", _data_folder),
        ("database", _database),
        ("models", _models),
        ("intents", _intents),
        ("port", _port),
        ("redis", _redis),
        ("slack", _slack),
        ("slack triage", _triage),
        ("handoff webhook", _webhook),
        ("language model", partial(_language_model, ask=ask_model)),
    )
    for name, check in checks:
        try:
            yield await check(settings)
        except FoyerError as error:
            yield Finding(name, False, error.message)
        except Exception as error:  # a doctor must not die of what it finds
            yield Finding(name, False, f"The check itself failed ({type(error).__name__}). See the log.")


async def _company(settings: Settings) -> Finding:
    company = load_company(settings.company_dir)
    policy = load_policy(settings.company_dir / "policies.yaml", company.categories)
    load_messages(settings.company_dir / "messages.yaml")
    text = f"{company.name}: {len(company.articles)} articles, {len(company.intents)} intents, policy {policy.version}"
    return Finding("company", True, text)


async def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir
    os.makedirs(folder, exist_ok=True)
    if not os.access(folder, os.W_OK):
        return Finding("data folder", False, f"{folder} cannot be written. Give the service's user write access.")
    return Finding("data folder", True, f"{folder} can be written")


async def _database(settings: Settings) -> Finding:
    problem = check_database(settings.database_url)
    kind = "PostgreSQL" if settings.database_url.startswith("postgresql") else "SQLite"
    return Finding("database", problem is None, problem or f"{kind}, schema up to date")


async def _models(settings: Settings) -> Finding:
    embedder = open_embedder(settings)
    try:
        vectors = embedder.embed_blocking(["How do I reset my password?"])
    finally:
        embedder.close()
    return Finding("models", True, f"{embedder.name}, {vectors.shape[1]} dimensions")


async def _intents(settings: Settings) -> Finding:
    try:
        about = json.loads((settings.data_dir / "models/current.json").read_text("utf-8"))
        text = f"model {about['model']} over {about['embedder']}, {about['intents']} intents learned from "
        text += (
            f"{about['examples']} examples and {about['labels']} labels; {about['accuracy']} of held-out texts right"
        )
    except FileNotFoundError:
        return Finding("intents", None, "not learned yet; `python app.py prepare` does it")
    except (OSError, ValueError, KeyError, TypeError):
        return Finding("intents", False, "models/current.json is damaged. Run: python app.py train")
    return Finding("intents", True, text)


async def _port(settings: Settings) -> Finding:
    try:
        for one in take_address(settings.host, settings.port):
            one.close()
    except SettingError:
        if await _is_foyer(settings):
            return Finding("port", True, f"a Foyer serves on {settings.host}:{settings.port} already")
        raise
    return Finding("port", True, f"{settings.host}:{settings.port} is free")


async def _is_foyer(settings: Settings) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}.get(settings.host, settings.host)  # noqa: S104
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session,
            session.get(f"http://{host}:{settings.port}/healthz") as answer,
        ):
            return answer.status == 200 and await answer.json() == {"status": "ok"}
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
        return False


async def _redis(settings: Settings) -> Finding:
    if not settings.redis_url:
        return Finding("redis", None, "not set (FOYER_REDIS_URL); fine for one process")
    client: Redis = Redis.from_url(settings.redis_url, socket_timeout=2, socket_connect_timeout=2)
    try:
        await client.ping()
        return Finding("redis", True, "answers")
    except (RedisError, OSError) as error:
        text = f"does not answer ({type(error).__name__}). Foyer works without it, more slowly between processes."
        return Finding("redis", False, text)
    finally:
        with contextlib.suppress(RedisError, OSError):
            await client.aclose()


async def _slack(settings: Settings) -> Finding:
    if settings.slack_bot_token or not settings.slack_client_id:
        return await _slack_token(settings, settings.slack_bot_token)
    record = await open_record(settings.database_url, SystemClock(), pool_size=1)
    try:
        installs = [one for one in await record.installs() if one.removed_at is None]
        sealed = [await record.sealed_token(one.key) for one in installs]
    finally:
        await record.aclose()
    if not installs:
        return Finding("slack", None, "installed in no workspace yet: install it at /admin/slack")
    vault = FernetVault(settings.slack_token_key or secret_of(settings), "slack tokens")
    found = [await _slack_token(settings, vault.open(one)) for one in sealed if one]
    return next((one for one in found if not one.ok), Finding("slack", True, f"{len(found)} workspaces answer"))


async def _slack_token(settings: Settings, token: str) -> Finding:
    if not token:
        return Finding("slack", None, "no token set (FOYER_SLACK_BOT_TOKEN); the widget and the desk work without it")
    if not token.startswith("xoxb-"):
        return Finding(
            "slack", False, "the token is not a bot token: those begin with xoxb-. Copy it from the app's page."
        )
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=5)) as session,
            session.post(
                settings.slack_api_url.rstrip("/") + "/auth.test", headers={"Authorization": f"Bearer {token}"}
            ) as answer,
        ):
            body = await answer.json(content_type=None)
            granted = {scope.strip() for scope in answer.headers.get("X-OAuth-Scopes", "").split(",") if scope.strip()}
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        return Finding(
            "slack", False, f"Slack cannot be reached ({type(error).__name__}). Check the network or a proxy."
        )
    if not body.get("ok"):
        return Finding(
            "slack", False, f"Slack refuses the token ({body.get('error')}). Install the app again and copy it."
        )
    missing = sorted(set(SCOPES) - granted) if granted else []
    if missing:
        needs = "; ".join(f"{scope} ({SCOPES[scope]})" for scope in missing)
        text = f"the app lacks {needs}. Update it from `python app.py slack-manifest` and install it again."
        return Finding("slack", False, text)
    if not settings.public_url.startswith("https://") and "slack.com" in settings.slack_api_url:
        return Finding("slack", False, "FOYER_PUBLIC_URL is not https://…: Slack delivers events to https only.")
    named = f"{len(granted)} scopes" if granted else "the server does not say which scopes"
    return Finding("slack", True, f"workspace {body.get('team')}, {named}")


async def _triage(settings: Settings) -> Finding:
    try:
        ok, text = await triage_problem(settings)
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        ok, text = False, f"Slack cannot be reached ({type(error).__name__}). Check the network or a proxy."
    return Finding("slack triage", ok, text)


async def _language_model(settings: Settings, *, ask: bool) -> Finding:
    return Finding("language model", *await examine_model(settings, ask=ask))


async def _webhook(settings: Settings) -> Finding:
    if not settings.handoff_webhook_url:
        return Finding("handoff webhook", None, "not set (FOYER_HANDOFF_WEBHOOK_URL)")
    if len(settings.handoff_webhook_secret) < 16:
        return Finding(
            "handoff webhook", False, "has no secret. Set FOYER_HANDOFF_WEBHOOK_SECRET to 16 characters or more."
        )
    return Finding("handoff webhook", True, "set, and signed")
