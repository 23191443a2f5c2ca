-- The first shape of a vault. A released script is never edited: a change is the next number.

-- One row: how many transactions were committed, when the last one was (ms since 1970), the last hybrid time given out, and the
-- line of history: a database that is older than its anchor begins a new line, and cannot catch up unnoticed.
CREATE TABLE ledger (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    commit_no INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    clock     INTEGER NOT NULL,
    line      BLOB NOT NULL
) STRICT;
INSERT INTO ledger VALUES (1, 0, 0, 0, randomblob(16));

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE secret (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE worker (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    folded   TEXT NOT NULL UNIQUE,
    role     TEXT NOT NULL CHECK (role IN ('worker', 'specialist', 'lead', 'regional')),
    added_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The revisions of a record lie together, so that its living versions are one short read.
CREATE TABLE revision (
    record   TEXT NOT NULL,
    id       TEXT NOT NULL,
    case_id  TEXT,
    form     TEXT NOT NULL,
    version  INTEGER NOT NULL,
    time     INTEGER NOT NULL,
    worker   TEXT NOT NULL,
    office   TEXT NOT NULL,
    sets     TEXT NOT NULL,
    replaces TEXT NOT NULL,
    arrived  INTEGER NOT NULL,
    PRIMARY KEY (record, id)
) STRICT, WITHOUT ROWID;

-- The standing answers of each record; num is also its row in the search.
CREATE TABLE record (
    num       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    case_id   TEXT,
    form      TEXT NOT NULL,
    version   INTEGER NOT NULL,
    body      TEXT NOT NULL,
    state     TEXT NOT NULL,
    conflicts INTEGER NOT NULL,
    created   TEXT NOT NULL,
    modified  TEXT NOT NULL,
    worker    TEXT NOT NULL
) STRICT;
CREATE INDEX record_of_case ON record (case_id, form);
CREATE INDEX record_of_form ON record (form);

CREATE TABLE case_row (
    num       INTEGER PRIMARY KEY,
    case_id   TEXT NOT NULL UNIQUE,
    code      TEXT NOT NULL UNIQUE,
    opened_on TEXT,
    status    TEXT,
    track     TEXT,
    sex       TEXT,
    age_band  TEXT,
    place     TEXT,
    manager   TEXT,
    risk      TEXT,
    next_due  TEXT,
    next_what TEXT,
    next_ref  TEXT,
    modified  TEXT,
    conflicts INTEGER NOT NULL,
    checks    INTEGER NOT NULL
) STRICT;
CREATE INDEX case_by_due ON case_row (next_due IS NULL, next_due, num);
CREATE INDEX case_by_modified ON case_row (modified DESC, num DESC);
CREATE INDEX case_in_conflict ON case_row (num) WHERE conflicts > 0;
CREATE INDEX case_to_check ON case_row (num) WHERE checks > 0;

-- Words folded by the program; ascii leaves every other letter as it is.
CREATE VIRTUAL TABLE search USING fts5 (
    words, record UNINDEXED, case_id UNINDEXED,
    tokenize = 'ascii', detail = none, columnsize = 0, prefix = '2 3'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);

CREATE TABLE due (
    record  TEXT NOT NULL,
    place   INTEGER NOT NULL,
    case_id TEXT,
    kind    TEXT NOT NULL,
    at      TEXT NOT NULL,
    since   TEXT,
    ref     TEXT NOT NULL,
    who     TEXT,
    exact   INTEGER NOT NULL,
    PRIMARY KEY (record, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX due_by_kind ON due (kind, at, record, exact);
CREATE INDEX due_of_case ON due (case_id, at);

-- Facts by number: the same few words stand in every record, and a case shares a word or does not.
CREATE TABLE fact_word (
    num   INTEGER PRIMARY KEY,
    key   TEXT NOT NULL,
    value TEXT NOT NULL,
    UNIQUE (key, value)
) STRICT;
CREATE TABLE fact_case (
    num     INTEGER PRIMARY KEY,
    case_id TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE fact (
    word       INTEGER NOT NULL,
    case_num   INTEGER NOT NULL,
    record_num INTEGER NOT NULL,
    PRIMARY KEY (word, case_num, record_num)
) STRICT, WITHOUT ROWID;
CREATE TABLE facts_of_record (
    record_num INTEGER PRIMARY KEY,
    case_num   INTEGER NOT NULL,
    words      TEXT NOT NULL
) STRICT;

CREATE TABLE quasi (
    case_id  TEXT PRIMARY KEY,
    place    TEXT,
    month    TEXT,
    age      TEXT,
    sex      TEXT,
    violence TEXT,
    relation TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX quasi_alike ON quasi (sex, violence, age, relation, place, month);

CREATE TABLE draft (
    record  TEXT NOT NULL,
    worker  TEXT NOT NULL,
    case_id TEXT,
    form    TEXT NOT NULL,
    version INTEGER NOT NULL,
    body    TEXT NOT NULL,
    seen    TEXT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (record, worker)
) STRICT, WITHOUT ROWID;

-- The key of each case or sealed note, wrapped by a key that comes from the database key.
CREATE TABLE scope_key (
    scope   TEXT PRIMARY KEY,
    wrapped BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE attachment (
    id     TEXT PRIMARY KEY,
    record TEXT NOT NULL,
    mime   TEXT NOT NULL,
    size   INTEGER NOT NULL,
    data   BLOB NOT NULL
) STRICT;
CREATE INDEX attachment_of_record ON attachment (record);

-- Who did what, by ids, verbs and counts only; each row holds the hash of all before it.
CREATE TABLE access_log (
    num    INTEGER PRIMARY KEY,
    at     TEXT NOT NULL,
    worker TEXT NOT NULL,
    verb   TEXT NOT NULL,
    object TEXT,
    count  INTEGER,
    chain  BLOB NOT NULL
) STRICT;

CREATE TABLE office (
    sign_key    BLOB PRIMARY KEY,
    code        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    country     TEXT NOT NULL,
    name        TEXT NOT NULL,
    box_key     TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    trusted_on  TEXT,
    trusted_by  TEXT,
    revoked_on  TEXT,
    practice    INTEGER NOT NULL
) STRICT;
CREATE INDEX office_by_code ON office (code);

CREATE TABLE sent (
    num       INTEGER PRIMARY KEY,
    addressee TEXT NOT NULL,
    kind      TEXT NOT NULL,
    seq       INTEGER NOT NULL,
    hash      TEXT NOT NULL,
    prev      TEXT,
    period    TEXT,
    records   INTEGER NOT NULL,
    bytes     INTEGER NOT NULL,
    at        TEXT NOT NULL,
    worker    TEXT NOT NULL,
    UNIQUE (addressee, kind, seq, hash)
) STRICT;

CREATE TABLE received (
    num     INTEGER PRIMARY KEY,
    hash    TEXT NOT NULL UNIQUE,
    office  TEXT NOT NULL,
    node    TEXT NOT NULL,
    kind    TEXT NOT NULL,
    seq     INTEGER NOT NULL,
    prev    TEXT,
    period  TEXT,
    records INTEGER NOT NULL,
    bytes   INTEGER NOT NULL,
    at      TEXT NOT NULL,
    worker  TEXT NOT NULL
) STRICT;
CREATE INDEX received_by_number ON received (office, kind, node, seq);

-- Tables of a closed period as they were first counted for sending.
CREATE TABLE frozen (
    period  TEXT NOT NULL,
    edition INTEGER NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (period, edition)
) STRICT, WITHOUT ROWID;

-- What the offices of a region have sent.
CREATE TABLE region_table (
    period  TEXT NOT NULL,
    office  TEXT NOT NULL,
    edition INTEGER NOT NULL,
    body    TEXT NOT NULL,
    at      TEXT NOT NULL,
    PRIMARY KEY (period, office, edition)
) STRICT, WITHOUT ROWID;
