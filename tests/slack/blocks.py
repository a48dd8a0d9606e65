"""Checks blocks, attachments and views as Slack does, with its words and JSON pointers."""

import json
from collections.abc import Callable
from typing import Any

from tests.slack.calls import SlackError
from tests.slack.world import Json, strings

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
BLOCKS_TOGETHER = 13_200
"""Characters of all blocks of a message together, as users measured it (`msg_blocks_too_long`)."""

_BUTTONS = {"button", "workflow_button"}
_SELECTS = {
    f"{many}{kind}_select" for many in ("", "multi_") for kind in ("static", "external", "users", "conversations",
    "channels")
}  # fmt: skip
_PICKERS = {"datepicker", "timepicker", "datetimepicker", "overflow", "radio_buttons", "checkboxes"}
_INPUTS = {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input"}
_ACTIONS = _BUTTONS | _SELECTS | _PICKERS | {"rich_text_input"}
_ACCESSORIES = _BUTTONS | _SELECTS | _PICKERS | {"image"}
_IN_INPUT = _SELECTS | (_PICKERS - {"overflow"}) | _INPUTS
_MESSAGE_KINDS = {
    "section", "divider", "image", "actions", "context", "header", "markdown", "rich_text", "video", "input", "file",
    "context_actions", "table", "task_card", "plan",
}  # fmt: skip
_VIEW_KINDS = _MESSAGE_KINDS - {"markdown", "file", "context_actions", "table", "task_card", "plan"}


class Checker:
    """Gathers what is wrong in one tree of blocks."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._ids: set[str] = set()

    def add(self, problem: str, path: str) -> None:
        self.problems.append(f"[ERROR] {problem} [json-pointer:{path}]")

    def blocks(self, blocks: Any, path: str, most: int, kinds: set[str]) -> None:
        if not isinstance(blocks, list):
            self.add("must provide an array", path)
            return
        if len(blocks) > most:
            self.add(f"no more than {most} items allowed", path)
        for index, block in enumerate(blocks):
            where = f"{path}/{index}"
            kind = block.get("type") if isinstance(block, dict) else None
            if kind not in kinds:
                self.add(f"unsupported type: {kind}", where + "/type")
                continue
            self._id(block, "block_id", where)
            check: Callable[[Json, str], None] | None = getattr(self, f"_{kind}", None)
            if check:
                check(block, where)

    def _id(self, item: Json, name: str, path: str) -> None:
        value = item.get(name)
        if value is None:
            return
        if not isinstance(value, str) or len(value) > 255:
            self.add("must be less than 256 characters", f"{path}/{name}")
        elif name == "block_id":
            if value in self._ids:
                self.add(f"`block_id` {value} already exists", f"{path}/{name}")
            self._ids.add(value)

    def text(self, text: Any, path: str, most: int, *, plain: bool = False, needed: bool = True) -> None:
        """A text object of at most so many characters."""
        if text is None:
            if needed:
                self.add(f"missing required field: {path.rpartition('/')[2]}", path.rpartition("/")[0])
            return
        kinds = ("plain_text",) if plain else ("plain_text", "mrkdwn")
        if not isinstance(text, dict) or text.get("type") not in kinds:
            self.add("must be a valid text object", path)
            return
        words = text.get("text")
        if not isinstance(words, str) or not words:
            self.add("must be more than 0 characters", path + "/text")
        elif len(words) > most:
            self.add(f"must be less than {most + 1} characters", path + "/text")
        if text["type"] == "mrkdwn" and "emoji" in text:
            self.add("no more than 0 additional properties allowed", path + "/emoji")

    def _section(self, block: Json, path: str) -> None:
        fields = block.get("fields")
        if block.get("text") is None and not fields:
            self.add("missing required field: text or fields", path)
        if block.get("text") is not None:
            self.text(block["text"], path + "/text", 3000)
        if fields is not None:
            if not 1 <= len(fields) <= 10:
                self.add("no more than 10 items allowed", path + "/fields")
            for index, each in enumerate(fields):
                self.text(each, f"{path}/fields/{index}", 2000)
        if block.get("accessory") is not None:
            self._element(block["accessory"], path + "/accessory", _ACCESSORIES)

    def _header(self, block: Json, path: str) -> None:
        self.text(block.get("text"), path + "/text", 150, plain=True)

    def _markdown(self, block: Json, path: str) -> None:
        if not block.get("text"):
            self.add("must be more than 0 characters", path + "/text")
        elif len(block["text"]) > 12_000:
            self.add("must be less than 12001 characters", path + "/text")

    def _context(self, block: Json, path: str) -> None:
        elements = block.get("elements") or []
        if not 1 <= len(elements) <= 10:
            self.add(
                "no more than 10 items allowed" if elements else "must provide at least 1 item", path + "/elements"
            )
        for index, each in enumerate(elements):
            where = f"{path}/elements/{index}"
            if each.get("type") == "image":
                self._image(each, where)
            else:
                self.text(each, where, 2000)

    def _image(self, block: Json, path: str) -> None:
        if not block.get("alt_text"):
            self.add("missing required field: alt_text", path)
        if len(block.get("image_url") or "") > 3000:
            self.add("must be less than 3001 characters", path + "/image_url")
        if not block.get("image_url") and not block.get("slack_file"):
            self.add("missing required field: image_url", path)

    def _actions(self, block: Json, path: str) -> None:
        elements = block.get("elements") or []
        if not 1 <= len(elements) <= 25:
            self.add(
                "no more than 25 items allowed" if elements else "must provide at least 1 item", path + "/elements"
            )
        names = [each.get("action_id") for each in elements if each.get("action_id")]
        if len(set(names)) < len(names):
            self.add("`action_id` already exists in this block", path + "/elements")
        for index, each in enumerate(elements):
            self._element(each, f"{path}/elements/{index}", _ACTIONS)

    def _context_actions(self, block: Json, path: str) -> None:
        if not 1 <= len(block.get("elements") or []) <= 5:
            self.add("no more than 5 items allowed", path + "/elements")

    def _input(self, block: Json, path: str) -> None:
        self.text(block.get("label"), path + "/label", 2000, plain=True)
        self.text(block.get("hint"), path + "/hint", 2000, plain=True, needed=False)
        self._element(block.get("element"), path + "/element", _IN_INPUT)

    def _element(self, element: Any, path: str, kinds: set[str]) -> None:
        kind = element.get("type") if isinstance(element, dict) else None
        if kind not in kinds:
            self.add(f"unsupported type: {kind}", path + "/type")
            return
        self._id(element, "action_id", path)
        if kind in _BUTTONS:
            self._button(element, path)
        if "placeholder" in element:
            self.text(element["placeholder"], path + "/placeholder", 150, plain=True)
        if kind in ("static_select", "multi_static_select", "overflow", "radio_buttons", "checkboxes"):
            self._options(element, path)
        if "confirm" in element:
            self._confirm(element["confirm"], path + "/confirm")
        for name in ("min_length", "max_length"):
            if name in element and not 0 <= int(element[name]) <= 3000:
                self.add("must be less than 3001", f"{path}/{name}")

    def _button(self, element: Json, path: str) -> None:
        self.text(element.get("text"), path + "/text", 75, plain=True)
        for name, most in (("value", 2000), ("url", 3000), ("accessibility_label", 75)):
            if len(element.get(name) or "") > most:
                self.add(f"must be less than {most + 1} characters", f"{path}/{name}")
        if element.get("style") not in (None, "primary", "danger"):
            self.add("must be a valid enum value", path + "/style")

    def _options(self, element: Json, path: str) -> None:
        kind = element["type"]
        most = {"overflow": 5, "radio_buttons": 10, "checkboxes": 10}.get(kind, 100)
        groups = element.get("option_groups")
        lists = [(f"{path}/option_groups/{n}", each.get("options")) for n, each in enumerate(groups or [])]
        for where, options in lists or [(path, element.get("options"))]:
            if not options or len(options) > most:
                many = f"no more than {most} items allowed" if options else "must provide at least 1 item"
                self.add(many, where + "/options")
            for index, option in enumerate(options or []):
                at = f"{where}/options/{index}"
                self.text(option.get("text"), at + "/text", 75, plain=kind.endswith("select"))
                self.text(option.get("description"), at + "/description", 75, needed=False)
                if len(option.get("value") or "") > 150:
                    self.add("must be less than 151 characters", at + "/value")

    def _confirm(self, confirm: Json, path: str) -> None:
        for name, most in (("title", 100), ("text", 300), ("confirm", 30), ("deny", 30)):
            self.text(confirm.get(name), f"{path}/{name}", most, plain=name != "text", needed=name in ("title", "text"))


def check_message_blocks(blocks: Any) -> None:
    """Raises `SlackError` (`invalid_blocks`, `msg_blocks_too_long`) for blocks a message may not have."""
    checker = Checker()
    checker.blocks(blocks, "/blocks", MESSAGE_BLOCKS, _MESSAGE_KINDS)
    if checker.problems:
        raise SlackError("invalid_blocks", checker.problems)
    markdown = sum(len(block.get("text", "")) for block in blocks if block.get("type") == "markdown")
    if markdown > 12_000 or sum(map(len, strings(blocks))) > BLOCKS_TOGETHER:
        raise SlackError("msg_blocks_too_long")


def check_view(view: Any) -> None:
    """Raises `SlackError` (`invalid_arguments`, `view_too_large`) for a view Slack would refuse."""
    checker = Checker()
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        raise SlackError("invalid_arguments", ["[ERROR] failed to match all allowed schemas [json-pointer:/view]"])
    if len(json.dumps(view)) > 250_000:
        raise SlackError("view_too_large")
    checker.blocks(view.get("blocks"), "/view/blocks", VIEW_BLOCKS, _VIEW_KINDS)
    if len(view.get("private_metadata") or "") > 3000:
        checker.add("must be less than 3001 characters", "/view/private_metadata")
    for name in ("callback_id", "external_id"):
        if len(view.get(name) or "") > 255:
            checker.add("must be less than 256 characters", f"/view/{name}")
    if view["type"] == "modal":
        checker.text(view.get("title"), "/view/title", 24, plain=True)
        for name in ("submit", "close"):
            checker.text(view.get(name), f"/view/{name}", 24, plain=True, needed=False)
        has_input = any(isinstance(each, dict) and each.get("type") == "input" for each in view.get("blocks") or [])
        if has_input and not view.get("submit"):
            checker.add("missing required field: submit", "/view")
    if checker.problems:
        raise SlackError("invalid_arguments", checker.problems)
