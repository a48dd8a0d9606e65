"""The triage channel: handoffs as cards in Slack, and agents who work them there."""
