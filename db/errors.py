"""Why the store refused: a stable code and countable facts, never a typed value."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType


class VaultRefused(Exception):
    """The store will not do this; `code` never changes, `facts` are counts and codes."""

    def __init__(self, code: str, /, **facts: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.facts: Mapping[str, str | int] = MappingProxyType(facts)
