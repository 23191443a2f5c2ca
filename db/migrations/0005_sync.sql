-- Computers of one office, what was confirmed, cases that move, files that wait, what a region sends down.

-- What was sent: from which installation, how far a merge reaches, of which case, and what its receipt said.
ALTER TABLE sent ADD COLUMN node TEXT NOT NULL DEFAULT '';
ALTER TABLE sent ADD COLUMN upto INTEGER;
ALTER TABLE sent ADD COLUMN case_id TEXT;
ALTER TABLE sent ADD COLUMN outcome TEXT;
ALTER TABLE sent ADD COLUMN told_at TEXT;
CREATE INDEX sent_of_case ON sent (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX sent_unconfirmed ON sent (at) WHERE outcome IS NULL;

-- What came: whether a receipt for it has gone back, and under which number of ours.
ALTER TABLE received ADD COLUMN answered TEXT;

-- The computers of this office; `own` is this one. `cert` is the office's signature over the rest; `nodes` are the
-- installations that it was: ids, each with the moment at which it was left after an @, joined by a space.
CREATE TABLE pc (
    id         TEXT PRIMARY KEY,
    number     INTEGER NOT NULL,
    sign_key   BLOB NOT NULL UNIQUE,
    box_key    TEXT NOT NULL,
    since      TEXT NOT NULL,
    invited_by TEXT,
    cert       BLOB NOT NULL,
    nodes      TEXT NOT NULL DEFAULT '',
    retired_at TEXT,
    own        INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- People of other computers and offices who wrote what is kept here: the history names them.
CREATE TABLE author (
    id     TEXT PRIMARY KEY,
    name   TEXT NOT NULL,
    office TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Records whose revisions came and whose standing answers are still to be worked out; what was kept is kept.
-- `case_id` is the case that the revision names, empty where it names none: what belongs together is worked out together.
CREATE TABLE stale (
    case_id TEXT NOT NULL,
    record  TEXT NOT NULL,
    PRIMARY KEY (case_id, record)
) STRICT, WITHOUT ROWID;

-- In which transactions the work of another computer came, and from which installation of it: it is not sent back there.
-- The file reached from after one of its commits up to another.
CREATE TABLE came (
    commit_no INTEGER PRIMARY KEY,
    pc        TEXT NOT NULL,
    node      TEXT NOT NULL,
    seq       INTEGER NOT NULL,
    after     INTEGER NOT NULL,
    upto      INTEGER NOT NULL
) STRICT;

-- Further keys of a case: two computers that had not met yet each made one, and each sealed words with its own.
CREATE TABLE scope_key_also (
    scope   TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (scope, wrapped)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER erased_scope_also BEFORE INSERT ON scope_key_also
WHEN EXISTS (SELECT 1 FROM erased WHERE id = NEW.scope AND what = '')
BEGIN SELECT RAISE(IGNORE); END;

-- What came for a case that is sealed here, while nobody who may open it was there: sealed to each of its people.
CREATE TABLE sealed_wait (
    scope  TEXT NOT NULL,
    id     TEXT NOT NULL,
    worker TEXT NOT NULL,
    record TEXT NOT NULL,
    box    BLOB NOT NULL,
    PRIMARY KEY (scope, id, worker)
) STRICT, WITHOUT ROWID;

-- Files that were refused, by the hash of the file: why, how often they were tried, and where they lay. What is known of
-- the sender stands here only when the signature was right; `bundle` is the hash that a receipt tells it by.
CREATE TABLE quarantine (
    hash     TEXT PRIMARY KEY,
    place    TEXT NOT NULL,
    bytes    INTEGER NOT NULL,
    code     TEXT NOT NULL,
    facts    TEXT NOT NULL,
    kind     TEXT,
    office   TEXT,
    node     TEXT,
    seq      INTEGER,
    bundle   TEXT,
    first_at TEXT NOT NULL,
    last_at  TEXT NOT NULL,
    tries    INTEGER NOT NULL,
    answered TEXT,
    gone_at  TEXT
) STRICT, WITHOUT ROWID;

-- What must not pass unseen: a number used twice, an invite used twice, a key that was given up.
CREATE TABLE alarm (
    num     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    code    TEXT NOT NULL,
    office  TEXT NOT NULL,
    facts   TEXT NOT NULL,
    seen_at TEXT,
    seen_by TEXT,
    UNIQUE (code, office, facts)
) STRICT;

-- Where a case is: empty here and ours, else `offered:UN4`, `gone:UN4`, `pending:UN4`, `copy:UN4`.
ALTER TABLE case_row ADD COLUMN moving TEXT;
CREATE INDEX case_moving ON case_row (moving) WHERE moving IS NOT NULL;

-- Sheets of which an answer has several living values; `safety`: how many of these answers are about her safety.
ALTER TABLE record ADD COLUMN safety INTEGER NOT NULL DEFAULT 0;
CREATE INDEX record_in_conflict ON record (num) WHERE conflicts > 0;

-- Who made an edition: this office, its region, both together, or an office whose sheets came here.
ALTER TABLE local_form ADD COLUMN origin TEXT NOT NULL DEFAULT 'own';

-- What a region has laid ready for its offices, part by part.
CREATE TABLE pack_part (
    kind   TEXT NOT NULL,
    id     TEXT NOT NULL,
    body   TEXT NOT NULL,
    at     TEXT NOT NULL,
    worker TEXT NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

-- What a region published, as it was: in the region itself, and in an office to which it came. One at most counts;
-- `before` is the one that counted when this one began to.
CREATE TABLE pack (
    region     TEXT NOT NULL,
    version    INTEGER NOT NULL,
    hash       TEXT NOT NULL,
    body       TEXT NOT NULL,
    at         TEXT NOT NULL,
    state      TEXT NOT NULL,
    decided_at TEXT,
    decided_by TEXT,
    before     INTEGER,
    PRIMARY KEY (region, version)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX pack_that_counts ON pack (state) WHERE state = 'counts';

-- Which pack went to which office, by the hash of the bundle.
CREATE TABLE pack_sent (
    hash    TEXT PRIMARY KEY,
    office  TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Why an office is believed: compared by voice, or named in a list that a region's root signed; since when; the changes
-- of its keys, each signed by the key before; a region's root. Why and from which day a card no longer counts.
ALTER TABLE office ADD COLUMN why TEXT NOT NULL DEFAULT 'voice';
ALTER TABLE office ADD COLUMN first_on TEXT;
ALTER TABLE office ADD COLUMN told_by TEXT;
ALTER TABLE office ADD COLUMN list_version INTEGER;
ALTER TABLE office ADD COLUMN changes BLOB;
ALTER TABLE office ADD COLUMN root BLOB;
ALTER TABLE office ADD COLUMN reason TEXT;
ALTER TABLE office ADD COLUMN lost_on TEXT;

-- Lists of offices as a region's root signed them, in the region those that it made, in an office those that came.
CREATE TABLE trust_list (
    root      BLOB NOT NULL,
    version   INTEGER NOT NULL,
    region    TEXT NOT NULL,
    made_on   TEXT NOT NULL,
    body      BLOB NOT NULL,
    signature BLOB NOT NULL,
    at        TEXT NOT NULL,
    worker    TEXT NOT NULL,
    PRIMARY KEY (root, version)
) STRICT, WITHOUT ROWID;

-- The roots of this region: the public half alone, the number on their papers; `vouched` is the root's word for the
-- region's own card with the key `vouched_key`, given with the list `vouched_at`.
CREATE TABLE root (
    num         INTEGER PRIMARY KEY,
    key         BLOB NOT NULL UNIQUE,
    number      INTEGER NOT NULL,
    papers      INTEGER NOT NULL,
    made_at     TEXT NOT NULL,
    made_by     TEXT NOT NULL,
    proven_at   TEXT,
    vouched_key BLOB,
    vouched     BLOB,
    vouched_at  INTEGER
) STRICT;
