-- +goose Up
ALTER TABLE channel_block ADD COLUMN conversation_id TEXT NOT NULL DEFAULT '';
ALTER TABLE channel_block ADD COLUMN over_told_at INTEGER;
CREATE INDEX channel_block_over ON channel_block (ends_at) WHERE conversation_id <> '' AND lifted_at IS NULL AND over_told_at IS NULL;
