-- +goose Up
-- How urgent what waits was called: 1 a message marked so, 2 a cry for help.
ALTER TABLE routing_item ADD COLUMN urgency BIGINT NOT NULL DEFAULT 0;
UPDATE routing_item SET urgency = 1 WHERE kind = 'callback' AND state <> 'done'
  AND EXISTS (SELECT 1 FROM routing_message m WHERE m.id = routing_item.subject_id AND m.urgency = 'urgent');
