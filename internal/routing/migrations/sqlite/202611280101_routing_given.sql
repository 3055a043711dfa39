-- +goose Up
-- Whether the holder has it from outside of their place. Of what was held before nobody knows.
ALTER TABLE routing_item ADD COLUMN given INTEGER NOT NULL DEFAULT 1;
