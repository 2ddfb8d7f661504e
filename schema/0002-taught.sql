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
