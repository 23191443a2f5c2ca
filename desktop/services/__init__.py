"""What a person can do with the program: one verb of the user a function, over a session."""
