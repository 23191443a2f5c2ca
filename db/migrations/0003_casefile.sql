-- Files of several kinds in one office: those of aggressors, minors and youth never show a victim's.
ALTER TABLE case_row ADD COLUMN kind TEXT NOT NULL DEFAULT 'victim';

-- All readable words are found now, not names alone. Where records are already, the program makes the index again.
INSERT INTO meta SELECT 'search edition', '2' WHERE NOT EXISTS (SELECT 1 FROM record);

-- A file that a person has found to be the second one about somebody: where the first lies. Nothing of it is moved.
ALTER TABLE case_row ADD COLUMN merged_into TEXT;
CREATE INDEX case_merged ON case_row (merged_into) WHERE merged_into IS NOT NULL;

-- By what a person is known again in another file: keyed hashes of folded names, telephones and numbers, made of what
-- stands in a sheet and made anew when they are missing. Of a sealed sheet there are none.
CREATE TABLE matching (
    hash    BLOB NOT NULL,
    record  TEXT NOT NULL,
    case_id TEXT,
    kind    TEXT NOT NULL,
    PRIMARY KEY (hash, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX matching_of_record ON matching (record);
-- Where nothing is, nothing is missing.
INSERT INTO meta SELECT 'matching_ready', '1' WHERE NOT EXISTS (SELECT 1 FROM record);

-- Two sheets about which somebody said that they are of two people; `one` is the lesser id.
CREATE TABLE told_apart (
    one    TEXT NOT NULL,
    other  TEXT NOT NULL,
    worker TEXT NOT NULL,
    at     TEXT NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX told_apart_other ON told_apart (other);
CREATE TRIGGER erased_matching BEFORE INSERT ON matching
WHEN EXISTS (SELECT 1 FROM erased WHERE id IN (NEW.record, NEW.case_id) AND what = '')
BEGIN SELECT RAISE(IGNORE); END;
CREATE TRIGGER erased_told_apart BEFORE INSERT ON told_apart
WHEN EXISTS (SELECT 1 FROM erased WHERE id IN (NEW.one, NEW.other) AND what = '')
BEGIN SELECT RAISE(IGNORE); END;

-- What is due, as the deadline files say: from when it is told, until when, and whether missing it is a fault.
ALTER TABLE due ADD COLUMN shows TEXT;
ALTER TABLE due ADD COLUMN until TEXT;
ALTER TABLE due ADD COLUMN duty INTEGER NOT NULL DEFAULT 0;
UPDATE due SET duty = 1 WHERE kind = 'duty';
UPDATE due SET until = at WHERE kind <> 'duty';
CREATE INDEX due_at ON due (at);
CREATE INDEX due_told ON due (at, shows, until, duty, kind) WHERE shows IS NOT NULL;
CREATE INDEX due_duty ON due (at, case_id, record) WHERE duty = 1;

-- Until when the next thing due in the row of a case is told: a list in that order looks again at those that are over.
ALTER TABLE case_row ADD COLUMN next_until TEXT;
CREATE INDEX case_next_over ON case_row (next_until) WHERE next_until IS NOT NULL;

-- Imports of registers: ids and counts alone; what was read is in the records. `heads` is a hash of the headings.
CREATE TABLE register_run (
    id        TEXT PRIMARY KEY,
    at        TEXT NOT NULL,
    worker    TEXT NOT NULL,
    total     INTEGER NOT NULL DEFAULT 0,
    taken     INTEGER NOT NULL DEFAULT 0,
    refused   INTEGER NOT NULL DEFAULT 0,
    undone_at TEXT,
    undone_by TEXT,
    gone      INTEGER NOT NULL DEFAULT 0,
    kept      INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE register_made (
    record   TEXT PRIMARY KEY,
    case_id  TEXT,
    revision TEXT NOT NULL,
    run      TEXT NOT NULL,
    line     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX register_made_by_run ON register_made (run, line);
CREATE INDEX register_made_of_case ON register_made (case_id);
CREATE TABLE register_plan (
    heads TEXT PRIMARY KEY,
    body  TEXT NOT NULL,
    at    TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What a head of office changed in a form: definitions, and nothing about anybody. `mark` is a hash of the content.
CREATE TABLE local_form (
    num    INTEGER PRIMARY KEY,
    form   TEXT NOT NULL,
    mark   INTEGER NOT NULL,
    body   TEXT NOT NULL,
    at     TEXT NOT NULL,
    worker TEXT NOT NULL,
    counts INTEGER NOT NULL,
    UNIQUE (form, mark)
) STRICT;

-- Reports by what was decided on them, as `db/reports.py` asks; a sealed one lies in a case, so it was taken.
CREATE INDEX report_by_decision ON record (
    iif(substr(body, 1, 1) = '~', 'preluat', coalesce(iif(json_type(body, '$.decision') = 'text', body ->> '$.decision', NULL), iif(case_id IS NULL, '', 'preluat')))
) WHERE form = 'report';

-- Flags that people put on a case, as codes joined by a space; and whoever was handed it and has not read the note yet.
ALTER TABLE case_row ADD COLUMN flags TEXT;
ALTER TABLE case_row ADD COLUMN handed TEXT;
CREATE INDEX case_handed ON case_row (handed) WHERE handed IS NOT NULL;
CREATE INDEX case_of_kind ON case_row (kind) WHERE kind <> 'victim';
CREATE INDEX due_approval ON due (at) WHERE kind = 'approval';

-- Of a victim's file the files of alleged aggressors that it names, ids joined by a space: their signals are told here.
ALTER TABLE case_row ADD COLUMN aggressor_files TEXT;
CREATE INDEX case_with_aggressor ON case_row (manager) WHERE aggressor_files IS NOT NULL;
