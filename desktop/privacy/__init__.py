"""What may be said about a case without saying who it is."""
