-- +goose Up
ALTER TABLE conversation ADD COLUMN customer_grade TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN customer_vip BOOLEAN NOT NULL DEFAULT FALSE;
UPDATE conversation SET customer_grade = c.grade, customer_vip = c.vip FROM customer c WHERE c.id = conversation.customer_id;
