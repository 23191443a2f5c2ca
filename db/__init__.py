"""The encrypted store: knows SQL and keys, and nothing of what a form means."""
