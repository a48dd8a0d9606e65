"""The record in SQL: SQLite for one process, PostgreSQL for several, the same statements for both."""
