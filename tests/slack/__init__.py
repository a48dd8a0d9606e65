"""A fake Slack on loopback: Web API, events, interactivity, Socket Mode and OAuth; see README.md."""
