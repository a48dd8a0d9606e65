"""Tests of the house rules that linters cannot see."""
