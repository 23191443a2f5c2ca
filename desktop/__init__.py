"""Ancora: the case desk of an office that helps victims of domestic and sexual violence, with no network at all."""

from __future__ import annotations

__version__ = "0.1.0"
