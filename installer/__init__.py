"""Set-up, checks and packages: what turns the source into a program on somebody's computer."""
