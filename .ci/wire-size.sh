#!/usr/bin/env bash
# First load over the wire (brotli): the main wasm, its JS and the stylesheet. Fails above 300 kB.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. .ci/env.sh

limit=300000
total=0
site="$CARGO_TARGET_DIR/site/pkg"
shopt -s nullglob
# Lazy pages are files of other names (`chunk_…`, `split_…`): they load when one goes there.
for file in "$site"/colombier.*.wasm.br "$site"/colombier.*.js.br "$site"/colombier.*.css.br "$site"/__wasm_split.*.js.br; do
    size="$(wc -c < "$file" | tr -d ' ')"
    printf '   %8d  %s\n' "$size" "$(basename "$file")"
    total=$((total + size))
done
[ "$total" -gt 0 ] || { echo "wire size: no compressed page in $site" >&2; exit 1; }
echo "wire size: $((total / 1000)) kB brotli for the first load (aim 250, limit $((limit / 1000)))"
[ "$total" -le "$limit" ]
