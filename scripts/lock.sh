#!/usr/bin/env bash
# Resolve requirements*.in to lock files in which every file is pinned by hash. `lock.sh --upgrade` takes
# newer versions; without it, what is locked stays unless an .in file asks otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."

compile() {
    .venv/bin/uv pip compile --quiet --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --no-emit-find-links "$@"
}

compile "$@" requirements.in --output-file requirements.lock
compile "$@" requirements-dev.in --constraint requirements.lock --output-file requirements-dev.lock
