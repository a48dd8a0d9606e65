"""Priority and complexity: each sign with its points, worse never ranked lower, and a policy that is checked."""

from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.company.policy import load_policy
from core.domain.handoff import Complexity, Priority
from core.domain.ids import ConversationId, MessageId, Millis
from core.domain.messages import Audience, Author, Message
from core.domain.people import Tier
from core.domain.policy import Policy
from core.domain.weighing import ComplexityPolicy, PriorityPolicy
from core.errors import SettingError
from core.policies.complexity import Hardness, complexity_of
from core.policies.phrases import clauses
from core.policies.priority import Circumstances, prioritise, unquoted
from core.policies.severity import severity_in
from graph.nodes.weigh import unanswered_for

EXAMPLE = Path(__file__).parents[2] / "examples" / "harborlight" / "policies.yaml"
SAID = ("service_down", "cannot_access", "everyone_affected", "deadline", "says_urgent", "money", "technical")
KINDS = ("data_loss", "security_incident", "legal_threat", "churn", "complaint", "self_harm")
flags = st.booleans()
words = st.just("words")
cases = st.builds(
    Circumstances,
    said=st.dictionaries(st.sampled_from(SAID), words),
    alarms=st.dictionaries(st.sampled_from(KINDS), words),
    tier=st.sampled_from((None, Tier.STARTER, Tier.GROWTH, Tier.ENTERPRISE)),
    urgent_intent=st.sampled_from(("", "payout is late")),
    sentiment=st.floats(-1, 1),
    slope=st.floats(-2, 2),
    asked_again=flags,
    asked_for_person=flags,
    bot_failed=flags,
    waiting_ms=st.integers(0, 10_000_000),
    sla=st.sampled_from(("ok", "due_soon", "breached")),
)
TIERS = (None, Tier.STARTER, Tier.GROWTH, Tier.ENTERPRISE)
SLAS = ("ok", "due_soon", "breached")


def worse(case: Circumstances, other: Circumstances) -> Circumstances:
    """As bad as the worse of the two in every respect."""
    return Circumstances(
        said={**case.said, **other.said},
        alarms={**case.alarms, **other.alarms},
        tier=max(case.tier, other.tier, key=TIERS.index),
        urgent_intent=case.urgent_intent or other.urgent_intent,
        sentiment=min(case.sentiment, other.sentiment),
        slope=min(case.slope, other.slope),
        asked_again=case.asked_again or other.asked_again,
        asked_for_person=case.asked_for_person or other.asked_for_person,
        bot_failed=case.bot_failed or other.bot_failed,
        waiting_ms=max(case.waiting_ms, other.waiting_ms),
        sla=max(case.sla, other.sla, key=SLAS.index),
    )


@given(cases, cases)
def test_that_a_worse_case_is_never_ranked_lower(case: Circumstances, other: Circumstances) -> None:
    for policy in (Policy(), load_policy(EXAMPLE)):
        assert prioritise(worse(case, other), policy)[0] >= prioritise(case, policy)[0]


@given(cases)
def test_that_every_point_has_its_reason(case: Circumstances) -> None:
    priority, reasons = prioritise(case, Policy())
    assert reasons or priority is Priority.LOW
    for name in case.said:
        if name in PriorityPolicy().impact or name in PriorityPolicy().urgency:
            assert any(name.replace("_", " ") in reason for reason in reasons)


hard = st.builds(
    Hardness,
    article_fits=flags,
    needs_person=flags,
    questions=st.integers(0, 4),
    plausible_intents=st.integers(0, 3),
    attempts=st.integers(0, 5),
    technical=st.sampled_from(("", "webhook")),
    customer_messages=st.integers(0, 20),
    about_account=flags,
    proven=flags,
    alarms=st.dictionaries(st.sampled_from(KINDS), words),
)


@given(hard, st.sampled_from([field.name for field in fields(Hardness)]))
def test_that_more_signs_never_make_it_simpler(case: Hardness, name: str) -> None:
    worst = {
        "article_fits": False,
        "needs_person": True,
        "questions": 5,
        "plausible_intents": 3,
        "attempts": 9,
        "technical": "api",
        "customer_messages": 30,
        "about_account": True,
        "proven": False,
        "alarms": {**case.alarms, "security_incident": "hacked"},
    }
    harder = replace(case, **{name: worst[name]})  # type: ignore[arg-type]
    assert complexity_of(harder, ComplexityPolicy())[0] >= complexity_of(case, ComplexityPolicy())[0]


def test_that_impact_and_urgency_make_a_priority() -> None:
    def of(**case: object) -> tuple[Priority, tuple[str, ...]]:
        return prioritise(Circumstances(**case), Policy())  # type: ignore[arg-type]

    assert of() == (Priority.LOW, ())
    assert of(asked_for_person=True)[0] is Priority.MEDIUM
    assert of(said={"cannot_access": "locked out", "deadline": "in an hour"})[0] is Priority.HIGH
    down = {"service_down": "is down", "everyone_affected": "all our users", "deadline": "in an hour"}
    assert of(said=down, tier=Tier.ENTERPRISE) == (
        Priority.CRITICAL,
        (
            "impact high: enterprise account +2, everyone affected +2 (“all our users”), service down +2 (“is down”)",
            "urgency high: service down +2 (“is down”), deadline +2 (“in an hour”)",
        ),
    )
    assert of(alarms={"self_harm": "…"}) == (Priority.CRITICAL, ("self harm: at least critical",))
    assert of(sla="breached", waiting_ms=45 * 60_000)[0] is Priority.HIGH


def test_that_reasons_can_be_told_without_the_customers_words() -> None:
    alarms = {"data_loss": "all our (old) records are gone"}
    _, reasons = prioritise(Circumstances(said={"service_down": "is down"}, alarms=alarms), Policy())
    told = "; ".join(unquoted(reasons))
    assert "data lost +" in told
    assert "service down +" in told
    assert not any(words in told for words in ("is down", "records", "“", "”"))


def test_that_complexity_says_who_it_takes() -> None:
    simple = complexity_of(Hardness(), ComplexityPolicy())
    assert simple == (Complexity.L1, ())
    middling = complexity_of(Hardness(article_fits=False, technical="webhook"), ComplexityPolicy())
    assert middling == (Complexity.L2, ("no article +1", "technical +1 (“webhook”)"))
    assert complexity_of(Hardness(article_fits=False, alarms={"data_loss": "gone"}), ComplexityPolicy())[0] == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The whole site is down and none of our users can log in!", {"service_down", "everyone_affected"}),
        ("I'm locked out and a client is waiting at the desk", {"cannot_access", "deadline"}),
        ("We can't access our account, payroll runs in two hours, please hurry, URGENT", None),
        ("you charged us twice", {"money"}),
        ("Nichts geht mehr, dringend!", {"service_down", "says_urgent"}),
        ("Ich kann mich nicht mehr anmelden", {"cannot_access"}),
        ("No podemos entrar y hay pacientes esperando", {"cannot_access", "deadline"}),
        ("Le site est en panne, personne ne peut réserver", {"service_down", "everyone_affected"}),
        ("the webhook answers with error 400", {"technical"}),
        ("our booking page is down", {"service_down"}),
        ("we cannot log in", {"cannot_access"}),
        ("payments are not working for any of our clients", {"service_down", "everyone_affected"}),
        ("all 12 of our clinics are closed, patients are in the waiting room", {"everyone_affected", "deadline"}),
        ("the sync has stopped for one of us", {"not_working"}),
        ("the reminder shows the wrong time", {"not_working"}),
        ("Der Link funktioniert nicht", {"not_working"}),
        ("no me llega el correo", {"not_working"}),
        ("le bouton ne marche plus", {"not_working"}),
        ("how do I stop what does not work from being sent?", set()),
        ("everything is offline and we can't work", {"service_down", "everyone_affected", "says_urgent"}),
        ("Niemand kommt rein, bei uns geht gar nichts", {"service_down", "everyone_affected"}),
        ("I scroll down and see nothing", set()),
        ("do I scroll the page all the way down, one page further down?", set()),
        ("which reminders do not work for all plans?", set()),
        ("please write that down for me", set()),
        ("is a down payment possible when booking", set()),
        ("How do I invite a colleague?", set()),
    ],
)
def test_that_words_show_how_bad_it_is(text: str, shown: set[str] | None) -> None:
    found = set(severity_in(clauses(text)))
    assert found == ({"cannot_access", "deadline", "money", "says_urgent"} if shown is None else shown)


def test_that_a_wait_is_counted_from_the_first_message_without_an_answer() -> None:
    def said(seq: int, author: Author, at: int, audience: Audience = Audience.CUSTOMER) -> Message:
        return Message(
            id=MessageId(str(seq)),
            conversation_id=ConversationId("c"),
            seq=seq,
            author=author,
            author_name="",
            author_id="",
            audience=audience,
            text="…",
            created_at=Millis(at),
        )

    log = [said(1, Author.CUSTOMER, 0), said(2, Author.BOT, 10), said(3, Author.CUSTOMER, 50)]
    log += [said(4, Author.AGENT, 60, Audience.INTERNAL), said(5, Author.CUSTOMER, 90)]
    assert unanswered_for(log, Millis(100)) == 50
    assert unanswered_for(log[:2], Millis(100)) == 0


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ("priority:\n  impact: {enterprise: 3}\n", "line 2: `enterprise` is not known"),
        ("priority:\n  medium: 4\n", "`high` is 3, below `medium`"),
        ("priority:\n  matrix:\n    low: [low, high, medium]\n", "line 3: more urgency"),
        ("priority:\n  matrix:\n    low: [high, high, critical]\n", "more impact"),
        ("priority:\n  urgency: {upset: lots}\n", "line 2: `lots` is not a whole number"),
        ("complexity: {l3: 1}\n", "`l3` is 1, below `l2`"),
    ],
)
def test_that_a_policy_that_makes_no_sense_is_refused_by_line(tmp_path: Path, lines: str, complaint: str) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(lines)
    with pytest.raises(SettingError, match=complaint):
        load_policy(path)


def test_that_a_company_sets_its_own_points(tmp_path: Path) -> None:
    path = tmp_path / "policies.yaml"
    path.write_text(
        "priority:\n  impact: {growth_account: 3}\n  urgency: {deadline: 0}\ncomplexity: {points: {technical: 4}}\n"
    )
    policy = load_policy(path)
    assert policy.priority.impact["growth_account"] == 3
    assert policy.priority.impact["security"] == 3
    assert prioritise(Circumstances(said={"deadline": "today"}), policy) == (Priority.LOW, ())
    assert complexity_of(Hardness(technical="api"), policy.complexity)[0] is Complexity.L3
