"""The way of a message, written against ports: receive, think and commit, deliver, and what is due later."""
