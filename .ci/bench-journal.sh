#!/usr/bin/env bash
# The journal beside SQLite's FTS5: `make bench-journal`, or with arguments: .ci/bench-journal.sh --events 10000000
# Prints, never fails on a number. What it loads is kept in the cache; `--reuse` searches what an earlier run loaded.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. .ci/env.sh

cargo build -q --locked --release -p bench --features journal --bin bench-journal
exec "$CARGO_TARGET_DIR/release/bench-journal" --cache "$COLOMBIER_CACHE/bench-journal" "$@"
