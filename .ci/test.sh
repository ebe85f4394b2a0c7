#!/usr/bin/env bash
# Everything that must hold, in the order that fails soonest; the counts come last.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. .ci/env.sh
log="$CARGO_TARGET_DIR/test-logs"
mkdir -p "$log"
began="$(date +%s)"
broken=""

part() { echo; echo "=== $1 ($(( $(date +%s) - began )) s)"; }

# run NAME COMMAND…: a part that fails is remembered, the later ones still run and are counted.
run() {
    local name="$1"; shift
    part "$name"
    "$@" 2>&1 | tee "$log/$name.log"
    if [ "${PIPESTATUS[0]}" != 0 ]; then broken="$broken $name"; fi
}

run lint .ci/lint.sh
# With the kill points: they do nothing until the crash suite names one.
run unit cargo test --locked --no-fail-fast --features server/killpoints
run build .ci/build.sh
run wire-size .ci/wire-size.sh
if [[ "$broken" != *build* ]]; then
    export COLOMBIER_BIN="$CARGO_TARGET_DIR/release/colombier" END2END_PYTHON="$venv/bin/python"
    if [ -r "$COLOMBIER_CACHE/browser.env" ]; then . "$COLOMBIER_CACHE/browser.env"; fi
    run end2end npm --prefix end2end test --silent
fi

# cargo: "test result: ok. 12 passed; 0 failed; …" a binary. Playwright: "  12 passed (3.4s)".
count() {
    { grep -hoE "^test result: .*" "$log/unit.log" 2>/dev/null | grep -oE "[0-9]+ $1" \
        ; grep -hE "^ +[0-9]+ $1" "$log/end2end.log" 2>/dev/null | grep -oE "[0-9]+ $1"; } \
        | awk '{n += $1} END {print n + 0}'
}
part "done"
if [ -n "$broken" ]; then echo "broken:$broken"; fi
echo "$(count passed) passed, $(count failed) failed"
[ -z "$broken" ]
