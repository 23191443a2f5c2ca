"""Paper: what is printed, and the proof that an anonymised page says only what it may."""

from __future__ import annotations
