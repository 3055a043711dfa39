-- +goose Up
-- A name stands once. Of those that stand twice the later ones get a number, and
-- where even that was taken, their id.
UPDATE calendar_hours SET name = substr(name, 1, 50) || '（' || d.n || '）', version = version + 1
  FROM (SELECT id AS hours_id, ROW_NUMBER() OVER (PARTITION BY name ORDER BY created_at, id) AS n FROM calendar_hours WHERE removed_at IS NULL) d
  WHERE d.hours_id = calendar_hours.id AND d.n > 1;
UPDATE calendar_hours SET name = substr(name, 1, 30) || '（' || calendar_hours.id || '）', version = version + 1
  FROM (SELECT id AS hours_id, ROW_NUMBER() OVER (PARTITION BY name ORDER BY created_at, id) AS n FROM calendar_hours WHERE removed_at IS NULL) d
  WHERE d.hours_id = calendar_hours.id AND d.n > 1;
CREATE UNIQUE INDEX calendar_hours_name ON calendar_hours (name) WHERE removed_at IS NULL;
