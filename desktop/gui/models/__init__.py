"""What pages show of cases and teams, as words and as long tables."""
