-- Observations, their tags, and a full-text index over the texts.
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;

CREATE TABLE observation (
    id          INTEGER PRIMARY KEY,
    text        TEXT NOT NULL,
    kind        TEXT,
    setting     TEXT,
    origin      TEXT,
    happened_at TEXT NOT NULL
);
CREATE INDEX observation_by_time ON observation (happened_at);

CREATE TABLE tagging (
    observation INTEGER NOT NULL REFERENCES observation (id),
    tag         TEXT NOT NULL,
    PRIMARY KEY (observation, tag)
) WITHOUT ROWID;
CREATE INDEX tagging_by_tag ON tagging (tag);

CREATE VIRTUAL TABLE words USING fts5 (text, content = 'observation', content_rowid = 'id');
CREATE TRIGGER observation_words AFTER INSERT ON observation BEGIN
    INSERT INTO words (rowid, text) VALUES (new.id, new.text);
END;
