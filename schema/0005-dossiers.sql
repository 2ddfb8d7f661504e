-- Dossiers: one person's repérage each, as a series of events that are never changed. What is shown of a dossier is
-- derived from its events, documents and readings; `dossier_summary` alone keeps a derived state, for the list.

-- Says of the file that it is a Repère store: "Repr".
PRAGMA application_id = 1382379634;

-- Numbers are never given twice: the journal goes on naming a dossier that is erased.
CREATE TABLE dossier (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    pseudonym TEXT NOT NULL UNIQUE COLLATE NOCASE,
    -- Random; what the journal keeps of an event is a hash of this and of the event. It goes with the dossier.
    salt      BLOB NOT NULL
) STRICT;

-- Who the person is, apart from everything else.
CREATE TABLE dossier_person (
    dossier INTEGER PRIMARY KEY REFERENCES dossier (id) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    details TEXT
) STRICT;

-- `payload` is the change as JSON, its kind included.
CREATE TABLE dossier_event (
    dossier INTEGER NOT NULL REFERENCES dossier (id) ON DELETE CASCADE,
    number  INTEGER NOT NULL,
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (dossier, number)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER dossier_event_unchanged BEFORE UPDATE ON dossier_event
BEGIN SELECT RAISE(ABORT, 'events of a dossier are never changed'); END;
-- The events of a whole dossier go with it: its row is then gone already.
CREATE TRIGGER dossier_event_kept BEFORE DELETE ON dossier_event
WHEN EXISTS (SELECT 1 FROM dossier WHERE id = OLD.dossier)
BEGIN SELECT RAISE(ABORT, 'events of a dossier are never deleted'); END;
CREATE TRIGGER dossier_event_appended BEFORE INSERT ON dossier_event
WHEN NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM dossier_event WHERE dossier = NEW.dossier)
BEGIN SELECT RAISE(ABORT, 'events of a dossier are numbered in order'); END;

-- `event` added it; its text is `text` in `dossier_text`.
CREATE TABLE dossier_document (
    dossier       INTEGER NOT NULL REFERENCES dossier (id) ON DELETE CASCADE,
    number        INTEGER NOT NULL,
    event         INTEGER NOT NULL,
    name          TEXT NOT NULL,
    date          TEXT,
    sha256        TEXT NOT NULL,
    length        INTEGER NOT NULL,
    passages      INTEGER NOT NULL,
    pseudonymised INTEGER NOT NULL CHECK (pseudonymised IN (0, 1)),
    text          INTEGER NOT NULL,
    PRIMARY KEY (dossier, number)
) STRICT, WITHOUT ROWID;

-- What a document was read with, each time. The one of the newest event that is not undone counts.
CREATE TABLE dossier_reading (
    dossier  INTEGER NOT NULL,
    document INTEGER NOT NULL,
    event    INTEGER NOT NULL,
    -- Versions, as JSON.
    versions TEXT NOT NULL,
    PRIMARY KEY (dossier, document, event),
    FOREIGN KEY (dossier, document) REFERENCES dossier_document (dossier, number) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- What a reading found. `number` names the same passage and compétence in every reading of a document.
CREATE TABLE dossier_evidence (
    dossier      INTEGER NOT NULL,
    document     INTEGER NOT NULL,
    event        INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    line         INTEGER NOT NULL,
    page         INTEGER,
    competence   TEXT NOT NULL,
    critere      TEXT,
    direct       INTEGER NOT NULL CHECK (direct IN (0, 1)),
    score        REAL NOT NULL,
    quote        TEXT NOT NULL,
    section      TEXT NOT NULL,
    nearest_code TEXT,
    nearest_text TEXT,
    -- A JSON list.
    terms        TEXT NOT NULL,
    -- 0 when the reading did not find it, and it is kept for the decision that a person made.
    still_found  INTEGER NOT NULL CHECK (still_found IN (0, 1)),
    PRIMARY KEY (dossier, document, event, number),
    FOREIGN KEY (dossier, document, event) REFERENCES dossier_reading (dossier, document, event) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- Texts that are searched: of documents, notes, quotes. The number is the dossier's times 1,048,576, plus one that grows,
-- so that a search need not read the texts to tell the dossiers.
CREATE TABLE dossier_text (
    id      INTEGER PRIMARY KEY,
    dossier INTEGER NOT NULL REFERENCES dossier (id) ON DELETE CASCADE,
    text    TEXT NOT NULL
) STRICT;
CREATE INDEX dossier_text_dossier ON dossier_text (dossier);

CREATE VIRTUAL TABLE dossier_words USING fts5 (
    text, content = 'dossier_text', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
-- Words of what is deleted are taken out of the index at once, and not only marked.
INSERT INTO dossier_words (dossier_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER dossier_text_inserted AFTER INSERT ON dossier_text
BEGIN INSERT INTO dossier_words (rowid, text) VALUES (NEW.id, NEW.text); END;
CREATE TRIGGER dossier_text_deleted AFTER DELETE ON dossier_text
BEGIN INSERT INTO dossier_words (dossier_words, rowid, text) VALUES ('delete', OLD.id, OLD.text); END;

-- Derived from the rest, in the same transaction, for the list.
CREATE TABLE dossier_summary (
    dossier       INTEGER PRIMARY KEY REFERENCES dossier (id) ON DELETE CASCADE,
    status        TEXT NOT NULL CHECK (status IN ('open', 'closed')),
    branche       TEXT NOT NULL,
    opened_at     TEXT NOT NULL,
    updated_at    TEXT NOT NULL,
    retain_until  TEXT NOT NULL,
    documents     INTEGER NOT NULL,
    evidence      INTEGER NOT NULL,
    undecided     INTEGER NOT NULL,
    -- The next piece of evidence gets this number: none is given twice.
    next_evidence INTEGER NOT NULL
) STRICT;
CREATE INDEX dossier_summary_retain ON dossier_summary (retain_until);

-- Who did what, for good. It holds no personal data of those whom dossiers are about: `digest` is a hash of the dossier's
-- salt and of the event, of which nothing can be told once the salt is erased. `hash` chains each line to the one before.
CREATE TABLE journal (
    number  INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL,
    kind    TEXT NOT NULL,
    -- Number of a dossier that may be gone.
    dossier INTEGER,
    event   INTEGER,
    digest  TEXT NOT NULL,
    hash    TEXT NOT NULL
) STRICT;
CREATE INDEX journal_dossier ON journal (dossier);
CREATE TRIGGER journal_unchanged BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is never changed'); END;
CREATE TRIGGER journal_kept BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is never shortened'); END;
CREATE TRIGGER journal_appended BEFORE INSERT ON journal
WHEN NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal is numbered in order'); END;
