-- +goose Up
-- Members of staff who were asked for advice and joined, as a JSON list of ids.
ALTER TABLE conversation ADD COLUMN helpers TEXT NOT NULL DEFAULT '[]';
