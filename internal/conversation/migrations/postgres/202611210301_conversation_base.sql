-- +goose Up
CREATE TABLE conversation (
  id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  customer_id      TEXT COLLATE "C" NOT NULL,
  customer_name    TEXT COLLATE "C" NOT NULL,
  peer_id          TEXT COLLATE "C" NOT NULL,
  peer_external    TEXT COLLATE "C" NOT NULL,
  channel_id       TEXT COLLATE "C" NOT NULL,
  channel_kind     TEXT COLLATE "C" NOT NULL,
  channel_name     TEXT COLLATE "C" NOT NULL,
  unit_id          TEXT COLLATE "C" NOT NULL,
  state            TEXT COLLATE "C" NOT NULL,
  owner_id         TEXT COLLATE "C" NOT NULL,
  labels           TEXT COLLATE "C" NOT NULL,
  last_seq         BIGINT NOT NULL,
  public_seq       BIGINT NOT NULL,
  staff_read_seq   BIGINT NOT NULL,
  staff_read_public BIGINT NOT NULL,
  visitor_read_seq BIGINT NOT NULL,
  unread           BIGINT NOT NULL,
  last_kind        TEXT COLLATE "C" NOT NULL,
  last_text        TEXT COLLATE "C" NOT NULL,
  last_author      TEXT COLLATE "C" NOT NULL,
  last_at          BIGINT NOT NULL,
  queue_at         BIGINT NOT NULL,
  waiting_since    BIGINT,
  created_at       BIGINT NOT NULL,
  updated_at       BIGINT NOT NULL,
  closed_at        BIGINT,
  version          BIGINT NOT NULL
);
CREATE INDEX conversation_owner ON conversation (owner_id, state, updated_at, id);
CREATE INDEX conversation_queue ON conversation (state, owner_id, queue_at, id);
CREATE INDEX conversation_state ON conversation (state, updated_at, id);
CREATE INDEX conversation_peer ON conversation (peer_id, created_at, id);
CREATE INDEX conversation_customer ON conversation (customer_id, updated_at, id);
CREATE TABLE conversation_message (
  id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  conversation_id TEXT COLLATE "C" NOT NULL REFERENCES conversation (id),
  peer_id         TEXT COLLATE "C" NOT NULL,
  seq             BIGINT NOT NULL,
  public_seq      BIGINT,
  kind            TEXT COLLATE "C" NOT NULL,
  author_kind     TEXT COLLATE "C" NOT NULL,
  author_id       TEXT COLLATE "C" NOT NULL,
  author_name     TEXT COLLATE "C" NOT NULL,
  client_key      TEXT COLLATE "C" NOT NULL,
  text            TEXT COLLATE "C" NOT NULL,
  files           TEXT COLLATE "C" NOT NULL,
  mentions        TEXT COLLATE "C" NOT NULL,
  event           TEXT COLLATE "C" NOT NULL,
  created_at      BIGINT NOT NULL,
  recalled_at     BIGINT,
  UNIQUE (conversation_id, seq),
  UNIQUE (peer_id, public_seq),
  UNIQUE (peer_id, author_id, client_key)
);
CREATE TABLE conversation_draft (
  conversation_id TEXT COLLATE "C" NOT NULL REFERENCES conversation (id),
  staff_id        TEXT COLLATE "C" NOT NULL,
  kind            TEXT COLLATE "C" NOT NULL,
  text            TEXT COLLATE "C" NOT NULL,
  updated_at      BIGINT NOT NULL,
  PRIMARY KEY (conversation_id, staff_id)
);
CREATE TABLE conversation_mention (
  staff_id        TEXT COLLATE "C" NOT NULL,
  conversation_id TEXT COLLATE "C" NOT NULL REFERENCES conversation (id),
  seq             BIGINT NOT NULL,
  seen            BOOLEAN NOT NULL,
  PRIMARY KEY (staff_id, conversation_id)
);
CREATE INDEX conversation_mention_unseen ON conversation_mention (staff_id, seen);
CREATE TABLE conversation_label (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key TEXT COLLATE "C" NOT NULL UNIQUE,
  name       TEXT COLLATE "C" NOT NULL UNIQUE,
  colour     TEXT COLLATE "C" NOT NULL,
  version    BIGINT NOT NULL
);
CREATE TABLE conversation_labelled (
  label_id        TEXT COLLATE "C" NOT NULL REFERENCES conversation_label (id),
  conversation_id TEXT COLLATE "C" NOT NULL REFERENCES conversation (id),
  PRIMARY KEY (label_id, conversation_id)
);
CREATE INDEX conversation_labelled_conversation ON conversation_labelled (conversation_id);
