"""Registers kept in spreadsheets: read within bounds, never evaluated, and written so that nothing is a formula."""
