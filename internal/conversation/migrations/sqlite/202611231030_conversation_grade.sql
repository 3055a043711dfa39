-- +goose Up
ALTER TABLE conversation ADD COLUMN customer_grade TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN customer_vip INTEGER NOT NULL DEFAULT 0;
UPDATE conversation SET customer_grade = c.grade, customer_vip = c.vip FROM customer c WHERE c.id = conversation.customer_id;
