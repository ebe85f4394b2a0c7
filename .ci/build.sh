#!/usr/bin/env bash
# The release build: the page first, then the binary that embeds it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. .ci/env.sh

echo "== building the page (WebAssembly) in $CARGO_TARGET_DIR"
rm -rf "$CARGO_TARGET_DIR/site"     # names carry hashes: what an older build left would be embedded too
cargo leptos build --release --frontend-only --precompress --split
echo "== building the binary that carries it"
cargo leptos build --release --server-only
ls -lh "$CARGO_TARGET_DIR/release/colombier" | awk '{print "== " $NF ": " $5}'
