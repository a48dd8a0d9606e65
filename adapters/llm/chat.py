"""LangChain's chat models. They take seconds to import, so that happens when a model is set, off the event loop."""

import importlib
from dataclasses import dataclass
from typing import Any, Literal

import structlog

from core.language_model import CallOutcome

log = structlog.get_logger("foyer.llm")

Structure = Literal["schema", "tool", "json"]
_METHODS = {"schema": "json_schema", "tool": "function_calling", "json": "json_mode"}
_LONGEST_S = 30.0
"""The library's own limit, for connections that nobody waits for any more."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model said: a JSON value, or None when it was none. Tokens are 0 when the server does not count them."""

    data: Any
    tokens_in: int
    tokens_out: int


class ChatFailed(Exception):
    """No reply. `charged` says that it may have cost something all the same."""

    def __init__(
        self, outcome: CallOutcome, *, again: bool, charged: bool = False, retry_after_s: float | None = None
    ) -> None:
        super().__init__(outcome.value)
        self.outcome = outcome
        self.again = again
        self.charged = charged
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where models are served."""

    provider: Literal["openai", "anthropic"]
    base_url: str
    key: str
    structure: Structure = "schema"


class ChatModel:
    """One model at one endpoint. `open` it outside the event loop."""

    def __init__(self, chat: Any, http: Any, structure: Structure) -> None:
        self._chat = chat
        self._http = http
        self._structure = structure
        self._shaped: dict[str, Any] = {}

    @classmethod
    def open(cls, endpoint: Endpoint, model: str, most_tokens: int) -> "ChatModel":
        """Import and set up; connects to nothing. Retries and time limits are ours, never the library's."""
        common: dict[str, Any] = {"model": model, "max_retries": 0, "temperature": 0, "max_tokens": most_tokens}
        common["api_key"] = endpoint.key or "none"
        if endpoint.base_url:
            common["base_url"] = endpoint.base_url
        vendor = importlib.import_module(endpoint.provider)
        http = vendor.DefaultAsyncHttpxClient(timeout=_LONGEST_S)
        if endpoint.provider == "openai":
            chat = importlib.import_module("langchain_openai").ChatOpenAI(
                http_async_client=http, use_responses_api=False, **common
            )
            return cls(chat, http, endpoint.structure)
        chat = importlib.import_module("langchain_anthropic").ChatAnthropic(**common)
        # It takes no client of ours, and its own is shared by all and never closed.
        chat.__dict__["_async_client"] = vendor.AsyncAnthropic(http_client=http, **chat._client_params)
        return cls(chat, http, "tool" if endpoint.structure == "json" else endpoint.structure)

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def ask(self, system: str, user: str, schema: dict[str, Any]) -> Reply:
        """One call. Raises ChatFailed; runs until it is answered or cancelled.

        A server that knows no JSON schema is asked by a tool's call instead, at once and from then on.
        """
        from langsmith import tracing_context

        try:
            with tracing_context(enabled=False):  # nothing goes to a third place, whatever the environment says
                told = await self._of(schema).ainvoke([("system", system), ("human", user)])
        except Exception as error:
            if self._structure == "schema" and _knows_no_schema(error):
                log.warning("llm_structure", hint="the server takes no JSON schema: set structure to tool")
                self._structure = "tool"
                self._shaped.clear()
                return await self.ask(system, user, schema)
            raise _failure(error) from error
        usage = getattr(told["raw"], "usage_metadata", None) or {}
        return Reply(told["parsed"], int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0)))

    def _of(self, schema: dict[str, Any]) -> Any:
        title = str(schema["title"])
        if title not in self._shaped:
            method = _METHODS[self._structure]
            self._shaped[title] = self._chat.with_structured_output(schema, method=method, include_raw=True)
        return self._shaped[title]


def _knows_no_schema(error: Exception) -> bool:
    """Some servers answer 400 or 422 to a format they do not know, llama-cpp-python's 500; all of them name it."""
    status = getattr(error, "status_code", None)
    refused = isinstance(status, int) and (status in (400, 422) or status >= 500)
    return refused and ("response_format" in str(error) or "json_schema" in str(error))


def _failure(error: Exception) -> ChatFailed:
    """Both vendors' clients have the same tree of errors: a status where the server answered, none where it did not."""
    status = getattr(error, "status_code", None)
    if status == 429:
        return ChatFailed(CallOutcome.BUSY, again=True, retry_after_s=_retry_after(error))
    if isinstance(status, int) and (status >= 500 or status == 408):
        return ChatFailed(CallOutcome.FAILED, again=True, retry_after_s=_retry_after(error))
    if isinstance(status, int):
        return ChatFailed(CallOutcome.REFUSED, again=False)
    kinds = {each.__name__ for each in type(error).__mro__}
    if "APITimeoutError" in kinds:
        return ChatFailed(CallOutcome.TIMEOUT, again=False, charged=True)
    if "APIConnectionError" in kinds:
        return ChatFailed(CallOutcome.FAILED, again=True)
    # A reply that the library could not read: too long, refused by the model, or no reply of this kind at all.
    return ChatFailed(CallOutcome.INVALID, again=True, charged=True)


def _retry_after(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(0.0, float(headers.get("retry-after", "")))
    except ValueError:
        return None
