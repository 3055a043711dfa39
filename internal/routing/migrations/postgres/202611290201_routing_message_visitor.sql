-- +goose Up
-- Who left a message themselves, channel and visitor: they read what they left
-- until it is answered. Empty: a colleague took it down.
ALTER TABLE routing_message ADD COLUMN visitor_id TEXT NOT NULL DEFAULT '';
CREATE INDEX routing_message_visitor ON routing_message (visitor_id, taken_at) WHERE visitor_id <> '' AND state <> 'replied';
