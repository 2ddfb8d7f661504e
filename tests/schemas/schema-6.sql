-- A store of schema 6, as it was released, with content. Never edited.
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
INSERT INTO taught_model (referentiel, name, base, weights, retired, taught_at)
VALUES ('ancien-referentiel', 'linear-0-local ab', 'linear-0 ab', x'0102', 1, '2024-02-01T10:00:00Z');
INSERT INTO taught_passage VALUES (1, 0, 'un passage appris', 'Missions', '{"1":2}'), (1, 1, 'un passage écarté', '', '{}');
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
UPDATE branche SET origin = 'added', signature = 'untrusted comment', signer = 'AB01' WHERE code = 'ancienne';
INSERT INTO branche_activation (code, branche, activated_at) SELECT code, id, '2024-03-01T10:00:00Z' FROM branche WHERE code = 'ancienne';
INSERT INTO branche_disabled VALUES ('ancienne', '2024-03-02T10:00:00Z');
INSERT INTO trusted_key VALUES ('AB01', 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3', 'Une branche', '2024-03-01T10:00:00Z');
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
INSERT INTO rome_version VALUES (1, '400', 'abcd', '2024-04-01T10:00:00Z');
INSERT INTO rome_domain VALUES (1, 'M16', 'Secrétariat et assistance');
INSERT INTO rome_code VALUES (1, 'M1604', 'Assistant / Assistante de direction', 'M1604');
INSERT INTO rome_appellation VALUES (1, 11042, 'M1604', 'Assistant / Assistante de direction', 'Assistant de direction', 1, 0);
INSERT INTO rome_item VALUES (1, 100, 'savoir-faire', 'Tenir un agenda', 'Organisation');
INSERT INTO rome_link VALUES (1, 'M1604', 100, 1);
INSERT INTO rome_text VALUES (1, 'M1604', 'definition', 0, 'Assiste un responsable');
INSERT INTO rome_move VALUES (1, 'M1604', 'M1605', 'proche', 0, 0, 0);
INSERT INTO rome_esco VALUES (11042, 'http://data.europa.eu/esco/occupation/x', 'secrétaire', 'exactMatch');
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
INSERT INTO dossier VALUES (1, 'Tamori', x'5ad703fdb493f7e53b6a850296a38b60077061bfb24c65d6e9af0e7d75979b9b');
INSERT INTO dossier_person VALUES (1, 'Inès Inventée', 'site de Lyon');
INSERT INTO dossier_event VALUES (1, 1, '2026-11-25T23:50:52Z', 'Claire', 'opened', '{"kind":"opened","versions":{"program":"0.1.0","referentiel":{"code":"cqpi-assistant","version":"1"},"model":"linear-2 2b0b0dc46891","branche":{"id":"papier-carton","version":"1.0.0","name":"Papier-carton","sha256":"5dcf44ec9bac04c791b8f644c8d5b7f7f41c0ec90f400abee9f56665e87fd084"}},"retain_until":"2028-11-25"}');
INSERT INTO dossier_event VALUES (1, 2, '2026-11-25T23:50:52Z', 'Claire', 'named', '{"kind":"named","present":true}');
INSERT INTO dossier_event VALUES (1, 3, '2026-11-25T23:50:53Z', 'Claire', 'document-added', '{"kind":"document-added","document":1,"name":"cv.txt","found":5}');
INSERT INTO dossier_event VALUES (1, 4, '2026-11-25T23:50:53Z', 'Claire', 'decided', '{"kind":"decided","evidence":"E1","decision":"accepted"}');
INSERT INTO dossier_event VALUES (1, 5, '2026-11-25T23:50:54Z', 'Claire', 'decided', '{"kind":"decided","evidence":"E2","decision":"rejected","reason":"stage"}');
INSERT INTO dossier_event VALUES (1, 6, '2026-11-25T23:50:54Z', 'Claire', 'added', '{"kind":"added","evidence":"E6","code":"C3.04","strength":"direct","quote":"tient seule les relances","source":"entretien du 12 mai"}');
INSERT INTO dossier_event VALUES (1, 7, '2026-11-25T23:50:54Z', 'Claire', 'positioned', '{"kind":"positioned","code":"C7","position":"to-clarify"}');
INSERT INTO dossier_event VALUES (1, 8, '2026-11-25T23:50:54Z', 'Claire', 'jury', '{"kind":"jury","code":"C3","verdict":"acquis","jury":"jury de Lyon","date":"2026-06-30"}');
INSERT INTO dossier_event VALUES (1, 9, '2026-11-25T23:50:54Z', 'Claire', 'note', '{"kind":"note","text":"à rappeler","about":"C4"}');
INSERT INTO dossier_event VALUES (1, 10, '2026-11-25T23:50:54Z', 'Claire', 'answered', '{"kind":"answered","activite":"A1.1","answer":"seul"}');
INSERT INTO dossier_event VALUES (1, 11, '2026-11-25T23:50:54Z', 'Claire', 'answered', '{"kind":"answered","activite":"A1.2","answer":"jamais"}');
INSERT INTO dossier_event VALUES (1, 12, '2026-11-25T23:50:54Z', 'Claire', 'note', '{"kind":"note","text":"fausse note"}');
INSERT INTO dossier_event VALUES (1, 13, '2026-11-25T23:50:54Z', 'Claire', 'undone', '{"kind":"undone","event":12}');
INSERT INTO dossier_event VALUES (1, 14, '2026-11-25T23:50:54Z', 'Claire', 'closed', '{"kind":"closed","reason":"jury passé"}');
INSERT INTO dossier_text VALUES (1048576, 1, 'EXPÉRIENCE
- Saisie des factures fournisseurs et relance des impayés
- Organisation de réunions : réservation des salles, invitations, compte rendu
- Tenue de l''agenda de deux chefs de service, prise de rendez-vous
');
INSERT INTO dossier_text VALUES (1048577, 1, 'tient seule les relances
entretien du 12 mai');
INSERT INTO dossier_text VALUES (1048578, 1, 'à rappeler');
INSERT INTO dossier_text VALUES (1048579, 1, 'fausse note');
INSERT INTO dossier_document VALUES (1, 1, 3, 'cv.txt', '2026-03-01', 'cfbe6afcb7377586ed370e7b1f9c7160975cad84d3dd6682b6cbfcdfb660713f', 215, 3, 0, 0);
INSERT INTO dossier_reading VALUES (1, 1, 3, '{"program":"0.1.0","referentiel":{"code":"cqpi-assistant","version":"1"},"model":"linear-2 2b0b0dc46891","branche":{"id":"papier-carton","version":"1.0.0","name":"Papier-carton","sha256":"5dcf44ec9bac04c791b8f644c8d5b7f7f41c0ec90f400abee9f56665e87fd084"}}');
INSERT INTO dossier_evidence VALUES (1, 1, 3, 1, 2, NULL, 'C3', NULL, 1, 0.9980000257492065, 'Saisie des factures fournisseurs et relance des impayés', 'EXPÉRIENCE', 'A8.4', 'Relance des impayés par téléphone et courrier, suivi de la balance âgée', '["factures","Saisie","impayés","relance"]', 1);
INSERT INTO dossier_evidence VALUES (1, 1, 3, 2, 3, NULL, 'C6', NULL, 1, 1.0, 'Organisation de réunions : réservation des salles, invitations, compte rendu', 'EXPÉRIENCE', 'A6.1', 'Organisation logistique de réunions ou d’évènements (réservation et préparation de la salle de réunion, préparation et envoi de mails d’invitation et des documents associés, prise de contact avec les participants)', '["invitations","réunions","salles","Organisation"]', 1);
INSERT INTO dossier_evidence VALUES (1, 1, 3, 3, 3, NULL, 'C1', NULL, 0, 0.9850000143051147, 'Organisation de réunions : réservation des salles, invitations, compte rendu', 'EXPÉRIENCE', 'A6.3', 'Réalisation de compte-rendu et suivi', '["rendu","invitations","réunions","compte"]', 1);
INSERT INTO dossier_evidence VALUES (1, 1, 3, 4, 4, NULL, 'C4', 'C4.06', 1, 0.9990000128746033, 'Tenue de l''agenda de deux chefs de service, prise de rendez-vous', 'EXPÉRIENCE', 'C4.06', 'Identification des bons contacts chez les clients et prise de rendez-vous par leurs secrétariats', '["rendez","agenda","prise"]', 1);
INSERT INTO dossier_evidence VALUES (1, 1, 3, 5, 4, NULL, 'C9', 'C9.14', 0, 0.722000002861023, 'Tenue de l''agenda de deux chefs de service, prise de rendez-vous', 'EXPÉRIENCE', 'C9.14', 'Dresser le poste d''accueil de chaque intérimaire avant sa prise de fonction', '["prise","rendez","Tenue","service"]', 1);
INSERT INTO dossier_summary VALUES (1, 'closed', 'papier-carton', '2026-11-25T23:50:52Z', '2026-11-25T23:50:54Z', '2028-11-25', 1, 6, 3, 7);
INSERT INTO journal VALUES (1, '2026-11-25T23:50:52Z', 'Claire', 'opened', 1, 1, '0344cde29557d9929edee086c88ba8dc4856bbe8a95eff4959ad2a336ca920a5', '2bf5a101f6c1ac18a8398487840c30a1d7fd129921015d32dc349decbe088b4f');
INSERT INTO journal VALUES (2, '2026-11-25T23:50:52Z', 'Claire', 'named', 1, 2, 'df7b562d682bbe71caa2f0506ccdf030799e33113c4c4329a6ade926e772d5c4', '8693625e3cf5da7c5cab14b113ba388d5a16fef5143a3ce2eb8cf7fb3b1cc228');
INSERT INTO journal VALUES (3, '2026-11-25T23:50:53Z', 'Claire', 'document-added', 1, 3, '2cb1ec3f4220641767cd5db0682c2fdd701697e5c349680ef3d87173b45c4d9b', '691eff5aa3866b009964fe2b398013cb8645cf3f9a7f47398fda106bed04caaa');
INSERT INTO journal VALUES (4, '2026-11-25T23:50:53Z', 'Claire', 'decided', 1, 4, 'fbbdc162a8d5e24bd4b597463eeec7fa09d0c8c94e22f9f7afb4c5386a950a5f', '1d677f938a74edf70c3ec1f35c1b3f93438ca078a993ee63c0ed23bb3d03dc47');
INSERT INTO journal VALUES (5, '2026-11-25T23:50:54Z', 'Claire', 'decided', 1, 5, '0a99f08e3ca8c51171f5bee7666b767e367407c5d73a2c5a8f22871cb3000e04', 'ccdc4395641fcd8918e741ec45c9cd6349412acc4e09497b54a7f617e5e32f9f');
INSERT INTO journal VALUES (6, '2026-11-25T23:50:54Z', 'Claire', 'added', 1, 6, '9d3d9552add8315486a668dde9421de2a064503c0161a1c2a6e9623336c57116', 'bd30f5727df136594b2b166516b3daf261491690bcc2696c38a793cc01804853');
INSERT INTO journal VALUES (7, '2026-11-25T23:50:54Z', 'Claire', 'positioned', 1, 7, 'e292568ecb5c3dc0dac360e20039e63ce0ac647ff01176997cad66ed8874d78f', '81c503f10850f6c5f3e32963f9885de8ad3dd0d4d2b07c6f1c5fe831debb7b29');
INSERT INTO journal VALUES (8, '2026-11-25T23:50:54Z', 'Claire', 'jury', 1, 8, '82418bdaa86988e19d6faff03aaae3debf9e456dfd861c6952dd9258d2664264', '7402495b1a3b39ede5aaed181b3988ce3ca8810ea36430889e034dd0cc9bec13');
INSERT INTO journal VALUES (9, '2026-11-25T23:50:54Z', 'Claire', 'note', 1, 9, '2608f95ef2a80a4c1d8b1ca0469dec6fa4dc36eaeace4d682d437894f27d55a2', '1a00befdc8ff59224526622c5adb5df166258188ec044a1872a220587ca89922');
INSERT INTO journal VALUES (10, '2026-11-25T23:50:54Z', 'Claire', 'answered', 1, 10, 'c27330f8fde88cb59579ba71f6ae843f37f68c548381a6556a45c8ff9b2b2d3f', 'a502dcd0bfe86966ba46097c62efc6973da4a8994ef18d7190ee71ec7891c780');
INSERT INTO journal VALUES (11, '2026-11-25T23:50:54Z', 'Claire', 'answered', 1, 11, '98228b2b169c33daf6dca39677b28c0b9aabd5be810d59738cc3b3f57016374e', 'c207996cf19bb6439302de526e5d467a910e15d82873164c9ad4790bd70d1d02');
INSERT INTO journal VALUES (12, '2026-11-25T23:50:54Z', 'Claire', 'note', 1, 12, 'e94c865128541b73c7c557d1e208f7a0f8a380d8efc127a2f2bb41e704fa43ae', '745bc70077466c258f42f27c8a8083e1dc9ca930258576b2f798fd7cf3c74dcb');
INSERT INTO journal VALUES (13, '2026-11-25T23:50:54Z', 'Claire', 'undone', 1, 13, 'd5e94e2d6737edbd159908e022df480e6869182c2ca746b89f0cfc859d9285d8', 'e500bcb790d51586f43e3b07c8872fc44bdfd773778612c2b6cee7c8eb8bf8d9');
INSERT INTO journal VALUES (14, '2026-11-25T23:50:54Z', 'Claire', 'closed', 1, 14, '09cd9067190408a9afb1224abe329f1bd1aee0024febbc7c09561b41e68d6d91', '3023b7c4aab055153c92eb2cbbcd45fb544547cfc619c8ec5750f93bd0ddb58f');
-- Evidence names the line of its page, as reports do; `line` counts through the whole document. Readings made before name
-- none until the document is read again.
ALTER TABLE dossier_evidence ADD COLUMN page_line INTEGER;
-- A document with pages: where its evidence stands.
UPDATE dossier_evidence SET page = 1, page_line = line WHERE document = 1;
PRAGMA user_version = 6;
