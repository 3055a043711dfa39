#!/usr/bin/env bash
# Sets up what building or testing needs, from Debian packages, and says what is
# missing where it may not install. Called by make; safe to run again.
#   setup.sh build   Go, Node and npm
#   setup.sh test    also PostgreSQL, Chromium, nginx and Chinese fonts
set -euo pipefail
what=${1:-build}
missing=()

need() { # command, package
  command -v "$1" >/dev/null 2>&1 || missing+=("$2")
}

need go golang
need node nodejs
need npm npm
if [ "$what" = test ]; then
  [ -n "$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null || true)" ] || missing+=(postgresql)
  need "${TIEXIN_CHROMIUM:-chromium}" chromium
  need strace strace
  command -v nginx >/dev/null 2>&1 || [ -x /usr/sbin/nginx ] || missing+=(nginx-light)
  need fc-list fontconfig
  fc-list 2>/dev/null | grep -i 'noto.*cjk' >/dev/null || missing+=(fonts-noto-cjk)
fi

# Too old is said, not mended: a distribution's packages may lag behind.
check_versions() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    { echo "Node $(node --version) is too old; 20.19 or later is needed." >&2; exit 1; }
}

if [ ${#missing[@]} -eq 0 ]; then check_versions; exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing: ${missing[*]}"
  apt-get -o DPkg::Lock::Timeout=300 update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  check_versions
  exit 0
fi
echo "Missing: ${missing[*]}. Please install these packages (as root: apt-get install ${missing[*]})." >&2
exit 1
