"""What agents can do with a handoff, on the desk and in Slack."""

from core.engine.unclaimed import UnclaimedWatch
from handoff.service import HandoffService
from wiring.service import Foyer


def handoff_service(foyer: Foyer) -> HandoffService:
    """Their actions, with the timers and the pushes that belong to them."""
    watch = UnclaimedWatch(foyer.policy, foyer.company)
    record = foyer.record
    return HandoffService(record, record, foyer.bus, foyer.clock, foyer.texts, watch, foyer.alerts)
