-- +goose Up
ALTER TABLE conversation ADD COLUMN attention TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX conversation_attention ON conversation (updated_at, id) WHERE attention <> '';
CREATE TABLE conversation_follow (
  staff_id        TEXT COLLATE "C" NOT NULL,
  conversation_id TEXT COLLATE "C" NOT NULL REFERENCES conversation (id),
  at              BIGINT NOT NULL,
  PRIMARY KEY (staff_id, conversation_id)
);
CREATE INDEX conversation_follow_conversation ON conversation_follow (conversation_id);
