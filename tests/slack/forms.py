"""Filling in and using interactive elements as Slack's clients do: which element is meant, and what it then says."""

from collections.abc import Iterator
from typing import Any

from tests.slack.world import Json

_VALUES = {"plain_text_input", "number_input", "email_text_input", "url_text_input"}
_ONE_OF = {"static_select": "option", "external_select": "option", "radio_buttons": "option", "overflow": "option"}
_MANY_OF = {"multi_static_select": "options", "multi_external_select": "options", "checkboxes": "options"}
_PICKED = {
    "users_select": "user",
    "conversations_select": "conversation",
    "channels_select": "channel",
    "multi_users_select": "users",
    "multi_conversations_select": "conversations",
    "multi_channels_select": "channels",
    "datepicker": "date",
    "timepicker": "time",
    "datetimepicker": "date_time",
}


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each block with each of its interactive elements."""
    for block in blocks:
        for each in [*(block.get("elements") or []), block.get("accessory"), block.get("element")]:
            if isinstance(each, dict) and each.get("action_id"):
                yield block, each


def find(blocks: list[Json], what: str) -> tuple[Json, Json]:
    """The element with this action id or on its face. Raises AssertionError naming those there are."""
    known = []
    for block, element in elements(blocks):
        face = (element.get("text") or element.get("placeholder") or block.get("label") or {}).get("text", "")
        names = {element["action_id"], face, (block.get("label") or {}).get("text", "")}
        if what in names or (element.get("value") and what == element["value"]):
            return block, element
        known.append(f"{face or element['type']} ({element['action_id']})")
    raise AssertionError(f"there is no {what!r} here; there are: {', '.join(known) or 'no controls'}")


def answered(element: Json, value: Any) -> Json:
    """An element's part of a payload once somebody chose or typed this value.

    For a choice give the option's value or its face; for several a list. Raises AssertionError for no such option.
    """
    kind = element["type"]
    if kind in _VALUES:
        return {"type": kind, "value": None if value in (None, "") else str(value)}
    if kind == "rich_text_input":
        section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
        return {"type": kind, "rich_text_value": {"type": "rich_text", "elements": [section]}}
    if kind in _ONE_OF:
        return {"type": kind, "selected_option": None if value is None else _option(element, value)}
    if kind in _MANY_OF:
        return {"type": kind, "selected_options": [_option(element, one) for one in value or []]}
    if kind in _PICKED:
        return {"type": kind, f"selected_{_PICKED[kind]}": _ids(value)}
    return {"type": kind, "value": element.get("value", "")}


def _ids(value: Any) -> Any:
    """People and channels by their ids."""
    if isinstance(value, (list, tuple)):
        return [_ids(one) for one in value]
    return value if isinstance(value, (str, int, type(None))) else value.id


def _option(element: Json, wanted: str) -> Json:
    groups = [group["options"] for group in element.get("option_groups") or []]
    options: list[Json] = [one for group in groups for one in group] or element.get("options") or []
    for option in options:
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    if element["type"].endswith("external_select"):
        return {"text": {"type": "plain_text", "text": wanted, "emoji": True}, "value": wanted}
    known = ", ".join(option["text"]["text"] for option in options)
    raise AssertionError(f"there is no option {wanted!r}; there are: {known}")


def initial(element: Json) -> Json:
    """What an input holds before anybody touches it."""
    kind = element["type"]
    if kind in _VALUES:
        return answered(element, element.get("initial_value"))
    if kind in _ONE_OF:
        option = element.get("initial_option")
        return {"type": kind, "selected_option": option}
    if kind in _MANY_OF:
        return {"type": kind, "selected_options": list(element.get("initial_options") or [])}
    if kind in _PICKED:
        return {"type": kind, f"selected_{_PICKED[kind]}": element.get(f"initial_{_PICKED[kind]}")}
    return {"type": kind}


def is_empty(state: Json) -> bool:
    return not any(value for key, value in state.items() if key != "type")


def fill(blocks: list[Json], given: dict[str, Any]) -> dict[str, Json]:
    """The state of a view with these inputs filled in, by block id, action id or label.

    Raises AssertionError as the client would hold it back: an unknown input, a required one left empty, a text
    outside of its limits.
    """
    left = dict(given)
    values: dict[str, Json] = {}
    for block, element in elements(blocks):
        if block["type"] != "input" and element["type"] == "button":
            continue
        names = (block["block_id"], element["action_id"], (block.get("label") or {}).get("text", ""))
        name = next((each for each in names if each in left), None)
        state = initial(element) if name is None else answered(element, left.pop(name))
        if block["type"] == "input":
            _check(block, element, state)
        values.setdefault(block["block_id"], {})[element["action_id"]] = state
    assert not left, f"the view has no input {', '.join(left)}; it has {list(values)}"
    return values


def _check(block: Json, element: Json, state: Json) -> None:
    label = block["label"]["text"]
    assert block.get("optional") or not is_empty(state), f"please complete this required field: {label}"
    text = state.get("value")
    if isinstance(text, str):
        assert len(text) <= element.get("max_length", 3000), f"{label}: too long"
        assert len(text) >= element.get("min_length", 0), f"{label}: too short"
