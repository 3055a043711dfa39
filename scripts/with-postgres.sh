#!/usr/bin/env bash
# Runs a command with a fresh PostgreSQL on a Unix socket, named in
# TIEXIN_TEST_POSTGRES, and removes it afterwards. An address that is already
# set is used as it is.
set -euo pipefail
if [ -n "${TIEXIN_TEST_POSTGRES:-}" ]; then exec "$@"; fi
bin=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
dir=$(mktemp -d /tmp/tiexin-pg.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then # the server refuses to run as root
  chown postgres "$dir"
  as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
cleanup() {
  (cd / && "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1) || true
  rm -rf "$dir"
}
trap cleanup EXIT
(cd / && "${as[@]}" "$bin/initdb" -D "$dir/data" -U tiexin -A trust -E UTF8 --locale=C.UTF-8 >"$dir/initdb.log" 2>&1) || { cat "$dir/initdb.log" >&2; exit 1; }
(cd / && "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/server.log" -o "-k $dir -c listen_addresses='' -c max_connections=200 -c fsync=off -c full_page_writes=off" start >/dev/null) || { cat "$dir/server.log" >&2; exit 1; }
export TIEXIN_TEST_POSTGRES="postgres://tiexin@localhost/postgres?host=$dir"
"$@"
