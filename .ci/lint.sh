#!/usr/bin/env bash
# Format, clippy on both halves of the page, the arrows of ARCHITECTURE.md, licences where cargo-deny is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. .ci/env.sh
cargo="$(.ci/lint-cargo)" || { echo "no cargo with clippy and rustfmt: rustup component add rustfmt clippy" >&2; exit 1; }
lint() { env -u RUSTC PATH="$HOME/.cargo/bin:$PATH" "$cargo" "$@"; }

echo "== fmt"
lint fmt --all --check
echo "== clippy, the server and the page as it renders"
lint clippy --locked --all-targets --features server/killpoints -- -D warnings
lint clippy --locked -p bench -- -D warnings
echo "== clippy, the page as it hydrates"
lint clippy --locked -p frontend -- -D warnings

echo "== the browser's half stays free of the server's"
if cargo tree --locked -p frontend -e normal --prefix none --target wasm32-unknown-unknown | grep -E '^(tokio|redb|lettre|flow|store|mail|server) v'; then
    echo "the crates above must not be reachable from frontend" >&2
    exit 1
fi

if command -v cargo-deny >/dev/null 2>&1; then
    echo "== cargo deny"
    cargo deny --locked check bans licenses sources
else
    echo "== cargo deny: not installed, skipped (cargo install cargo-deny)"
fi
