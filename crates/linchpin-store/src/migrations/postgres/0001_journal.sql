-- The journal: what every other table and file can be made from again.
--
-- An entry is one accepted command. Its hash covers it and the entry before, in the layout of `chain.rs`.

CREATE SCHEMA linchpin;

-- One row: which layout this is. A Linchpin that does not know it leaves everything as it is.
CREATE TABLE linchpin.layout (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    version bigint NOT NULL
);

-- Whoever appends locks the row of the workspace first, and takes the next positions from it.
CREATE TABLE linchpin.workspace (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL UNIQUE,
    -- The last entry, stated a second time: a journal that has lost its end does not agree with it.
    head bigint NOT NULL CHECK (head >= 0),
    head_hash bytea NOT NULL CHECK (octet_length(head_hash) = 32),
    head_recorded_at_ms bigint NOT NULL
) WITH (fillfactor = 50);

CREATE TABLE linchpin.entry (
    -- No reference to the workspace: its row is locked while an entry is written, and is never deleted.
    workspace bigint NOT NULL,
    position bigint NOT NULL CHECK (position > 0),
    command_id uuid NOT NULL,
    recorded_at_ms bigint NOT NULL,
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    body text NOT NULL,
    PRIMARY KEY (workspace, position)
);

CREATE UNIQUE INDEX entry_by_command ON linchpin.entry (command_id, workspace);

-- Names, addresses and long texts of people. To erase one, salt and text become null; the row and its hash stay.
CREATE TABLE linchpin.text (
    workspace bigint NOT NULL,
    position bigint NOT NULL,
    ordinal bigint NOT NULL CHECK (ordinal >= 0),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    salt bytea CHECK (octet_length(salt) = 16),
    text text,
    erased boolean NOT NULL DEFAULT false,
    PRIMARY KEY (workspace, position, ordinal),
    FOREIGN KEY (workspace, position) REFERENCES linchpin.entry (workspace, position),
    CHECK ((salt IS NULL) = erased AND (text IS NULL) = erased)
);

CREATE INDEX text_by_hash ON linchpin.text (workspace, hash);
