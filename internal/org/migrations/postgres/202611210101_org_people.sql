-- +goose Up
CREATE TABLE org_setting (
  key     TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value   TEXT COLLATE "C" NOT NULL,
  version BIGINT NOT NULL
);
CREATE TABLE org_unit (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key TEXT COLLATE "C" NOT NULL UNIQUE,
  parent_id  TEXT COLLATE "C" NOT NULL,
  kind       TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  version    BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);
CREATE TABLE org_staff (
  id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key   TEXT COLLATE "C" NOT NULL UNIQUE,
  login        TEXT COLLATE "C" NOT NULL UNIQUE,
  name         TEXT COLLATE "C" NOT NULL,
  email        TEXT COLLATE "C" NOT NULL,
  phone        TEXT COLLATE "C" NOT NULL,
  unit_id      TEXT COLLATE "C" NOT NULL REFERENCES org_unit (id),
  state        TEXT COLLATE "C" NOT NULL,
  password     TEXT COLLATE "C" NOT NULL,
  totp_secret  TEXT COLLATE "C" NOT NULL,
  totp_on      BOOLEAN NOT NULL,
  totp_step    BIGINT NOT NULL,
  recovery     TEXT COLLATE "C" NOT NULL,
  locale       TEXT COLLATE "C" NOT NULL,
  theme        TEXT COLLATE "C" NOT NULL,
  preferences  TEXT COLLATE "C" NOT NULL,
  version      BIGINT NOT NULL,
  created_at   BIGINT NOT NULL,
  last_seen_at BIGINT
);
CREATE INDEX org_staff_unit ON org_staff (unit_id);
CREATE TABLE org_role (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  client_key TEXT COLLATE "C" NOT NULL UNIQUE,
  key        TEXT COLLATE "C" NOT NULL,
  name       TEXT COLLATE "C" NOT NULL,
  builtin    BOOLEAN NOT NULL,
  version    BIGINT NOT NULL
);
CREATE TABLE org_grant (
  role_id    TEXT COLLATE "C" NOT NULL REFERENCES org_role (id),
  permission TEXT COLLATE "C" NOT NULL,
  scope      TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (role_id, permission)
);
CREATE TABLE org_staff_role (
  staff_id TEXT COLLATE "C" NOT NULL REFERENCES org_staff (id),
  role_id  TEXT COLLATE "C" NOT NULL REFERENCES org_role (id),
  PRIMARY KEY (staff_id, role_id)
);
CREATE INDEX org_staff_role_role ON org_staff_role (role_id);
CREATE TABLE org_session (
  id           TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  token_hash   TEXT COLLATE "C" NOT NULL UNIQUE,
  staff_id     TEXT COLLATE "C" NOT NULL REFERENCES org_staff (id),
  kind         TEXT COLLATE "C" NOT NULL,
  client_key   TEXT COLLATE "C" NOT NULL UNIQUE,
  name         TEXT COLLATE "C" NOT NULL,
  scopes       TEXT COLLATE "C" NOT NULL,
  ip           TEXT COLLATE "C" NOT NULL,
  user_agent   TEXT COLLATE "C" NOT NULL,
  created_at   BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at   BIGINT
);
CREATE INDEX org_session_staff ON org_session (staff_id, kind);
CREATE TABLE org_link (
  id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  token_hash TEXT COLLATE "C" NOT NULL UNIQUE,
  staff_id   TEXT COLLATE "C" NOT NULL REFERENCES org_staff (id),
  kind       TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at    BIGINT
);
CREATE INDEX org_link_staff ON org_link (staff_id);
CREATE TABLE org_attempt (
  key      TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at  BIGINT NOT NULL
);
