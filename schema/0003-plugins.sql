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
