-- +goose Up
CREATE TABLE conversation (
  id               TEXT NOT NULL PRIMARY KEY,
  customer_id      TEXT NOT NULL,
  customer_name    TEXT NOT NULL,
  peer_id          TEXT NOT NULL,
  peer_external    TEXT NOT NULL,
  channel_id       TEXT NOT NULL,
  channel_kind     TEXT NOT NULL,
  channel_name     TEXT NOT NULL,
  unit_id          TEXT NOT NULL,
  state            TEXT NOT NULL,
  owner_id         TEXT NOT NULL,
  labels           TEXT NOT NULL,
  last_seq         INTEGER NOT NULL,
  public_seq       INTEGER NOT NULL,
  staff_read_seq   INTEGER NOT NULL,
  staff_read_public INTEGER NOT NULL,
  visitor_read_seq INTEGER NOT NULL,
  unread           INTEGER NOT NULL,
  last_kind        TEXT NOT NULL,
  last_text        TEXT NOT NULL,
  last_author      TEXT NOT NULL,
  last_at          INTEGER NOT NULL,
  queue_at         INTEGER NOT NULL,
  waiting_since    INTEGER,
  created_at       INTEGER NOT NULL,
  updated_at       INTEGER NOT NULL,
  closed_at        INTEGER,
  version          INTEGER NOT NULL
) STRICT;
CREATE INDEX conversation_owner ON conversation (owner_id, state, updated_at, id);
CREATE INDEX conversation_queue ON conversation (state, owner_id, queue_at, id);
CREATE INDEX conversation_state ON conversation (state, updated_at, id);
CREATE INDEX conversation_peer ON conversation (peer_id, created_at, id);
CREATE INDEX conversation_customer ON conversation (customer_id, updated_at, id);
CREATE TABLE conversation_message (
  id              TEXT NOT NULL PRIMARY KEY,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  peer_id         TEXT NOT NULL,
  seq             INTEGER NOT NULL,
  public_seq      INTEGER,
  kind            TEXT NOT NULL,
  author_kind     TEXT NOT NULL,
  author_id       TEXT NOT NULL,
  author_name     TEXT NOT NULL,
  client_key      TEXT NOT NULL,
  text            TEXT NOT NULL,
  files           TEXT NOT NULL,
  mentions        TEXT NOT NULL,
  event           TEXT NOT NULL,
  created_at      INTEGER NOT NULL,
  recalled_at     INTEGER,
  UNIQUE (conversation_id, seq),
  UNIQUE (peer_id, public_seq),
  UNIQUE (peer_id, author_id, client_key)
) STRICT;
CREATE TABLE conversation_draft (
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  staff_id        TEXT NOT NULL,
  kind            TEXT NOT NULL,
  text            TEXT NOT NULL,
  updated_at      INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, staff_id)
) STRICT;
CREATE TABLE conversation_mention (
  staff_id        TEXT NOT NULL,
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  seq             INTEGER NOT NULL,
  seen            INTEGER NOT NULL,
  PRIMARY KEY (staff_id, conversation_id)
) STRICT;
CREATE INDEX conversation_mention_unseen ON conversation_mention (staff_id, seen);
CREATE TABLE conversation_label (
  id         TEXT NOT NULL PRIMARY KEY,
  client_key TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL UNIQUE,
  colour     TEXT NOT NULL,
  version    INTEGER NOT NULL
) STRICT;
CREATE TABLE conversation_labelled (
  label_id        TEXT NOT NULL REFERENCES conversation_label (id),
  conversation_id TEXT NOT NULL REFERENCES conversation (id),
  PRIMARY KEY (label_id, conversation_id)
) STRICT;
CREATE INDEX conversation_labelled_conversation ON conversation_labelled (conversation_id);
