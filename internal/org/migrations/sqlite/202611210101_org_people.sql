-- +goose Up
CREATE TABLE org_setting (
  key     TEXT NOT NULL PRIMARY KEY,
  value   TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT;
CREATE TABLE org_unit (
  id         TEXT NOT NULL PRIMARY KEY,
  client_key TEXT NOT NULL UNIQUE,
  parent_id  TEXT NOT NULL,
  kind       TEXT NOT NULL,
  name       TEXT NOT NULL,
  version    INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE org_staff (
  id           TEXT NOT NULL PRIMARY KEY,
  client_key   TEXT NOT NULL UNIQUE,
  login        TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  email        TEXT NOT NULL,
  phone        TEXT NOT NULL,
  unit_id      TEXT NOT NULL REFERENCES org_unit (id),
  state        TEXT NOT NULL,
  password     TEXT NOT NULL,
  totp_secret  TEXT NOT NULL,
  totp_on      INTEGER NOT NULL,
  totp_step    INTEGER NOT NULL,
  recovery     TEXT NOT NULL,
  locale       TEXT NOT NULL,
  theme        TEXT NOT NULL,
  preferences  TEXT NOT NULL,
  version      INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER
) STRICT;
CREATE INDEX org_staff_unit ON org_staff (unit_id);
CREATE TABLE org_role (
  id         TEXT NOT NULL PRIMARY KEY,
  client_key TEXT NOT NULL UNIQUE,
  key        TEXT NOT NULL,
  name       TEXT NOT NULL,
  builtin    INTEGER NOT NULL,
  version    INTEGER NOT NULL
) STRICT;
CREATE TABLE org_grant (
  role_id    TEXT NOT NULL REFERENCES org_role (id),
  permission TEXT NOT NULL,
  scope      TEXT NOT NULL,
  PRIMARY KEY (role_id, permission)
) STRICT;
CREATE TABLE org_staff_role (
  staff_id TEXT NOT NULL REFERENCES org_staff (id),
  role_id  TEXT NOT NULL REFERENCES org_role (id),
  PRIMARY KEY (staff_id, role_id)
) STRICT;
CREATE INDEX org_staff_role_role ON org_staff_role (role_id);
CREATE TABLE org_session (
  id           TEXT NOT NULL PRIMARY KEY,
  token_hash   TEXT NOT NULL UNIQUE,
  staff_id     TEXT NOT NULL REFERENCES org_staff (id),
  kind         TEXT NOT NULL,
  client_key   TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  scopes       TEXT NOT NULL,
  ip           TEXT NOT NULL,
  user_agent   TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at   INTEGER
) STRICT;
CREATE INDEX org_session_staff ON org_session (staff_id, kind);
CREATE TABLE org_link (
  id         TEXT NOT NULL PRIMARY KEY,
  token_hash TEXT NOT NULL UNIQUE,
  staff_id   TEXT NOT NULL REFERENCES org_staff (id),
  kind       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT;
CREATE INDEX org_link_staff ON org_link (staff_id);
CREATE TABLE org_attempt (
  key      TEXT NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL,
  last_at  INTEGER NOT NULL
) STRICT;
