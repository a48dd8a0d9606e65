"""Tests against real PostgreSQL, Redis and Chromium."""
