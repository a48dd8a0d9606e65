"""The widget's channel: WebSocket and HTTP over one event log, its scripts, and the demo's host page."""
