"""What a customer writes while they wait for a person: what they hear then, and what it changes for the team. Who
needs nobody any more gets the bot back."""

from dataclasses import dataclass

import structlog

from core.domain.company import Company
from core.domain.conversation import fresh_start
from core.domain.handoff import Handoff, Priority, Raised, Withdrawal, Withdrawn
from core.domain.messages import Audience, Author, Draft, Notice
from core.domain.mind import SELF_HARM, Decision
from core.domain.policy import Policy
from core.domain.turn import TurnInput, TurnOutput
from core.policies.phrases import alarms, clauses
from core.policies.priority import Circumstances, prioritise, unquoted
from core.policies.severity import severity_in
from core.policies.sla import promised_minutes
from core.policies.withdrawal import asker, kept_for_person, pressed_withdrawal, withdrawal
from core.ports import Texts, Understanding
from core.staff_words import raised as raised_by_customer
from graph.nodes.handoff import expectation
from graph.understanding.language import guess_language

_HISTORY = 60
"""Entries in which the notice of what waits is looked for."""

log = structlog.get_logger("foyer.mind")


@dataclass(frozen=True, slots=True)
class Here:
    """Who listens, and by which rules."""

    understanding: Understanding
    policy: Policy
    company: Company
    texts: Texts


async def wait_with(turn: TurnInput, waiting: Handoff | None, here: Here) -> TurnOutput:
    """Who needs nobody any more gets the bot back, unless a person is to look all the same. Who may harm themselves
    reads at once where to find help; anybody else hears once that what they add is seen, and by when somebody comes.
    What makes it more urgent than it was raises the handoff, and the team reads why."""
    if waiting is not None and (why := await _lets_go(turn, waiting)):
        kept = kept_for_person(waiting, turn.state.get("heard", ""), here.policy)
        return _kept(turn, waiting, kept, here) if kept else _withdrawn(turn, waiting, why, here)
    case = await _circumstances(turn, here)
    raised = _raised(case, waiting, here.policy)
    priority = raised.priority if raised is not None else waiting.priority if waiting is not None else Priority.MEDIUM
    state = turn.state.copy()
    if grave := next((kind for kind in case.alarms if kind == SELF_HARM or kind in here.policy.kept_for_person), ""):
        state["heard"] = grave
    drafts: list[Draft] = []
    if SELF_HARM in case.alarms and not state.get("care_told"):
        state["care_told"] = True
        drafts.append(_care(turn, here))
    elif not state.get("waiting_told"):
        state["waiting_told"] = True
        drafts.append(await _seen(turn, here, priority))
    if raised is not None:
        # What they wrote stands above it, and can be deleted there; a note that quotes it would outlive it.
        text = raised_by_customer(raised.priority, unquoted(raised.reasons))
        drafts.append(Draft(Author.SYSTEM, text, Audience.INTERNAL, notice=Notice.ESCALATED))
    return TurnOutput(state, tuple(drafts), (), None, raised=raised)


async def _lets_go(turn: TurnInput, waiting: Handoff) -> Withdrawal | None:
    """Why they need nobody any more, said by whoever asked for a person: what a colleague in the same thread says may
    be meant for somebody else."""
    pressed = pressed_withdrawal(turn.action, waiting.package)
    why = pressed if turn.action else withdrawal(turn.text)
    if why is None:
        return None
    history = await turn.history(_HISTORY)
    writers = {message.author_id for message in history if message.seq in turn.input_seqs}
    return why if writers <= {asker(history, turn.of_customer or turn.customer.id)} else None


def _withdrawn(turn: TurnInput, waiting: Handoff, why: Withdrawal, here: Here) -> TurnOutput:
    key = "withdrawn_to_bot" if why is Withdrawal.BOT else "withdrawn"
    told = Draft(
        Author.SYSTEM,
        here.texts.say(key, _spoken(turn, here)),
        author_name=here.company.bot_name,
        notice=Notice.WITHDRAWN,
    )
    state = fresh_start(turn.state, max(turn.input_seqs))
    decision = Decision("withdrawal", "withdrawn", why, {"handoff": waiting.reason})
    return TurnOutput(state, (told,), (decision,), None, withdrawn=Withdrawn(waiting, why))


def _kept(turn: TurnInput, waiting: Handoff, kind: str, here: Here) -> TurnOutput:
    """A person looks at it all the same, and the customer hears so, once."""
    decision = Decision("withdrawal", "kept", kind, {"handoff": waiting.reason})
    if turn.state.get("kept_told"):
        return TurnOutput(turn.state, (), (decision,), None)
    text = here.texts.say("withdrawal_kept", _spoken(turn, here))
    told = Draft(Author.SYSTEM, text, author_name=here.company.bot_name, notice=Notice.STILL_WAITING)
    return TurnOutput({**turn.state, "kept_told": True}, (told,), (decision,), None)


def _spoken(turn: TurnInput, here: Here) -> str:
    """The language they write, where we have sentences in it; else that of their client."""
    written = guess_language(turn.text, "")
    return written if written and here.texts.speaks(written) else turn.locale


async def _circumstances(turn: TurnInput, here: Here) -> Circumstances:
    """What the message shows; by its words alone where no model can read it."""
    account, sentiment = turn.customer.account, 0.0
    heard = {alarm.kind: alarm.shown_by for alarm in alarms(turn.text)}
    try:
        reading = await here.understanding.read(turn.text)
        sentiment = reading.sentiment
        heard |= {alarm.kind: alarm.shown_by for alarm in reading.alarms}
    except Exception as error:  # whoever waits is heard even while no model answers
        log.warning("reading_failed", error=type(error).__name__)
    said = severity_in(clauses(turn.text))
    return Circumstances(said=said, alarms=heard, tier=account.tier if account else None, sentiment=sentiment)


def _raised(case: Circumstances, waiting: Handoff | None, policy: Policy) -> Raised | None:
    if waiting is None:
        return None
    priority, reasons = prioritise(case, policy)
    before = f"{waiting.priority.name.lower()} before"
    return Raised(waiting, priority, (*reasons, before)) if priority > waiting.priority else None


def _care(turn: TurnInput, here: Here) -> Draft:
    language = guess_language(turn.text, turn.locale)
    text = " ".join(here.texts.say(key, language) for key in ("handoff_self_harm", "help_line"))
    return Draft(Author.SYSTEM, text, author_name=here.company.bot_name, notice=Notice.STILL_WAITING)


async def _seen(turn: TurnInput, here: Here, priority: Priority) -> Draft:
    staffing = await turn.staffing()
    targets, account = here.company.first_response_target_minutes, turn.customer.account
    within = promised_minutes(targets, here.policy.sla, account, priority)
    due = expectation(within, turn.now, turn.locale, here.company, here.texts, staffing)
    text = " ".join(filter(None, (here.texts.say("already_waiting", turn.locale), due)))
    return Draft(Author.SYSTEM, text, author_name=here.company.bot_name, notice=Notice.STILL_WAITING)
