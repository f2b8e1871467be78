-- The journal: what every other table and file can be made from again.
--
-- An entry is one accepted command. Its hash covers it and the entry before, in the layout of `chain.rs`.

CREATE TABLE workspace (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    -- The last entry, stated a second time: a journal that has lost its end does not agree with it.
    head INTEGER NOT NULL,
    head_hash BLOB NOT NULL,
    head_recorded_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE entry (
    workspace INTEGER NOT NULL REFERENCES workspace (id),
    position INTEGER NOT NULL,
    command_id BLOB NOT NULL,
    recorded_at_ms INTEGER NOT NULL,
    hash BLOB NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (workspace, position)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX entry_by_command ON entry (workspace, command_id);

-- Names, addresses and long texts of people. To erase one, salt and text become null; the row and its hash stay.
CREATE TABLE text (
    workspace INTEGER NOT NULL,
    position INTEGER NOT NULL,
    ordinal INTEGER NOT NULL,
    hash BLOB NOT NULL,
    salt BLOB,
    text TEXT,
    erased INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, position, ordinal),
    FOREIGN KEY (workspace, position) REFERENCES entry (workspace, position)
) STRICT, WITHOUT ROWID;

CREATE INDEX text_by_hash ON text (workspace, hash);
