-- +goose Up
-- Settings are kept as everywhere else: by key, as JSON, with a version.
CREATE TABLE insight_settings (
  key     TEXT NOT NULL PRIMARY KEY,
  value   TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;
INSERT INTO insight_settings (key, value, version)
  SELECT 'target', '{"target_seconds":' || value || '}', version FROM insight_setting WHERE name = 'target_seconds';
INSERT INTO insight_settings (key, value, version) SELECT 'causes', '{"rows":' || rows || '}', version FROM insight_reason WHERE id = 'causes';
DROP TABLE insight_setting;
DROP TABLE insight_reason;
ALTER TABLE insight_settings RENAME TO insight_setting;
