"""The mind: one turn of the bot, by the state machine."""

from collections.abc import Mapping
from typing import Any

from core.clock import Clock
from core.domain.company import Company
from core.domain.handoff import Handoff, HandoffRequest, Priority
from core.domain.mind import SELF_HARM, Answer, Decision, Outcome, Reading, Reason
from core.domain.policy import Policy
from core.domain.turn import TurnInput, TurnOutput
from core.language_model import LanguageModel
from core.policies.package import build_package
from core.policies.phrases import alarms, wish_for_person
from core.policies.priority import prioritise
from core.policies.sla import promised_minutes
from core.ports import Knowledge, Texts, Understanding
from core.switches import Switches
from graph.facts import answer_to_json, reading_to_json
from graph.live_policy import LivePolicy
from graph.mended import MendedKnowledge
from graph.nodes.handoff import notice
from graph.nodes.weigh import failure
from graph.state import TurnContext
from graph.steps.turn_model import TurnModel
from graph.understanding.language import guess_language
from graph.understanding.spelling import Mend, unmended
from graph.waiting import Here, wait_with
from graph.walk import Run, directly


class GraphMind:
    """Implements `core.ports.Mind` over the state machine. `run` takes one turn through it; `model_then` are the
    facts of a language model in a stored turn, for a replay. `switches` are what admins have moved since the policy
    file was read. `public_url` is put before addresses of our own pages in what an agent is to send. Articles are
    searched for what `mend` makes of a question."""

    def __init__(
        self,
        *,
        company: Company,
        policy: Policy,
        understanding: Understanding,
        knowledge: Knowledge,
        texts: Texts,
        clock: Clock,
        run: Run | None = None,
        model: LanguageModel | None = None,
        model_then: Mapping[str, Any] | None = None,
        switches: Switches | None = None,
        public_url: str = "",
        mend: Mend = unmended,
    ) -> None:
        self._company = company
        self._policy = LivePolicy(policy, switches)
        self._understanding = understanding
        self._knowledge = MendedKnowledge(knowledge, mend)
        self._texts = texts
        self._clock = clock
        self._run = run or directly()
        self._model = model
        self._model_then = model_then
        self._public_url = public_url

    @property
    def policy_version(self) -> str:
        """Policy and models together: whatever could change a decision changes this."""
        local = f"{self._policy.now.version}/{self._understanding.version}/{self._knowledge.version}"
        return f"{local}/{self._model.version}" if self._model is not None else local

    async def think(self, turn: TurnInput) -> TurnOutput:
        """Run the machine once from START to END."""
        policy = await self._policy.at(turn.library_seq)
        switches = self._policy.switched
        context = TurnContext(
            turn=turn,
            company=self._company,
            policy=policy,
            understanding=self._understanding,
            knowledge=self._knowledge,
            texts=self._texts,
            clock=self._clock,
            model=self._turn_model(turn),
            public_url=self._public_url,
        )
        started = self._clock.monotonic()
        end = await self._run(context)
        whole = (self._clock.monotonic() - started) * 1000
        understand = context.timings_ms.get("understand", 0.0)
        return TurnOutput(
            state=end["memory"],
            drafts=end["say"],
            decisions=(
                _read_decision(end["reading"]),
                *_model_decisions(context.model),
                end["decision"],
                *([end["would"]] if "would" in end else ()),
            ),
            handoff=end.get("handoff"),
            facts=_facts(turn, end["reading"], end["answer"], self._knowledge, context.model)
            | ({"switched": dict(switches)} if switches else {})
            | (await _staffing(turn) if end.get("handoff") else {}),
            timings_ms={"understand": round(understand, 3), "graph": round(whole - understand, 3)},
        )

    def _turn_model(self, turn: TurnInput) -> TurnModel | None:
        if self._model is None and self._model_then is None:
            return None
        return TurnModel(turn, self._clock, self._model, self._model_then)

    async def wait_with(self, turn: TurnInput, waiting: Handoff | None) -> TurnOutput:
        """See `graph.waiting`."""
        policy = await self._policy.at(turn.library_seq)
        here = Here(self._understanding, policy, self._company, self._texts)
        return await wait_with(turn, waiting, here)

    async def give_up(self, turn: TurnInput) -> TurnOutput:
        """Bring in a person without asking any model: thinking has failed more than once."""
        wish = wish_for_person(turn.text) if turn.action != "person" else "button"
        reason = Reason.ASKED_FOR_PERSON if wish else Reason.SYSTEM_ERROR
        decision = Decision("outcome", Outcome.HANDOFF, reason, {"words": wish} if wish else {})
        mood = turn.state.get("sentiment", 0.0)
        heard = {alarm.kind: alarm.words for alarm in alarms(turn.text)}
        care = guess_language(turn.text, turn.locale) if SELF_HARM in heard else ""
        package = build_package(
            turn,
            decision,
            question=turn.text,
            answer_confidence=1.0,
            reading=None,
            answer=None,
            intent=None,
            heard={kind: words for kind, words in heard.items() if kind in self._policy.now.alarms},
            mood=mood,
            past=(),
            history=(),
        )
        priority, why = prioritise(failure(turn, heard), self._policy.now)
        priority = max(priority, Priority.HIGH)
        request = HandoffRequest(reason, priority, (*why, "failed: at least high"), "", package)
        targets, sla = self._company.first_response_target_minutes, self._policy.now.sla
        within = promised_minutes(targets, sla, turn.customer.account, priority)
        staffing = await turn.staffing()
        state = {**turn.state, "turns": turn.state.get("turns", 0) + 1}
        return TurnOutput(
            state=state,  # type: ignore[arg-type]
            drafts=(notice(decision, turn.now, turn.locale, self._company, self._texts, staffing, within, care),),
            decisions=(decision,),
            handoff=request,
            facts={"gave_up": True},
        )


def _read_decision(reading: Reading) -> Decision:
    best = reading.best
    return Decision(
        kind="intent",
        outcome=best.intent if best else "none",
        reason="classifier",
        evidence={
            "candidates": [[c.intent, _kept(c.probability)] for c in reading.candidates],
            "in_scope": round(reading.in_scope, 4),
            "kind": reading.kind,
            "sentiment": round(reading.sentiment, 3),
            "language": reading.language,
        },
        score=_kept(best.probability) if best else None,
    )


def _kept(probability: float) -> float:
    """To four places, by way of the six that a turn's facts keep: thought again from them, it is the same."""
    return round(round(probability, 6), 4)


async def _staffing(turn: TurnInput) -> dict[str, Any]:
    """Who was there, where the customer was told by when somebody comes."""
    staffing = await turn.staffing()
    return {"nobody_there": True, "back_at": staffing.back_at} if staffing.nobody else {}


def _model_decisions(model: TurnModel | None) -> tuple[Decision, ...]:
    return model.decisions if model is not None else ()


def _facts(
    turn: TurnInput, reading: Reading, answer: Answer, knowledge: Knowledge, model: TurnModel | None
) -> dict[str, Any]:
    account = turn.customer.account
    facts: dict[str, Any] = {
        "now": turn.now,
        "locale": turn.locale,
        "action": turn.action,
        "level": int(turn.identity.level),
        "proven_by": turn.identity.proven_by,
        "customer": turn.customer.name,
        "account": account.name if account else None,
        "tier": account.tier if account else None,
        "account_facts": dict(account.facts) if account else None,
        "library_seq": turn.library_seq,
        "article_locales": sorted(knowledge.locales),
        "reading": reading_to_json(reading),
        "answer": answer_to_json(answer),
    }
    if model is not None and model.facts:
        facts["model"] = model.facts
    return facts
