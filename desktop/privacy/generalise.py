"""How an answer is made coarser before anybody outside may see it."""

from __future__ import annotations

# What `pdf` and `bundle` of a field may say.
NAMES = ("drop", "keep", "month", "quarter", "year", "county", "region", "group", "any", "count", "elapsed", "band")
