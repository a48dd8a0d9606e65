#!/usr/bin/env bash
# Make .venv hold exactly what a lock file names:  setup-venv.sh runtime|dev
# Does nothing when the lock has not changed since the last run.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/messages.sh

kind=${1:-runtime}
case $kind in
    runtime) lock=requirements.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) fail "unknown environment '$kind'" "only two are defined" "say: scripts/setup-venv.sh runtime|dev" ;;
esac

# One set-up at a time, also when two terminals run make.
mkdir -p var
if command -v flock >/dev/null; then
    exec 9>var/setup.lock
    flock 9
fi

supported() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 /usr/bin/python3.11 /usr/bin/python3; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null && supported "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    fail "no suitable Python found" "Foyer needs Python 3.11 (3.12 and 3.13 are accepted)" \
        "install it (Debian 12: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3.11"
}

lock_hash() { sha256sum "$1" | cut -c 1-16; }

stamp() { printf '.venv/.foyer-%s-%s' "$1" "$(lock_hash "$2")"; }

say "[1/4] Python environment in .venv"
if ! supported .venv/bin/python; then
    python=$(find_python)
    if ! "$python" -c 'import venv, ensurepip' >/dev/null 2>&1; then
        say "      this Python has no venv module; installing Debian's python3-venv"
        install_debian "$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    fi
    rm -rf .venv
    "$python" -m venv .venv ||
        fail "cannot create .venv" "see the message above" "check that this folder is writable and has 2 GB free"
    say "      created with $python"
fi

if [ -e "$(stamp "$kind" "$lock")" ]; then
    say "[2/4] Packages of $lock: up to date"
    exit 0
fi

total=$(grep -c '^[A-Za-z0-9].*==' "$lock")
say "[2/4] Packages of $lock: installing $total, each checked by its hash (one to three minutes)"
show_progress() {
    awk -v total="$total" '
        /^Collecting / && ++seen % 20 == 0 { printf "      fetched %d of %d\n", seen, total; fflush() }
        /^Installing collected/ { print "      unpacking"; fflush() }'
}
.venv/bin/python -m pip install --disable-pip-version-check --no-input --progress-bar off \
    --require-hashes -r "$lock" 2>&1 | tee var/pip.log | show_progress || {
    tail -n 15 var/pip.log >&2
    fail "pip could not install $lock" "see the last lines of var/pip.log above" \
        "check the network (and that your package index serves these versions), then run the command again"
}

rm -f .venv/.foyer-"$kind"-*
touch "$(stamp "$kind" "$lock")"
if [ "$kind" = dev ]; then # the dev lock contains the runtime lock
    rm -f .venv/.foyer-runtime-*
    touch "$(stamp runtime requirements.lock)"
fi
