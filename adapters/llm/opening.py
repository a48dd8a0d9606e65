"""From settings to a gate. Nothing of LangChain is imported before a model is set."""

from adapters.llm.chat import ChatModel, Endpoint
from adapters.llm.gate import Gate
from core.clock import Clock
from core.model_settings import MICROS
from core.settings import Settings
from core.spending import Spending


def open_language_model(settings: Settings, spending: Spending, clock: Clock) -> Gate | None:
    """The language model as set, or None. Takes seconds to import; connects to nothing. Call it outside the loop."""
    plans = settings.llm.plans()
    if not plans:
        return None
    own = settings.llm
    endpoint = Endpoint(own.provider, own.base_url, settings.llm_key, own.structure)
    chats = {step: ChatModel.open(endpoint, plan.model, plan.most_tokens) for step, plan in plans.items()}
    return Gate(
        plans,
        chats,
        spending,
        clock,
        day_budget=round(own.day_budget * MICROS),
        conversation_budget=round(own.conversation_budget * MICROS),
        with_schema=own.structure == "json" and own.provider == "openai",
    )
