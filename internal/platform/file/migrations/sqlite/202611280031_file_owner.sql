-- +goose Up
-- The channel belongs to a visitor's name now; what waits to be sent keeps its former one.
UPDATE file SET owner = 'former-' || owner WHERE subject_kind = '' AND substr(owner, 1, 8) = 'visitor:';
