#!/usr/bin/env bash
# Aim beside measured, peers taking turns in one run. Prints, never fails on a number.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. .ci/env.sh

.ci/build.sh
echo "== measuring"
cargo run -q --locked --release -p bench -- --binary "$CARGO_TARGET_DIR/release/colombier" \
    --python "$venv/bin/python" "$@"
.ci/wire-size.sh || true    # prints; only CI fails on it
