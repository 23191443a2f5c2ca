"""The command line: the services without a screen, one module a noun; none of it loads Qt."""
