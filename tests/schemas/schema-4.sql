-- A store of schema 4, as it was released, with content. Never edited.
-- The first store: référentiels in their official wording, people's formulations, the branches' components.
-- Migrations are never edited once released; a change is a new numbered file.

-- Single values of the store. `store` names this file for good; `generation` grows with every change of a
-- statement, so that a full-text index knows whether it is stale.
CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta (key, value) VALUES ('generation', '1'), ('store', lower(hex(randomblob(16))));

CREATE TABLE referentiel (
    id          INTEGER PRIMARY KEY,
    code        TEXT NOT NULL,
    version     TEXT NOT NULL,
    title       TEXT NOT NULL,
    preambule   TEXT NOT NULL,
    imported_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')),
    UNIQUE (code, version)
) STRICT;

-- Description and conditions of practice, paragraph by paragraph.
CREATE TABLE paragraph (
    referentiel INTEGER NOT NULL REFERENCES referentiel (id) ON DELETE CASCADE,
    kind        TEXT NOT NULL CHECK (kind IN ('description', 'conditions')),
    rank        INTEGER NOT NULL,
    text        TEXT NOT NULL,
    PRIMARY KEY (referentiel, kind, rank)
) STRICT, WITHOUT ROWID;

-- ROME codes that the référentiel itself names.
CREATE TABLE rome (
    referentiel INTEGER NOT NULL REFERENCES referentiel (id) ON DELETE CASCADE,
    rank        INTEGER NOT NULL,
    code        TEXT NOT NULL,
    title       TEXT NOT NULL,
    PRIMARY KEY (referentiel, rank)
) STRICT, WITHOUT ROWID;

CREATE TABLE domaine (
    referentiel INTEGER NOT NULL REFERENCES referentiel (id) ON DELETE CASCADE,
    rank        INTEGER NOT NULL,
    code        TEXT NOT NULL,
    title       TEXT NOT NULL,
    PRIMARY KEY (referentiel, rank)
) STRICT, WITHOUT ROWID;

-- `competences` holds codes separated by spaces: the order is that of the source.
CREATE TABLE activite (
    referentiel INTEGER NOT NULL,
    domaine     INTEGER NOT NULL,
    rank        INTEGER NOT NULL,
    code        TEXT NOT NULL,
    text        TEXT NOT NULL,
    competences TEXT NOT NULL,
    PRIMARY KEY (referentiel, domaine, rank),
    FOREIGN KEY (referentiel, domaine) REFERENCES domaine (referentiel, rank) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE competence (
    referentiel INTEGER NOT NULL REFERENCES referentiel (id) ON DELETE CASCADE,
    rank        INTEGER NOT NULL,
    code        TEXT NOT NULL,
    title       TEXT NOT NULL,
    short       TEXT NOT NULL,
    PRIMARY KEY (referentiel, rank),
    UNIQUE (referentiel, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE critere (
    referentiel INTEGER NOT NULL,
    competence  INTEGER NOT NULL,
    rank        INTEGER NOT NULL,
    code        TEXT NOT NULL,
    text        TEXT NOT NULL,
    PRIMARY KEY (referentiel, competence, rank),
    FOREIGN KEY (referentiel, competence) REFERENCES competence (referentiel, rank) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How people say it. `statement` is the code of the statement that is worded; `source` says who brought it.
CREATE TABLE formulation (
    id          INTEGER PRIMARY KEY,
    referentiel TEXT NOT NULL,
    statement   TEXT NOT NULL,
    competences TEXT NOT NULL,
    text        TEXT NOT NULL,
    source      TEXT NOT NULL
) STRICT;

-- A branch's plugin: the WebAssembly component itself, with its hash.
CREATE TABLE branche (
    id           INTEGER PRIMARY KEY,
    code         TEXT NOT NULL,
    version      TEXT NOT NULL,
    name         TEXT NOT NULL,
    sha256       TEXT NOT NULL UNIQUE,
    component    BLOB NOT NULL,
    installed_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;

-- What the index holds comes from these tables: no change of theirs may go unnoticed.
CREATE TRIGGER referentiel_inserted AFTER INSERT ON referentiel
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
CREATE TRIGGER referentiel_deleted AFTER DELETE ON referentiel
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
CREATE TRIGGER activite_inserted AFTER INSERT ON activite
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
CREATE TRIGGER activite_updated AFTER UPDATE ON activite
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
CREATE TRIGGER competence_inserted AFTER INSERT ON competence
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
CREATE TRIGGER competence_updated AFTER UPDATE ON competence
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
CREATE TRIGGER critere_inserted AFTER INSERT ON critere
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
CREATE TRIGGER critere_updated AFTER UPDATE ON critere
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
CREATE TRIGGER formulation_inserted AFTER INSERT ON formulation
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
CREATE TRIGGER formulation_updated AFTER UPDATE ON formulation
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
CREATE TRIGGER formulation_deleted AFTER DELETE ON formulation
BEGIN UPDATE meta SET value = CAST(value AS INTEGER) + 1 WHERE key = 'generation'; END;
-- What people teach the model on this computer: their passages, and the models fitted with them.

-- One row a lesson. The model in use for a référentiel is the newest that is not retired; without any, the shipped one.
CREATE TABLE taught_model (
    id          INTEGER PRIMARY KEY,
    referentiel TEXT NOT NULL,
    -- Identifier that reports show, and that of the shipped model whose passages were learnt from too.
    name        TEXT NOT NULL,
    base        TEXT NOT NULL,
    weights     BLOB NOT NULL,
    -- Going back retires a model and its passages; nothing is deleted.
    retired     INTEGER NOT NULL DEFAULT 0 CHECK (retired IN (0, 1)),
    taught_at   TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;

-- A passage as it was taught. `labels` is a JSON object: compétence number to strength, 1 partial, 2 direct.
CREATE TABLE taught_passage (
    model   INTEGER NOT NULL REFERENCES taught_model (id) ON DELETE CASCADE,
    rank    INTEGER NOT NULL,
    text    TEXT NOT NULL,
    section TEXT NOT NULL,
    labels  TEXT NOT NULL,
    PRIMARY KEY (model, rank)
) STRICT, WITHOUT ROWID;
-- The life cycle of the branches' plugins: where a component comes from, who signed it, which version is in use.

-- Components that are there already came with the program.
ALTER TABLE branche ADD COLUMN origin TEXT NOT NULL DEFAULT 'shipped' CHECK (origin IN ('shipped', 'added'));
-- The minisign signature as it was given, and the identifier of the key that made it.
ALTER TABLE branche ADD COLUMN signature TEXT;
ALTER TABLE branche ADD COLUMN signer TEXT;
-- Whether the signature was checked with the trusted key of that identifier.
ALTER TABLE branche ADD COLUMN verified INTEGER NOT NULL DEFAULT 0 CHECK (verified IN (0, 1));

-- Versions put in use, one after the other: the last line of a branch says which one is. Going back takes it away.
CREATE TABLE branche_activation (
    id           INTEGER PRIMARY KEY,
    code         TEXT NOT NULL,
    branche      INTEGER NOT NULL REFERENCES branche (id) ON DELETE CASCADE,
    activated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT;
INSERT INTO branche_activation (code, branche) SELECT code, max(id) FROM branche GROUP BY code;

-- Branches that the user turned off.
CREATE TABLE branche_disabled (
    code        TEXT PRIMARY KEY,
    disabled_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT, WITHOUT ROWID;

-- Public minisign keys that the user trusts, by the identifier that minisign prints.
CREATE TABLE trusted_key (
    id         TEXT PRIMARY KEY,
    key        TEXT NOT NULL,
    name       TEXT NOT NULL,
    trusted_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))
) STRICT, WITHOUT ROWID;

-- Hash of the compiled code of a component, by engine: a file in the folder of compiled code that has another one is
-- not the one that was written there.
CREATE TABLE compiled (
    component TEXT NOT NULL,
    engine    TEXT NOT NULL,
    contract  TEXT NOT NULL,
    sha256    TEXT NOT NULL,
    PRIMARY KEY (component, engine)
) STRICT, WITHOUT ROWID;
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
INSERT INTO referentiel (id, code, version, title, preambule, imported_at)
VALUES (1, 'ancien-referentiel', '7', 'Ancien référentiel d’essai', 'Ce qu’il dit d’abord', '2024-01-31T10:00:00Z');
INSERT INTO paragraph VALUES (1, 'description', 0, 'Une description'), (1, 'conditions', 0, 'Des conditions');
INSERT INTO rome VALUES (1, 0, 'M1604', 'Assistanat de direction');
INSERT INTO domaine VALUES (1, 0, 'A1', 'Un domaine');
INSERT INTO activite VALUES (1, 0, 0, 'A1.1', 'Faire ceci', 'C1'), (1, 0, 1, 'A1.2', 'Faire cela', 'C1 C2');
INSERT INTO competence VALUES (1, 0, 'C1', 'Savoir ceci', 'ceci'), (1, 1, 'C2', 'Savoir cela', '');
INSERT INTO critere VALUES (1, 0, 0, 'C1.01', 'Ceci est fait'), (1, 1, 0, 'C2.01', 'Cela est fait');
INSERT INTO formulation (referentiel, statement, competences, text, source)
VALUES ('ancien-referentiel', 'A1.1', 'C1', 'je fais ceci', 'ancien'), ('ancien-referentiel', 'A1.2', 'C1 C2', 'je fais cela', 'ancien');
INSERT INTO branche (code, version, name, sha256, component, installed_at)
VALUES ('ancienne', '0.1.0', 'Ancienne branche', 'ab01', x'0061736d', '2024-01-31T10:00:00Z');
INSERT INTO taught_model (referentiel, name, base, weights, retired, taught_at)
VALUES ('ancien-referentiel', 'linear-0-local ab', 'linear-0 ab', x'0102', 1, '2024-02-01T10:00:00Z');
INSERT INTO taught_passage VALUES (1, 0, 'un passage appris', 'Missions', '{"1":2}'), (1, 1, 'un passage écarté', '', '{}');
UPDATE branche SET origin = 'added', signature = 'untrusted comment', signer = 'AB01' WHERE code = 'ancienne';
INSERT INTO branche_activation (code, branche, activated_at) SELECT code, id, '2024-03-01T10:00:00Z' FROM branche WHERE code = 'ancienne';
INSERT INTO branche_disabled VALUES ('ancienne', '2024-03-02T10:00:00Z');
INSERT INTO trusted_key VALUES ('AB01', 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3', 'Une branche', '2024-03-01T10:00:00Z');
INSERT INTO rome_version VALUES (1, '400', 'abcd', '2024-04-01T10:00:00Z');
INSERT INTO rome_domain VALUES (1, 'M16', 'Secrétariat et assistance');
INSERT INTO rome_code VALUES (1, 'M1604', 'Assistant / Assistante de direction', 'M1604');
INSERT INTO rome_appellation VALUES (1, 11042, 'M1604', 'Assistant / Assistante de direction', 'Assistant de direction', 1, 0);
INSERT INTO rome_item VALUES (1, 100, 'savoir-faire', 'Tenir un agenda', 'Organisation');
INSERT INTO rome_link VALUES (1, 'M1604', 100, 1);
INSERT INTO rome_text VALUES (1, 'M1604', 'definition', 0, 'Assiste un responsable');
INSERT INTO rome_move VALUES (1, 'M1604', 'M1605', 'proche', 0, 0, 0);
INSERT INTO rome_esco VALUES (11042, 'http://data.europa.eu/esco/occupation/x', 'secrétaire', 'exactMatch');
PRAGMA user_version = 4;
