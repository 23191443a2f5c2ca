"""Forms as data: what is asked, what an answer may be, and what it means; pure functions only."""
