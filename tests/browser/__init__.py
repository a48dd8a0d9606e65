"""Tests in a real browser: the customer's widget and the pages of the staff."""
