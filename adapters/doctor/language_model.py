"""The doctor's look at the language model: its settings, and a real question only when asked for one."""

from pydantic import BaseModel, ConfigDict

from adapters.db.migrate import check as check_database
from adapters.db.record import open_record
from core.clock import SystemClock
from core.domain.ids import ConversationId
from core.language_model import Material, Question, Step
from core.model_settings import MICROS
from core.settings import Settings
from core.spending import totals


class _Word(BaseModel):
    model_config = ConfigDict(extra="forbid")

    word: str


async def examine_model(settings: Settings, *, ask: bool) -> tuple[bool | None, str]:
    """Whether it is sound (None: not set), and what to say. `ask` puts one short question to each."""
    plans = settings.llm.plans()
    if not plans:
        return None, "not set (FOYER_LLM); every step has its local way"
    where = settings.llm.base_url.partition("://")[2].rpartition("@")[2].partition("/")[0] or settings.llm.provider
    steps = ", ".join(f"{step} by {plan.model}" for step, plan in plans.items())
    if check_database(settings.database_url):
        return False, f"{where}: {steps}; the ledger cannot be read. See what is said of the database."
    clock = SystemClock()
    record = await open_record(settings.database_url, clock, pool_size=1)
    try:
        spent = totals(await record.spent(clock.now()))[2] / MICROS
        today = f"{spent:.4f} of {settings.llm.day_budget:g} spent today"
        if spent >= settings.llm.day_budget:
            tomorrow = "the day's budget is used up until 00:00 UTC"
            return False, f"{where}: {tomorrow}. Raise day_budget in FOYER_LLM, or wait: the local ways are taken."
        if not ask:
            return True, f"{where}: {steps}; {today}. `doctor --ask` puts one question to each."
        from adapters.llm.opening import open_language_model

        gate = open_language_model(settings, record, clock)
        assert gate is not None
        told = {}
        for step in plans:
            told[step] = (await gate.ask(_question(step))).call
        await gate.aclose()
    finally:
        await record.aclose()
    wrong = [f"{step}: {call.outcome} ({call.problem})" for step, call in told.items() if call.problem]
    if wrong:
        return False, f"{where}: {'; '.join(wrong)}. Check base_url, model, structure and FOYER_LLM_KEY."
    times = ", ".join(f"{step} {each.ms} ms" for step, each in told.items())
    return True, f"{where}: {steps}; answered ({times}); {today}"


def _question(step: Step) -> Question[_Word]:
    return Question(
        step=step,
        instructions='Reply with the word "harbour".',
        materials=(Material("message", "Which word?"),),
        shape=_Word,
        conversation_id=ConversationId(""),
        within_s=10,
    )
