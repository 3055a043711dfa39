-- +goose Up
CREATE INDEX conversation_mention_conversation ON conversation_mention (conversation_id, seen);
