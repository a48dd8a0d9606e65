"""The Web API methods, by family; each registers itself with `tests.slack.calls.method`."""
