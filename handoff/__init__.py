"""The agents' side: the package, routing, assignment, response clocks, escalation and the relay."""
