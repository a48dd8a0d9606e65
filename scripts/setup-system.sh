#!/usr/bin/env bash
# Install what the tests start for themselves: Redis, PostgreSQL and Chromium. Nothing of it is needed to
# run Foyer. Does nothing when the programs are already there.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/messages.sh

has() { command -v "$1" >/dev/null; }
has_postgres() { has postgres || compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null; }
has_chromium() { has chromium || has chromium-browser || has google-chrome; }

missing=()
has redis-server || missing+=(redis-server)
has_postgres || missing+=(postgresql)
has_chromium || missing+=(chromium fonts-liberation)
[ "${#missing[@]}" -gt 0 ] || exit 0

say "Installing for the tests: ${missing[*]} (a few minutes the first time)"
install_debian "${missing[@]}"

has redis-server && has_postgres && has_chromium ||
    fail "a program is still missing" "apt-get said it installed ${missing[*]}" \
        "check that redis-server, postgres and chromium can be started by hand"
