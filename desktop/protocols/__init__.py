"""Protocols as data: who does what until when, and what is due at a given moment; pure functions only."""
