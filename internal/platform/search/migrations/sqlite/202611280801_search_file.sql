-- +goose Up
-- The index has a file of its own now.
DROP TABLE search_text;
DROP TABLE search_doc;
