-- A store of schema 2, as it was released, with content. Never edited.
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
PRAGMA user_version = 2;
