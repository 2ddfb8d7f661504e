-- ROME, the official directory of occupations, version by version, and the official links to ESCO.
-- `rome` (0001) holds the codes that a référentiel names; these tables hold what is published about all codes.

CREATE TABLE rome_version (
    id          INTEGER PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    hash        TEXT NOT NULL,
    imported_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;

CREATE TABLE rome_domain (
    version INTEGER NOT NULL REFERENCES rome_version (id) ON DELETE CASCADE,
    code    TEXT NOT NULL,
    title   TEXT NOT NULL,
    PRIMARY KEY (version, code)
) STRICT, WITHOUT ROWID;

-- `parent` is the code of ROME 3 that a code of ROME 4 comes from; before, the code itself.
CREATE TABLE rome_code (
    version INTEGER NOT NULL REFERENCES rome_version (id) ON DELETE CASCADE,
    code    TEXT NOT NULL,
    title   TEXT NOT NULL,
    parent  TEXT NOT NULL,
    PRIMARY KEY (version, code)
) STRICT, WITHOUT ROWID;

-- `ogr` is the number that names an item for good, whatever its code or wording becomes.
CREATE TABLE rome_appellation (
    version   INTEGER NOT NULL REFERENCES rome_version (id) ON DELETE CASCADE,
    ogr       INTEGER NOT NULL,
    code      TEXT NOT NULL,
    label     TEXT NOT NULL,
    short     TEXT NOT NULL,
    principal INTEGER NOT NULL CHECK (principal IN (0, 1)),
    rare      INTEGER NOT NULL CHECK (rare IN (0, 1)),
    PRIMARY KEY (version, ogr)
) STRICT, WITHOUT ROWID;
CREATE INDEX rome_appellation_code ON rome_appellation (version, code);

CREATE TABLE rome_item (
    version  INTEGER NOT NULL REFERENCES rome_version (id) ON DELETE CASCADE,
    ogr      INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('savoir-faire', 'savoir-etre', 'savoir', 'contexte', 'activite', 'macro')),
    label    TEXT NOT NULL,
    category TEXT NOT NULL,
    PRIMARY KEY (version, ogr)
) STRICT, WITHOUT ROWID;

-- `core` says that the item is at the heart of the occupation.
CREATE TABLE rome_link (
    version INTEGER NOT NULL REFERENCES rome_version (id) ON DELETE CASCADE,
    code    TEXT NOT NULL,
    ogr     INTEGER NOT NULL,
    core    INTEGER NOT NULL CHECK (core IN (0, 1)),
    PRIMARY KEY (version, code, ogr)
) STRICT, WITHOUT ROWID;

CREATE TABLE rome_text (
    version INTEGER NOT NULL REFERENCES rome_version (id) ON DELETE CASCADE,
    code    TEXT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('definition', 'acces', 'conditions')),
    rank    INTEGER NOT NULL,
    text    TEXT NOT NULL,
    PRIMARY KEY (version, code, kind, rank)
) STRICT, WITHOUT ROWID;

-- ROME 3 tells near moves ('proche') from progress ('evolution'); ROME 4 only puts moves in order ('mobilite').
CREATE TABLE rome_move (
    version INTEGER NOT NULL REFERENCES rome_version (id) ON DELETE CASCADE,
    code    TEXT NOT NULL,
    target  TEXT NOT NULL,
    kind    TEXT NOT NULL CHECK (kind IN ('proche', 'evolution', 'mobilite')),
    rank    INTEGER NOT NULL,
    -- Appellations that the move is said of, 0 when it is said of the whole occupation.
    source_ogr INTEGER NOT NULL,
    target_ogr INTEGER NOT NULL,
    PRIMARY KEY (version, code, target, kind, source_ogr, target_ogr)
) STRICT, WITHOUT ROWID;

-- Official links from appellations to ESCO occupations. `relation` as published (exactMatch, narrowMatch...).
CREATE TABLE rome_esco (
    ogr      INTEGER NOT NULL,
    uri      TEXT NOT NULL,
    label    TEXT NOT NULL,
    relation TEXT NOT NULL,
    PRIMARY KEY (ogr, uri)
) STRICT, WITHOUT ROWID;
