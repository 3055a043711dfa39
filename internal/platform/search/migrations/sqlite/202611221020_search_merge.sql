-- +goose Up
-- Index.Tidy merges in small steps; of its own accord FTS5 does a second's
-- worth in the middle of somebody's commit.
INSERT INTO search_text (search_text, rank) VALUES ('automerge', 0);
