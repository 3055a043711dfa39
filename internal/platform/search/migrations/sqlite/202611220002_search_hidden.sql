-- +goose Up
ALTER TABLE search_doc ADD COLUMN hidden TEXT NOT NULL DEFAULT '';
