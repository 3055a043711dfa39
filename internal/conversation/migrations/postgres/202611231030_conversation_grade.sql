-- +goose Up
ALTER TABLE conversation ADD COLUMN customer_grade TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN customer_vip BOOLEAN NOT NULL DEFAULT FALSE;
