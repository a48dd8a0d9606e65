"""What customers come for, with examples of how they say it, and what belongs to no intent."""

from collections.abc import Set
from pathlib import Path

from adapters.company.entries import Entry, read_yaml
from core.domain.company import AnswerableQuestion, Questions, TrickyQuestion
from core.domain.ids import ArticleId, IntentId
from core.domain.mind import Intent, MessageKind

MIN_EXAMPLES = 3
_ACTIONS = {"answer", "self_service", "handoff"}
_URGENCIES = {"low", "normal", "high"}
_KINDS = {kind.value for kind in MessageKind} - {MessageKind.REQUEST}
_REQUIRED = {"id", "name", "category", "action", "question", "examples"}

IntentFile = tuple[dict[str, str], dict[IntentId, Intent], dict[IntentId, tuple[str, ...]]]


def read_intents(path: Path, articles: Set[ArticleId]) -> IntentFile:
    """Category names by id, intents and their examples. Raises `SettingError` naming file and line."""
    root = read_yaml(path).known({"categories", "intents"}, set())
    categories: dict[str, str] = {}
    for entry in root["categories"].list():
        values = entry.known({"id", "name"}, set())
        categories[values["id"].text()] = values["name"].text()
    intents: dict[IntentId, Intent] = {}
    examples: dict[IntentId, tuple[str, ...]] = {}
    for entry in root["intents"].list():
        intent, said = _intent(entry, set(categories), articles)
        if intent.id in intents:
            entry.fail(f"the intent `{intent.id}` stands here a second time. Give it another id or merge the two.")
        intents[intent.id], examples[intent.id] = intent, said
    if len(intents) < 2:
        root["intents"].fail("a company needs at least two intents. Add one.")
    return categories, intents, examples


def _intent(entry: Entry, categories: set[str], articles: Set[ArticleId]) -> tuple[Intent, tuple[str, ...]]:
    values = entry.known(_REQUIRED, {"flow", "urgency", "articles"})
    action = values["action"].choice(_ACTIONS)
    flow = None if "flow" not in values or values["flow"].is_empty() else values["flow"].text()
    if action == "self_service" and flow is None:
        entry.fail("`action: self_service` needs `flow: …`, the name of the flow to run.")
    said = tuple(dict.fromkeys(values["examples"].texts()))
    if len(said) < MIN_EXAMPLES:
        values["examples"].fail(
            f"{len(said)} examples are too few to learn from. Write at least {MIN_EXAMPLES}, better 15."
        )
    intent = Intent(
        id=IntentId(values["id"].text()),
        name=values["name"].text(),
        category=values["category"].choice(categories),
        action=action,
        urgency=values["urgency"].choice(_URGENCIES) if "urgency" in values else "normal",
        question=values["question"].text(),
        articles=_article_ids(values["articles"], articles) if "articles" in values else (),
        flow=flow,
    )
    return intent, said


def _article_ids(entry: Entry, articles: Set[ArticleId]) -> tuple[ArticleId, ...]:
    return tuple(_article_id(item, articles) for item in entry.list())


def _article_id(entry: Entry, articles: Set[ArticleId]) -> ArticleId:
    found = ArticleId(entry.text())
    if found not in articles:
        entry.fail(f"there is no article `{found}` in articles/. Correct the id or write the article.")
    return found


def read_smalltalk(path: Path) -> dict[str, tuple[str, ...]]:
    """Examples by message kind; the kinds may stand under `kinds:` or at the top."""
    root = read_yaml(path)
    found = root.items()
    if set(found) == {"kinds"}:
        root, found = found["kinds"], found["kinds"].items()
    root.known(set(), _KINDS)
    return {kind: entry.texts() for kind, entry in found.items()}


def read_out_of_scope(path: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Messages no intent covers: those a customer could well send, and the wholly unrelated."""
    values = read_yaml(path).known({"near", "far"}, set())
    return values["near"].texts(), values["far"].texts()


def read_questions(path: Path, articles: Set[ArticleId]) -> Questions:
    """Questions with a known right outcome; none when the file does not exist."""
    if not path.exists():
        return Questions()
    values = read_yaml(path).known({"answerable", "unanswerable"}, {"tricky", "held_out"})
    answerable: list[AnswerableQuestion] = []
    held_out: list[AnswerableQuestion] = []
    for name, items in (("answerable", answerable), ("held_out", held_out)):
        for entry in values[name].list() if name in values else ():
            item = entry.known(
                {"question"} | ({"articles"} if name == "answerable" else set()), {"articles", "passage"}
            )
            named = _article_ids(item["articles"], articles) if "articles" in item else ()
            items.append(
                AnswerableQuestion(item["question"].text(), named, item["passage"].text() if "passage" in item else "")
            )
    tricky: list[TrickyQuestion] = []
    for entry in values["tricky"].list() if "tricky" in values else ():
        item = entry.known({"question", "expect"}, {"why"})
        declined = item["expect"].text() == "decline"
        tricky.append(
            TrickyQuestion(
                item["question"].text(),
                None if declined else _article_id(item["expect"], articles),
                item["why"].text() if "why" in item else "",
            )
        )
    return Questions(tuple(answerable), values["unanswerable"].texts(), tuple(tricky), tuple(held_out))
