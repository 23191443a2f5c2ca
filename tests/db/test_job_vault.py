"""Slow work sees the open vault as the window does, over a connection of its own."""

from __future__ import annotations

import threading

from db import backup, records
from db.job_vault import JobVault
from db.vault import Vault
from tests.db.make import NOW, record


def test_everything_but_the_connection_is_shared(vault: Vault) -> None:
    own = JobVault(vault)
    assert own.conn is not vault.conn
    assert (own.path, own.worker, own.office) == (vault.path, vault.worker, vault.office)
    assert (own.anchor, own.commit_no, own.database_key) == ("ok", 1, vault.database_key)
    assert own.key("case-key") == vault.key("case-key")
    assert own.tick(NOW) < vault.tick(NOW) < own.tick(NOW)
    assert own.witness(vault.tick(NOW), NOW)
    own.close(NOW)
    assert vault.commit_no == 1


def test_work_in_a_thread_writes_backs_up_and_closes_without_closing_the_vault(vault: Vault) -> None:
    def work() -> None:
        own = JobVault(vault)
        with own.write(NOW) as conn:
            assert conn is own.conn
            records.put(conn, record())
        further = own.connect()
        with own.write(NOW, further) as conn:
            records.put(conn, record())
        further.close()
        backup.make(own, NOW)
        own.close(NOW)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(records.of_form(vault.conn, "report")) == 2
    assert vault.commit_no == 3
    assert backup.last(vault.path) is not None
