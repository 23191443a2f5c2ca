-- People who leave, cases that not everybody sees, erasure, recovery.

-- Whoever has left keeps a name here, since the history of a case names its authors; a new person may have the same name.
CREATE TABLE person (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    folded   TEXT NOT NULL,
    role     TEXT NOT NULL CHECK (role IN ('worker', 'specialist', 'lead', 'regional')),
    added_at TEXT NOT NULL,
    left_at  TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO person SELECT id, name, folded, role, added_at, NULL FROM worker;
DROP TABLE worker;
ALTER TABLE person RENAME TO worker;
CREATE UNIQUE INDEX worker_here ON worker (folded) WHERE left_at IS NULL;

-- Cases that a worker must not see: for that worker there is no such case.
CREATE TABLE denied (
    case_id TEXT NOT NULL,
    worker  TEXT NOT NULL,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL,
    PRIMARY KEY (case_id, worker)
) STRICT, WITHOUT ROWID;

-- A case or a single sheet with a key of its own; `scope` is the id of the one or the other. Who may break the glass in an
-- emergency: anyone (then `wrapped` holds the key under the office's secret), a lead, or nobody. `key_id` is a hash of the key
-- that counts: it is another one each time somebody loses the seal.
CREATE TABLE sealed (
    scope   TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('case', 'record')),
    glass   TEXT NOT NULL CHECK (glass IN ('anyone', 'lead', 'nobody')),
    wrapped BLOB,
    key_id  BLOB NOT NULL,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The key of a sealed thing, sealed to the public key of each person who may open it, and to that of the paper kit (`kit`);
-- `chosen` is 0 for a lead behind the glass, and for the kit. By `public` one sees which boxes are of keys that are no more.
CREATE TABLE sealed_for (
    scope  TEXT NOT NULL,
    worker TEXT NOT NULL,
    chosen INTEGER NOT NULL,
    public BLOB NOT NULL,
    box    BLOB NOT NULL,
    PRIMARY KEY (scope, worker)
) STRICT, WITHOUT ROWID;
CREATE INDEX sealed_of_case ON sealed (case_id);

-- Of each sheet that lies under a seal the coded answers that totals, clocks and lists are made of: no word, name or address.
CREATE TABLE counted (
    record TEXT PRIMARY KEY,
    codes  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Each time somebody who was not chosen opened a sealed thing, with the reason that was typed.
CREATE TABLE glass_broken (
    num     INTEGER PRIMARY KEY,
    scope   TEXT NOT NULL,
    worker  TEXT NOT NULL,
    at      TEXT NOT NULL,
    reason  TEXT NOT NULL,
    seen_by TEXT,
    seen_at TEXT
) STRICT;

-- Requests to erase a case. What was typed goes with the case; the ground stays as a code.
CREATE TABLE erasure (
    id       TEXT PRIMARY KEY,
    case_id  TEXT NOT NULL,
    code     TEXT NOT NULL,
    ground   TEXT NOT NULL,
    words    TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    due_at   TEXT NOT NULL,
    state    TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'withdrawn')),
    ended_at TEXT,
    ended_by TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_of_case ON erasure (case_id);

-- What was erased for good: random ids, and which answers (empty: everything). Nothing that arrives later brings it back.
CREATE TABLE erased (
    id     TEXT NOT NULL,
    what   TEXT NOT NULL,
    reason TEXT NOT NULL,
    at     TEXT NOT NULL,
    PRIMARY KEY (id, what)
) STRICT, WITHOUT ROWID;

-- A value that was erased does not come back in by any door: an import, a draft of an open page, a job that was under way.
CREATE TRIGGER erased_record BEFORE INSERT ON record
WHEN EXISTS (SELECT 1 FROM erased WHERE id IN (NEW.id, NEW.case_id) AND what = '')
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER erased_draft BEFORE INSERT ON draft
WHEN EXISTS (SELECT 1 FROM erased WHERE id IN (NEW.record, NEW.case_id) AND what = '')
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER erased_attachment BEFORE INSERT ON attachment
WHEN EXISTS (SELECT 1 FROM erased WHERE id IN (NEW.id, NEW.record) AND what = '')
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER erased_case BEFORE INSERT ON case_row
WHEN EXISTS (SELECT 1 FROM erased WHERE id = NEW.case_id AND what = '')
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER erased_due BEFORE INSERT ON due
WHEN EXISTS (SELECT 1 FROM erased WHERE id IN (NEW.record, NEW.case_id) AND what = '')
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER erased_quasi BEFORE INSERT ON quasi
WHEN EXISTS (SELECT 1 FROM erased WHERE id = NEW.case_id AND what = '')
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER erased_scope BEFORE INSERT ON scope_key
WHEN EXISTS (SELECT 1 FROM erased WHERE id = NEW.scope AND what = '')
BEGIN SELECT RAISE(IGNORE); END;

-- Cases that must not be erased, as their headers say; readable where the case itself is sealed.
CREATE TABLE legal_hold (
    case_id TEXT PRIMARY KEY,
    at      TEXT NOT NULL,
    by      TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO legal_hold SELECT id, modified, worker FROM record WHERE form = 'case' AND body ->> '$.legal_hold' = 1;

-- The people who hold a share of the recovery code.
CREATE TABLE share_holder (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    at     TEXT NOT NULL
) STRICT;
