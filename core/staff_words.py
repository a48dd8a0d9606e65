"""What the staff's pages call things. Customers never read these words; `core.texts` holds theirs."""

from collections.abc import Mapping, Sequence

from core.domain.company import ArticleAudience
from core.domain.conversation import Mode, Status
from core.domain.handoff import Complexity, Handoff, HandoffStatus, Priority, ResolveReason, Timing, Withdrawal
from core.domain.mind import Outcome, Reason
from core.domain.people import Level, ProvenBy, Role, Tier
from core.domain.policy import Autonomy
from core.language_model import CallOutcome, Step
from core.library import Fate, Gone, SourceKind
from core.policies.clash import Clash
from core.policies.sla import SlaKind, SlaState
from core.uses import Verdict

REASONS: Mapping[str, str] = {
    Reason.ASKED_FOR_PERSON: "Asked for a person",
    Reason.POLICY_ALARM: "Policy alarm",
    Reason.INTENT_NEEDS_PERSON: "Needs a person by policy",
    Reason.NO_ANSWER: "No reliable answer",
    Reason.STILL_UNCLEAR: "Still unclear after asking",
    Reason.REPEATED_QUESTION: "Asked the same again",
    Reason.MOOD: "Mood is dropping",
    Reason.ABUSE: "Abusive language",
    Reason.NOT_VERIFIED: "Identity not proven",
    Reason.SYSTEM_ERROR: "Something failed on our side",
    Reason.GROUNDED: "Found in the help pages",
    Reason.PARTLY: "Part of it found in the help pages",
    Reason.AMBIGUOUS: "Several meanings possible",
    Reason.SMALL_TALK: "Small talk",
    Reason.OFF_TOPIC: "Not about us",
    Reason.FLOW: "Looked up in the account",
    Reason.NOT_HELPED: "It did not help",
    Reason.LANGUAGE: "A language that the help pages are not in",
    Reason.SOLVED: "Customer says it is solved",
    Reason.HELD_BACK: "The bot is held back here",
}

OUTCOMES: Mapping[str, str] = {
    Outcome.ANSWER: "Answered",
    Outcome.CLARIFY: "Asked back",
    Outcome.SELF_SERVICE: "Showed what the account says",
    Outcome.DEFLECT: "Replied without an answer",
    Outcome.HANDOFF: "Handed to a person",
}

PRIORITIES: Mapping[int, str] = {
    Priority.LOW: "Low",
    Priority.MEDIUM: "Medium",
    Priority.HIGH: "High",
    Priority.CRITICAL: "Critical",
}

AUTONOMIES: Mapping[str, str] = {
    Autonomy.OFF: "Off: a person at once",
    Autonomy.OBSERVE: "Observe: thinks and stays silent",
    Autonomy.ASSIST: "Assist: drafts for agents",
    Autonomy.AUTOMATIC: "Automatic",
}

COMPLEXITIES: Mapping[int, str] = {
    Complexity.L1: "anybody on the team",
    Complexity.L2: "somebody who knows the product",
    Complexity.L3: "a specialist",
}

ALARMS: Mapping[str, str] = {
    "security_incident": "Security incident",
    "self_harm": "They may be about to harm themselves",
    "data_loss": "Lost data",
    "legal_threat": "Legal threat",
    "public_complaint": "They may go public",
    "churn": "They want to leave",
    "complaint": "Complaint",
}
ALARM_STEPS: Mapping[str, str] = {
    "security_incident": "Take it as real until you know better. Ask what they saw and when, share nothing about the "
    "account, and tell whoever looks after security now.",
    "self_harm": "Write to them now, in your own words: that you are a person, that you have read it, and that you "
    "stay here. They have read where to find help at once. If they may be in danger right now, call the emergency "
    "services and tell your lead.",
    "data_loss": "Ask what is missing, since when, and what was done just before. Tell whoever can restore it now: the "
    "sooner, the more comes back.",
    "legal_threat": "Say that you have read it and by when somebody will answer; admit and promise nothing. Pass it to "
    "whoever looks after legal matters.",
    "public_complaint": "Say what went wrong as far as you can see and what you do next. Tell your lead before you "
    "offer anything.",
    "churn": "Ask what made them want to leave, and mend that if you can. If they still want to go, say plainly how.",
    "complaint": "Say what you have understood, what you will do and by when.",
}
"""What to do first, by the kind of alarm."""

HANDOFF_STATUSES: Mapping[str, str] = {
    HandoffStatus.WAITING: "Waiting for a person",
    HandoffStatus.CLAIMED: "With a person",
    HandoffStatus.RESOLVED: "Resolved",
    HandoffStatus.RETURNED: "Returned to the bot",
    HandoffStatus.WITHDRAWN: "Withdrawn by the customer",
}

RESOLVE_REASONS: Mapping[str, str] = {
    ResolveReason.SOLVED: "Solved",
    ResolveReason.NO_REPLY: "Customer stopped replying",
    ResolveReason.DUPLICATE: "Duplicate of another conversation",
    ResolveReason.NOT_SUPPORT: "Not a support question",
}

WITHDRAWALS: Mapping[str, str] = {
    Withdrawal.BOT: "They would rather have the bot",
    Withdrawal.SETTLED: "It is settled",
    Withdrawal.NOT_NEEDED: "Nobody is needed any more",
}

KEPT_OR_NOT: Mapping[str, str] = {"withdrawn": "Out of the queue", "kept": "A person looks at it all the same"}

TIMINGS: Mapping[str, str] = {
    Timing.RIGHT: "At the right moment",
    Timing.SOONER: "It should have come sooner",
    Timing.NEEDLESS: "It need not have come",
}

STATUSES: Mapping[str, str] = {Status.OPEN: "Open", Status.RESOLVED: "Resolved"}
MODES: Mapping[str, str] = {Mode.BOT: "With the bot", Mode.HUMAN: "With a person"}
TIERS: Mapping[str, str] = {Tier.STARTER: "Starter", Tier.GROWTH: "Growth", Tier.ENTERPRISE: "Enterprise"}
ROLES: Mapping[str, str] = {Role.AGENT: "Agent", Role.ADMIN: "Admin"}

LEVELS: Mapping[int, str] = {
    Level.ANONYMOUS: "Anonymous",
    Level.CLAIMED: "Not verified",
    Level.VERIFIED: "Verified",
}

PROOFS: Mapping[str, str] = {
    ProvenBy.ANONYMOUS_SESSION: "by this browser only, nobody vouches for who it is",
    ProvenBy.HOST_JWT: "signed in on the company's own site",
    ProvenBy.SLACK_PROFILE: "as the Slack profile says",
    ProvenBy.SLACK_TEAM: "by their Slack workspace, mapped to the account",
    ProvenBy.TERMINAL: "typed in a terminal",
}

CHANNELS: Mapping[str, str] = {"web": "Web chat", "terminal": "Terminal", "slack": "Slack"}


AUDIENCES: Mapping[str, str] = {
    ArticleAudience.PUBLIC: "Everybody",
    ArticleAudience.SIGNED_IN: "Signed-in customers",
    ArticleAudience.ACCOUNT: "Some accounts",
    ArticleAudience.INTERNAL: "Agents only",
}
NOT_FOR_CUSTOMER: Mapping[str, str] = {
    ArticleAudience.PUBLIC: "",
    ArticleAudience.SIGNED_IN: "For signed-in customers only, and this customer's identity is not proven.",
    ArticleAudience.ACCOUNT: "For verified people of its accounts only.",
    ArticleAudience.INTERNAL: "For agents only. It must not reach a customer.",
}
"""Why an article's text is not to be sent, by its audience."""
CLASHES: Mapping[str, str] = {Clash.NUMBER: "A number", Clash.DENIAL: "One denies it"}
ARTICLE_STATES: Mapping[str, str] = {
    "live": "Not deleted",
    "gone": "Deleted",
    "expired": "No longer valid",
    "review": "To be reviewed",
}
GONE: Mapping[str, str] = {Gone.AT_SOURCE: "Gone at its source", Gone.DELETED: "Deleted"}
SOURCES: Mapping[str, str] = {
    SourceKind.COMPANY: "Company folder",
    SourceKind.FOLDER: "Folder",
    SourceKind.FILE: "File",
    SourceKind.PAGE: "Web page",
    SourceKind.SITE: "Web site",
    SourceKind.SITEMAP: "Sitemap",
    SourceKind.DESK: "Back office",
}
VERDICTS: Mapping[str, str] = {
    Verdict.SOLVED: "Solved it",
    Verdict.UNSOLVED: "Did not help",
    Verdict.ASKED_AGAIN: "Asked again",
    Verdict.HANDED_OFF: "A person was needed",
    Verdict.MOVED_ON: "Went on",
}
FATES: Mapping[str, str] = {
    Fate.ADDED: "Added",
    Fate.CHANGED: "Changed",
    Fate.UNCHANGED: "Unchanged",
    Fate.REFUSED: "Refused",
    Fate.GONE: "Gone",
}

SLA_KINDS: Mapping[str, str] = {
    SlaKind.FIRST_RESPONSE: "First reply",
    SlaKind.NEXT_RESPONSE: "Next reply",
    SlaKind.RESOLUTION: "Resolution",
}
SLA_STATES: Mapping[str, str] = {SlaState.OK: "On time", SlaState.DUE_SOON: "Due soon", SlaState.BREACHED: "Late"}


def reassigned(by: str, to: str, held_by: str) -> str:
    """Who gave a handoff to whom, for the team's eyes."""
    if by == to:
        return f"{by} took this over from {held_by}." if held_by else f"{by} took this."
    return f"{by} gave this to {to}." if held_by in ("", by) else f"{by} gave this from {held_by} to {to}."


def escalated(by: str, note: str) -> str:
    """Why a handoff is more urgent now, for the team's eyes."""
    return f"{by} escalated this: {note}"


def raised(priority: int, reasons: Sequence[str]) -> str:
    """That what a customer wrote while they wait makes it more urgent, for the team's eyes."""
    return f"What the customer wrote while waiting makes this {PRIORITIES[priority].lower()}: {'; '.join(reasons)}"


def put_back(by: str, why: str) -> str:
    """Why nobody holds a handoff any more, for the team's eyes."""
    return f"{by} put this back into the queue: {why}"


def announced_again(minutes: int, there: Sequence[str]) -> str:
    """That nobody has taken a handoff yet, and who could."""
    names = ", ".join(there[:6]) + (f" and {len(there) - 6} more" if len(there) > 6 else "")
    return f"Nobody has taken this for {minutes} minutes. There now: {names}." if names else nobody_there(minutes)


def nobody_there(minutes: int) -> str:
    """That nobody has taken a handoff, and nobody could."""
    return f"Nobody has taken this for {minutes} minutes, and nobody is on duty."


def not_taken(minutes: int) -> str:
    """That nobody has taken a handoff although it was announced again."""
    return f"Nobody has taken this for {minutes} minutes."


def holder_away(name: str) -> str:
    """That somebody who is off has not answered, for the team's eyes."""
    return f"{name} is off, and the customer has written: back in the queue."


OFF_DUTY = "off duty"
LEFT = "no longer on the team"

STEPS: Mapping[str, str] = {
    Step.INTENT: "Intent",
    Step.SLOTS: "Facts",
    Step.SUMMARY: "Summary",
    Step.ANSWER: "Answer",
}
CALL_OUTCOMES: Mapping[str, str] = {
    CallOutcome.USED: "Used",
    CallOutcome.UNSUPPORTED: "Said what its sources do not",
    CallOutcome.INVALID: "Not in the shape asked for",
    CallOutcome.TIMEOUT: "No answer in time",
    CallOutcome.BUSY: "Server too busy",
    CallOutcome.FAILED: "Server failed",
    CallOutcome.REFUSED: "Server refused",
    CallOutcome.PAUSED: "Left alone after failures",
    CallOutcome.OVER_BUDGET: "Budget used up",
    CallOutcome.NO_TIME: "No time left in the turn",
    CallOutcome.UNRECORDED: "Ledger did not answer",
    CallOutcome.STARTED: "Not settled",
}

SLOTS: Mapping[str, str] = {
    "order": "Order",
    "invoice": "Invoice",
    "ticket": "Ticket",
    "date": "Date",
    "amount": "Amount",
    "product": "About",
    "device": "Device",
    "error": "Error",
    "since": "Since",
    "affected": "Affected",
}
"""What a language model may find in a customer's words; as its schema calls it."""

VISITOR = "Website visitor"
"""What somebody without a name is called in a handoff's package."""


def caller(name: str, conversation_id: str) -> str:
    """A customer's name; without one, words that tell this visitor from the others."""
    return name if name and name != VISITOR else f"{VISITOR} {conversation_id[-4:]}"


def close_words(handoff: Handoff) -> str:
    """Why it was resolved or withdrawn; "" while it is open, and for one that went back to the bot."""
    table = {HandoffStatus.RESOLVED: RESOLVE_REASONS, HandoffStatus.WITHDRAWN: WITHDRAWALS}.get(handoff.status)
    return named(table, handoff.close_reason) if table and handoff.close_reason else ""


def how_it_stands(handoff: Handoff) -> str:
    """What became of a handoff, why, and by whom: "Resolved: Solved (Maya)"."""
    why, who = close_words(handoff), handoff.claimed_by_name
    words = HANDOFF_STATUSES[handoff.status] + (f": {why}" if why else "")
    return f"{words} ({who})" if who else words


def how_many_added(count: int) -> str:
    """So many messages that came after a brief."""
    return "One message from the customer" if count == 1 else f"{count} messages from the customer"


def plain(key: str) -> str:
    """A machine's word for people: "best_intent" becomes "Best intent"."""
    words = str(key).replace("_", " ").replace(":", ": ").strip()
    return words[:1].upper() + words[1:]


def named(table: Mapping[str, str], key: str) -> str:
    """The table's words for `key`, or the key made readable."""
    return table.get(key) or plain(key)
