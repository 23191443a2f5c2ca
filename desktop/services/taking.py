"""What is done with each kind of file that comes; each kind stands in a module of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from desktop.services import take_directory, take_merge, take_receipt, take_statistics, take_transfer, take_trust
from desktop.services.arriving import Handler

HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "acknowledgement": take_transfer.HANDLER,
        "directory": take_directory.HANDLER,
        "merge": take_merge.HANDLER,
        "receipt": take_receipt.HANDLER,
        "statistics": take_statistics.HANDLER,
        "transfer": take_transfer.HANDLER,
        "trust": take_trust.HANDLER,
    }
)
