-- +goose Up
-- The hours in which the promise of a message runs; empty: round the clock.
ALTER TABLE routing_message ADD COLUMN hours_id TEXT NOT NULL DEFAULT '';
