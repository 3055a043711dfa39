-- +goose Up
ALTER TABLE customer ADD COLUMN find TEXT NOT NULL DEFAULT '';
