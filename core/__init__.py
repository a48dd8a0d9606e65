"""The words and rules all rooms share: domain, policies, ports, settings, clock, errors. Imports no other room."""
