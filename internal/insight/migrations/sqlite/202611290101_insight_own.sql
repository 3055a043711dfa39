-- +goose Up
-- Working time for which whoever answered kept the customer waiting; of rounds
-- before this step nobody is asked.
ALTER TABLE insight_round ADD COLUMN own INTEGER NOT NULL DEFAULT 0;
