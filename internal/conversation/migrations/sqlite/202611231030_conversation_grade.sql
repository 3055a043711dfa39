-- +goose Up
ALTER TABLE conversation ADD COLUMN customer_grade TEXT NOT NULL DEFAULT '';
ALTER TABLE conversation ADD COLUMN customer_vip INTEGER NOT NULL DEFAULT 0;
