"""Settings: environment variables (`FOYER_…`), then one YAML file, then defaults. A wrong one stops the start."""

import difflib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    YamlConfigSettingsSource,
)
from pydantic_settings.exceptions import SettingsError

from core.errors import SettingError
from core.model_settings import ModelSettings
from core.slack_people import is_slack_id

PREFIX = "FOYER_"
OTHER_VARIABLES = ("FOYER_CONFIG", "FOYER_SHOTS")
"""Variables that are no settings: where the YAML file is, and where tests put their pictures."""

_REMEDIES = {
    "database_url": "Use sqlite:///path/to/foyer.db or postgresql://user:password@host/name.",
    "redis_url": "Use redis://host:6379/0, or leave it out: Foyer works without Redis.",
    "port": "Use a free port from 1 to 65535, such as 8080 (0 lets the system choose).",
    "public_url": "Write it as browsers see it, such as https://chat.example.com, without a path.",
    "handoff_webhook_url": "Use an address that begins with https:// (or http:// within your own network).",
    "embedder": "Use fast, accurate (after `python app.py models accurate`) or remote (with FOYER_EMBEDDER_URL).",
    "embedder_url": "Write the server's address up to /v1, such as https://api.example.com/v1.",
    "company_dir": "Name a folder like examples/harborlight.",
    "allowed_origins": "List origins such as https://www.example.com, separated by commas.",
    "identity_keys": 'Give key ids and secrets of at least 32 characters as JSON: {"2026-11": "…"}.',
    "slack_bot_token": "Copy the bot token, which begins with xoxb-, from the app's page (OAuth & Permissions).",
    "slack_app_token": "Copy an app-level token with connections:write, which begins with xapp-, or leave it out.",
    "slack_api_url": "Leave it out for Slack itself, or name another server's address such as http://127.0.0.1:8090/api/.",
    "slack_client_secret": "Copy it from the app's page (Basic Information, App Credentials).",
    "slack_token_key": "Use at least 32 random characters, or leave it out: the key is made from FOYER_SECRET.",
    "slack_staff": "List member IDs such as U024BE7LH (in Slack: profile, Copy member ID), separated by commas.",
    "slack_operators": "List member IDs such as U024BE7LH (in Slack: profile, Copy member ID), separated by commas.",
    "slack_triage_channel": "Give the channel's ID, such as C024BE7LH (channel, About, at the very bottom).",
    "slack_agent_groups": "List user group IDs such as S0615G0KT, separated by commas: their members are the agents.",
    "slack_signing_secret": "Copy it from the app's page (Basic Information, App Credentials).",
    "llm": 'Write JSON such as {"model": "X", "prices": {"X": {"read": 0.15, "written": 0.6}}}; docs/OPERATIONS.md.',
    "llm_key": "Copy the key from the provider's page; a server of your own may need none.",
    "secret": "Use at least 32 random characters, or leave it out: one is made and kept in the data folder.",
}


class Settings(BaseSettings):
    """Everything an operator can set. Names in the environment are these in capitals with FOYER_ before them."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", env_file=".env", env_file_encoding="utf-8")

    company_dir: Path = Path("examples/harborlight")
    data_dir: Path = Path("var")
    files_dir: Path | None = None
    database_url: str = ""
    """Where it is left out: `foyer.db` in the data folder."""
    database_pool: int = Field(default=10, ge=1, le=200)
    redis_url: str = ""

    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = ""
    role: Literal["all", "web", "worker"] = "all"

    secret: str = ""
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    identity_keys: dict[str, str] = Field(default_factory=dict)
    identity_audience: str = "foyer"
    demo_page: bool = True
    trust_proxy: bool = False
    metrics_open: bool = True

    concurrency: int = Field(default=32, ge=1, le=1000)
    lease_ms: int = Field(default=6000, ge=1000, le=60000)
    embedder: str = Field(default="fast", min_length=1)
    embedder_threads: int = Field(default=2, ge=1, le=16)
    embedder_url: str = ""
    embedder_model: str = ""
    embedder_key: str = ""
    embedder_timeout_s: float = Field(default=10.0, gt=0, le=120)
    message_rate: float = Field(default=1.0, gt=0)
    message_burst: int = Field(default=15, ge=1)
    connect_rate: float = Field(default=5.0, gt=0)
    connect_burst: int = Field(default=60, ge=1)
    sockets_per_address: int = Field(default=300, ge=1)
    stop_grace_s: float = Field(default=10.0, ge=0, le=120)

    ingest_inside: Annotated[tuple[str, ...], NoDecode] = ()
    ingest_pause_s: float = Field(default=0.5, ge=0, le=60)

    handoff_webhook_url: str = ""
    handoff_webhook_secret: str = ""

    slack_bot_token: str = ""
    slack_client_id: str = ""
    slack_client_secret: str = ""
    slack_token_key: str = ""
    slack_signing_secret: str = ""
    slack_app_token: str = ""
    slack_socket_silence_s: float = Field(default=300.0, gt=0, le=3600)
    slack_api_url: str = "https://slack.com/api/"
    slack_gap_s: float = Field(default=1.0, ge=0, le=60)
    slack_staff: Annotated[tuple[str, ...], NoDecode] = ()
    slack_operators: Annotated[tuple[str, ...], NoDecode] = ()
    slack_triage_channel: str = ""
    slack_agent_groups: Annotated[tuple[str, ...], NoDecode] = ()
    slack_file_mb: int = Field(default=10, ge=0, le=1000)

    llm: ModelSettings = Field(default_factory=ModelSettings)
    llm_key: str = Field(default="", repr=False)

    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["json", "console"] = "json"

    @field_validator("slack_staff", "slack_operators", "slack_agent_groups", mode="before")
    @classmethod
    def _split_people(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("slack_staff", "slack_operators")
    @classmethod
    def _check_people(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for person in value:
            if not (person.isalnum() and person[:1] in "UW" and person == person.upper()):
                raise ValueError(f"{person!r} is not a Slack member ID")
        return value

    @field_validator("slack_agent_groups")
    @classmethod
    def _check_groups(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for group in value:
            if not is_slack_id(group, "S"):
                raise ValueError(f"{group!r} is not a user group ID")
        return value

    @field_validator("slack_triage_channel")
    @classmethod
    def _check_triage(cls, value: str) -> str:
        if value and not is_slack_id(value, "CG"):
            raise ValueError("is not a channel ID")
        return value

    @field_validator("slack_bot_token")
    @classmethod
    def _check_bot_token(cls, value: str) -> str:
        if value and not value.startswith("xoxb-"):
            raise ValueError("is not a bot token")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _check_app_token(cls, value: str) -> str:
        if value and not value.startswith("xapp-"):
            raise ValueError("is not an app-level token")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _check_slack_api(cls, value: str) -> str:
        if not _is_web_address(value):
            raise ValueError("is not http:// or https:// with a host")
        return value.rstrip("/") + "/"

    @property
    def slack_on(self) -> bool:
        """Whether Slack is set up: by a token, or by OAuth."""
        return bool(self.slack_bot_token or self.slack_client_id)

    @model_validator(mode="after")
    def _check_slack(self) -> "Settings":
        if self.slack_on and not self.slack_signing_secret and not self.slack_app_token:
            named = "slack_bot_token" if self.slack_bot_token else "slack_client_id"
            raise ValueError(f"slack_signing_secret is missing beside {named}")
        if self.slack_client_id and not self.slack_client_secret:
            raise ValueError("slack_client_secret is missing beside slack_client_id")
        if self.slack_client_id and not self.public_url:
            raise ValueError("public_url is missing beside slack_client_id: Slack leads browsers back to it")
        if self.slack_triage_channel and not self.slack_agent_groups:
            raise ValueError("slack_agent_groups is missing beside slack_triage_channel: nobody could take a handoff")
        return self

    @model_validator(mode="after")
    def _check_llm(self) -> "Settings":
        if self.llm.plans() and not self.llm.base_url and not self.llm_key:
            raise ValueError(f"llm_key is missing: {self.llm.provider} asks for one")
        return self

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split_origins(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("ingest_inside", mode="before")
    @classmethod
    def _split_hosts(cls, value: Any) -> Any:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("allowed_origins")
    @classmethod
    def _check_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not origin.startswith(("http://", "https://")) or origin.count("/") != 2:
                raise ValueError(f"{origin!r} is not an origin")
        return value

    @field_validator("database_url")
    @classmethod
    def _check_database(cls, value: str) -> str:
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+asyncpg://")):
            raise ValueError("is not a database Foyer knows")
        return value

    @model_validator(mode="after")
    def _keep_data_together(self) -> Self:
        self.database_url = self.database_url or f"sqlite:///{self.data_dir / 'foyer.db'}"
        return self

    @field_validator("redis_url")
    @classmethod
    def _check_redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("is not a Redis address")
        return value

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str) -> str:
        value = value.rstrip("/")
        if value and (not _is_web_address(value) or value.count("/") != 2):
            raise ValueError("is not http:// or https:// with a host")
        return value

    @field_validator("handoff_webhook_url", "embedder_url")
    @classmethod
    def _check_webhook(cls, value: str) -> str:
        if value and not _is_web_address(value):
            raise ValueError("is not http:// or https:// with a host")
        return value

    @field_validator("secret", "slack_token_key")
    @classmethod
    def _check_secret(cls, value: str) -> str:
        if value and len(value) < 32:
            raise ValueError("is too short to be safe")
        return value

    @field_validator("identity_keys")
    @classmethod
    def _check_keys(cls, value: dict[str, str]) -> dict[str, str]:
        if any(len(secret) < 32 for secret in value.values()):
            raise ValueError("has a key that is too short to be safe")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The order of who wins."""
        path = os.environ.get("FOYER_CONFIG", "foyer.yaml")
        return init_settings, env_settings, dotenv_settings, YamlConfigSettingsSource(settings_cls, yaml_file=path)


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number
        return False


def load_settings(**overrides: Any) -> Settings:
    """Read the settings. Raises `SettingError` naming each wrong setting, its value and the remedy."""
    problems = [_unknown(name) for name in _strangers(os.environ)]
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        problems += [_explain(problem) for problem in error.errors()]
    except SettingsError as error:  # not even JSON; its message names the field and holds no value
        name = next((name for name in Settings.model_fields if f'"{name}"' in str(error)), "settings")
        remedy = _REMEDIES.get(name, "See .env.example for what is allowed.")
        problems.append(f"{PREFIX}{name.upper()}: is not valid JSON. {remedy}")
    if problems:
        raise SettingError("\n".join(problems)) from None
    return settings


def _strangers(names: Iterable[str]) -> list[str]:
    """Those that look like ours and are none: misspelt, they would be ignored without a word."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | set(OTHER_VARIABLES)
    return sorted(name for name in names if name.upper().startswith(PREFIX) and name.upper() not in known)


def _unknown(variable: str) -> str:
    known = [PREFIX + name.upper() for name in Settings.model_fields]
    near = difflib.get_close_matches(variable.upper(), known, 1, 0.75)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"{variable}: there is no such setting.{hint} Check its name against .env.example."


def _named_in(message: str) -> str:
    """The setting that a check over several of them is about: its message begins with the name."""
    word = message.removeprefix("Value error, ").partition(" ")[0]
    return word if word in Settings.model_fields else "settings"


def _explain(problem: Any) -> str:
    name = str(problem["loc"][0]) if problem["loc"] else _named_in(problem["msg"])
    variable = PREFIX + name.upper().removeprefix(PREFIX)
    if problem["type"] == "extra_forbidden" and len(problem["loc"]) == 1:
        return _unknown(variable)
    variable = ".".join([variable, *map(str, problem["loc"][1:])])
    # Secrets stay out of messages even when they are wrong; an address may hold a password.
    names = [str(part) for part in problem["loc"]]
    secret = any(word in part for part in names for word in ("secret", "key", "token", "url"))
    # A check over several settings has all of them as its input.
    hidden = (secret and name != "public_url") or not names or names == ["llm"]
    value = "(hidden)" if hidden and problem["input"] else repr(problem["input"])
    remedy = _REMEDIES.get(name, "See .env.example for what is allowed.")
    return f"{variable} = {value}: {problem['msg'].removeprefix('Value error, ')}. {remedy}"
