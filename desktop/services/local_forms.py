"""How an office changes its forms: looked at first, published by a head, taken back or put again at any time."""

from __future__ import annotations
