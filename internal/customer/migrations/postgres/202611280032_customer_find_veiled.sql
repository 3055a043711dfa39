-- +goose Up
-- Find keys are written anew at the next start: whole numbers are not found by a part of them any more.
UPDATE customer SET find = '';
