"""Settings of language models: which one each step uses, what it may cost and how long it may take.

Empty means none: nothing is imported, nothing leaves. Prices are per million tokens, in the currency of the bill.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from core.language_model import Step

MICROS = 1_000_000
"""A ledger entry of one unit of money."""


class Price(BaseModel):
    """Of one model, for a million tokens read and a million written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    read: float = Field(ge=0, allow_inf_nan=False)
    written: float = Field(ge=0, allow_inf_nan=False)

    def of(self, tokens_in: int, tokens_out: int) -> int:
        """Millionths, rounded up."""
        exact = tokens_in * self.read + tokens_out * self.written
        return int(exact) + (exact > int(exact))


class StepSettings(BaseModel):
    """One step: off, or with another model, time, budget or length than the default."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: str | None = None
    """"" switches the step off."""
    timeout_s: float | None = Field(default=None, ge=0.1, le=10)
    """For the whole step, retries included."""
    day_budget: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    most_tokens: int | None = Field(default=None, ge=16, le=4000)
    """Of an answer."""


TIMEOUTS_S = {Step.INTENT: 3.0, Step.SLOTS: 3.0, Step.SUMMARY: 4.0, Step.ANSWER: 7.0}
MOST_TOKENS = {Step.INTENT: 120, Step.SLOTS: 400, Step.SUMMARY: 300, Step.ANSWER: 700}
TURN_S = 12.0
"""For all steps of a turn together: well under the worker's limit, whatever single steps may take."""


class StepPlan(BaseModel):
    """What a step does, all defaults filled in. Budgets in millionths."""

    model_config = ConfigDict(frozen=True)

    model: str
    timeout_s: float
    most_tokens: int
    price: Price
    day_budget: int


class ModelSettings(BaseModel):
    """`FOYER_LLM` as JSON, or `llm:` in the YAML file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: Literal["openai", "anthropic"] = "openai"
    base_url: str = ""
    structure: Literal["schema", "tool", "json"] = "schema"
    """How the shape of an answer is asked for: what the server supports."""
    model: str = ""
    prices: dict[str, Price] = Field(default_factory=dict)
    day_budget: float = Field(default=5.0, ge=0, allow_inf_nan=False)
    conversation_budget: float = Field(default=0.1, ge=0, allow_inf_nan=False)
    steps: dict[Step, StepSettings] = Field(default_factory=dict)

    @field_validator("base_url")
    @classmethod
    def _check_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("base_url is not http:// or https:// with a host")
        return value

    @model_validator(mode="after")
    def _check_prices(self) -> "ModelSettings":
        unpriced = sorted({model for step in Step if (model := self._model_of(step)) and model not in self.prices})
        if unpriced:
            raise ValueError(f"prices has none for {', '.join(unpriced)}: a model without a price would have no budget")
        return self

    def _model_of(self, step: Step) -> str:
        own = self.steps.get(step)
        return self.model if own is None or own.model is None else own.model

    def plans(self) -> dict[Step, StepPlan]:
        """The steps that have a model."""
        made = {}
        for step in Step:
            if not (model := self._model_of(step)):
                continue
            own = self.steps.get(step) or StepSettings()
            budget = self.day_budget if own.day_budget is None else own.day_budget
            made[step] = StepPlan(
                model=model,
                timeout_s=own.timeout_s or TIMEOUTS_S[step],
                most_tokens=own.most_tokens or MOST_TOKENS[step],
                price=self.prices[model],
                day_budget=round(budget * MICROS),
            )
        return made
