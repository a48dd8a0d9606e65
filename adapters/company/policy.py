"""The company's policy and wording: `policies.yaml` and `messages.yaml`."""

import hashlib
from collections.abc import Collection
from dataclasses import fields
from pathlib import Path
from typing import Any

from adapters.company.entries import Entry, read_yaml
from adapters.company.weights import read_complexity, read_priority
from core.domain.handoff import Priority
from core.domain.people import Tier
from core.domain.policy import Autonomy, Policy, SlaPolicy, Triage, Unclaimed, Windows
from core.slack_people import is_slack_id

_PRIORITIES = {priority.name.lower(): priority for priority in Priority}
_SWITCHES = {"autonomy", "autonomy_by_category"}
_TABLES = {"alarms", "kept_for_person", "windows", "sla", "triage", "unclaimed", "priority", "complexity"} | _SWITCHES
_COUNTS = {
    "max_clarifications",
    "max_off_topic",
    "repeats_before_person",
    "mood_turns",
    "abuse_before_person",
    "unhelped_before_person",
    "self_service_level",
    "waiting_notices",
}
_MOODS = {"mood_floor"}
_MOST = 3_600_000


def load_policy(path: Path, categories: Collection[str] | None = None) -> Policy:
    """Read and check a policy file; the defaults stand for what it leaves out, and for a missing file. Switches may
    name the company's `categories` only; None leaves that unchecked.

    Raises `SettingError` with file, line and remedy.
    """
    if not path.is_file():
        return Policy()
    names = {field.name for field in fields(Policy)} - {"version"}
    entries = read_yaml(path).known(set(), names)
    values: dict[str, Any] = {name: _value(name, entry) for name, entry in entries.items() if name not in _TABLES}
    if "alarms" in entries:
        values["alarms"] = {
            kind: _PRIORITIES[entry.choice(set(_PRIORITIES))] for kind, entry in entries["alarms"].items().items()
        }
    if "kept_for_person" in entries:
        kinds = set(values.get("alarms", Policy().alarms))
        values["kept_for_person"] = frozenset(each.choice(kinds) for each in entries["kept_for_person"].list())
    if "windows" in entries:
        values["windows"] = {channel: _windows(entry) for channel, entry in entries["windows"].items().items()}
    if "sla" in entries:
        values["sla"] = _sla(entries["sla"])
    if "unclaimed" in entries:
        values["unclaimed"] = _unclaimed(entries["unclaimed"])
    if "autonomy" in entries:
        values["autonomy"] = _autonomy(entries["autonomy"])
    if "autonomy_by_category" in entries:
        named = entries["autonomy_by_category"]
        switches = named.items() if categories is None else named.known(set(), set(categories))
        values["autonomy_by_category"] = {category: _autonomy(entry) for category, entry in switches.items()}
    if "priority" in entries:
        values["priority"] = read_priority(entries["priority"])
    if "complexity" in entries:
        values["complexity"] = read_complexity(entries["complexity"])
    if "triage" in entries:
        values["triage"] = _triage(entries["triage"])
    version = hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()
    return Policy(version=version, **values)


def _autonomy(entry: Entry) -> Autonomy:
    return Autonomy(entry.choice({each.value for each in Autonomy}))


def _value(name: str, entry: Entry) -> float | int:
    if name in _COUNTS:
        return _count(entry)
    low = -1.0 if name in _MOODS else 0.0
    text = entry.text()
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not low <= value <= 1.0:
        entry.fail(f"{name} is `{text}`; it must be a number from {low:g} to 1.")
    return value


def _count(entry: Entry) -> int:
    text = entry.text()
    if not text.isdecimal() or int(text) > _MOST:
        entry.fail(f"`{text}` is not a whole number from 0 to {_MOST}.")
    return int(text)


def _windows(entry: Entry) -> Windows:
    values = entry.known({"quiet_ms", "max_wait_ms"}, set())
    return Windows(_count(values["quiet_ms"]), _count(values["max_wait_ms"]))


def _sla(entry: Entry) -> SlaPolicy:
    values = entry.known(set(), {field.name for field in fields(SlaPolicy)})
    given: dict[str, Any] = {}
    if "due_soon" in values:
        given["due_soon"] = _share(values["due_soon"])
    if "priority_share" in values:
        shares = values["priority_share"].known(set(), set(_PRIORITIES))
        given["priority_share"] = {_PRIORITIES[name]: _share(share) for name, share in shares.items()}
    for name in ("next_response_minutes", "resolution_minutes"):
        if name in values:
            minutes = values[name].known(set(), {tier.value for tier in Tier})
            given[name] = {Tier(tier): one.number() for tier, one in minutes.items()}
    return SlaPolicy(**given)


def _unclaimed(entry: Entry) -> Unclaimed:
    values = entry.known(set(), {"reannounce_minutes", "escalate_minutes"})
    given: dict[str, Any] = {}
    if "reannounce_minutes" in values:
        given["reannounce_minutes"] = tuple(sorted(one.number() for one in values["reannounce_minutes"].list()))
    if "escalate_minutes" in values:
        given["escalate_minutes"] = _count(values["escalate_minutes"])
    rules = Unclaimed(**given)
    if rules.reannounce_minutes and 0 < rules.escalate_minutes <= rules.reannounce_minutes[-1]:
        entry.fail("escalate_minutes must come after the last of reannounce_minutes, or be 0 for never.")
    return rules


def _share(entry: Entry) -> float:
    """A part of something: above 0, at most 1."""
    text = entry.text()
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        entry.fail(f"`{text}` is not a share. Write a number above 0 and up to 1, such as 0.5.")
    return value


def _triage(entry: Entry) -> Triage:
    given = entry.known(set(), {"reply_prefix", "mirror", "categories", "accounts"})
    prefix = given["reply_prefix"].text() if "reply_prefix" in given else ""
    mirrored = given["mirror"].list() if "mirror" in given else ()
    return Triage(
        reply_prefix=prefix,
        mirror=frozenset(_channel(each) for each in mirrored),
        categories=_channels(given.get("categories")),
        accounts=_channels(given.get("accounts")),
    )


def _channels(entry: Entry | None) -> dict[str, str]:
    return {} if entry is None else {name: _channel(value) for name, value in entry.items().items()}


def _channel(entry: Entry) -> str:
    text = entry.text()
    if not is_slack_id(text, "CG"):
        entry.fail(f"`{text}` is no Slack channel ID. It looks like C024BE7LH (channel, About, at the very bottom).")
    return text


def load_messages(path: Path) -> tuple[dict[str, dict[str, str]], dict[str, tuple[str, ...]]]:
    """The company's own sentences by locale and name, and the questions the widget suggests by locale."""
    if not path.is_file():
        return {}, {}
    entries = read_yaml(path).items()
    suggestions = {
        locale: entry.texts()
        for locale, entry in (entries.pop("suggestions").items() if "suggestions" in entries else {}).items()
    }
    overrides = {
        locale: {key: value.text() for key, value in table.items().items()} for locale, table in entries.items()
    }
    return overrides, suggestions
