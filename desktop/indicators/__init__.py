"""What is counted, by what, and in which period."""
