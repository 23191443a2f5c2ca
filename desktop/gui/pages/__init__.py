"""One module a page of the window; a page shows, listens and calls services."""
