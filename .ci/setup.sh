#!/usr/bin/env bash
# The one set-up: finds each tool, else installs it, and says what it does. Repeatable.
#
#   .ci/setup.sh build   what `make run` needs: rustc for both halves, cargo-leptos, wasm-bindgen, wasm-opt
#   .ci/setup.sh test    and a browser, Playwright, a test SMTP server
#   .ci/setup.sh bench   and smtp-sink, dufs, wrk
#   .ci/setup.sh bench-journal   rustc, and python3, rg, strace
#   .ci/setup.sh dist    and zig as a linker for an old glibc
#   .ci/setup.sh env     prints the environment it arranged
#
# Tools go to $COLOMBIER_CACHE (~/.cache/colombier). System packages are only asked of apt or brew.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(dirname "$here")"
# shellcheck source=env.sh
. "$here/env.sh"

WASM_BINDGEN=0.2.129    # must equal the workspace's `wasm-bindgen`
CARGO_LEPTOS=0.3.11
BINARYEN=132            # must equal .ci/npm/package.json
RUST_MIN=1.96           # cargo-leptos asks for it; our own crates ask for less
AIOSMTPD=1.4.6
DUFS=0.47.0
CARGO_ZIGBUILD=0.24.1
ZIGLANG=0.15.2

wasm=wasm32-unknown-unknown
os="$(uname -s)"
tools="$COLOMBIER_CACHE/tools"
mkdir -p "$tools/bin"

step() { printf '[set-up] %-14s %s\n' "$1" "$2"; }
die() { printf '[set-up] %-14s CANNOT BE HAD: %s\n' "$1" "$2" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# "1.96" <= "1.100": version numbers, not strings.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n1)" = "$1" ]; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif has sudo; then sudo "$@"
    else return 1
    fi
}

apt_fresh=""
apt_install() {
    has apt-get || return 1
    if [ -z "$apt_fresh" ]; then
        apt_fresh=yes
        as_root apt-get update -qq || true      # an old list may still do
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# need COMMAND APT-PACKAGE BREW-PACKAGE: a tool of the system.
need() {
    if has "$1"; then return; fi
    step "$1" "not found, asking the system's package manager"
    if has apt-get; then
        apt_install "$2" || die "$1" "'apt-get install $2' failed (run it as root, then start again)"
    elif has brew; then
        brew install "$3" || die "$1" "'brew install $3' failed"
    else
        die "$1" "no apt-get and no brew here; install it by hand, then start again"
    fi
}

# within SECONDS COMMAND…: bounded, where `timeout` exists (macOS has none).
within() {
    local seconds="$1"; shift
    if has timeout; then timeout "$seconds" "$@"; else "$@"; fi
}

# ---------------------------------------------------------------- rust

# can_build RUSTC: new enough, and has a standard library for WebAssembly.
can_build() {
    has "$1" || return 1
    local version sysroot
    version="$("$1" --version 2>/dev/null | awk '{print $2}')" || return 1
    [ -n "$version" ] && at_least "$RUST_MIN" "$version" || return 1
    sysroot="$("$1" --print sysroot)"
    ls "$sysroot/lib/rustlib/$wasm/lib/"libstd-*.rlib >/dev/null 2>&1
}

keep_rust() {
    if [ "$1" = /usr/bin/rustc ]; then
        printf '%s\n' 'export PATH="$COLOMBIER_CACHE/tools/bin:$npm_tools/node_modules/.bin:/usr/bin:$PATH"' \
            'export RUSTC=/usr/bin/rustc' \
            'export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=wasm-ld-22' > "$COLOMBIER_CACHE/rust.env"
    else
        echo '# the rustc of the PATH builds both halves' > "$COLOMBIER_CACHE/rust.env"
    fi
    . "$COLOMBIER_CACHE/rust.env"
    step rust "$("$1" --version), with $wasm"
}

rust_by_rustup() {
    has rustup || return 1
    step rust "asking rustup for a toolchain of at least $RUST_MIN with $wasm (60 s at most)"
    within 60 rustup target add "$wasm" >/dev/null 2>&1 || return 1
    can_build rustc && return
    step rust "the toolchain is older than $RUST_MIN: updating it (300 s at most)"
    within 300 rustup update --no-self-update stable >/dev/null 2>&1 || return 1
    within 60 rustup target add "$wasm" >/dev/null 2>&1 && can_build rustc
}

# Debian has a newer rustc for its browsers, without a WebAssembly std: that is built once, from its sources.
rust_by_debian() {
    has apt-get || return 1
    if [ ! -d /usr/lib/rustlib/src/rust ] || ! has wasm-ld-22 || [ ! -x /usr/bin/cargo ]; then
        step rust "rustup cannot; taking Debian's rustc-web, cargo-web, rust-web-src and lld-22"
        apt_install rustc-web cargo-web rust-web-src lld-22 || return 1
    fi
    can_build /usr/bin/rustc || build_wasm_std
}

build_wasm_std() {
    local scratch target lib
    step rust "building the standard library for $wasm, once (half a minute)"
    scratch="$(mktemp -d)"
    mkdir "$scratch/src"
    echo 'fn main() {}' > "$scratch/src/main.rs"
    printf '[package]\nname = "scratch"\nversion = "0.0.0"\nedition = "2021"\n[profile.release]\npanic = "abort"\n' \
        > "$scratch/Cargo.toml"
    (cd "$scratch" && RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$scratch/target" \
        /usr/bin/cargo build -q --release -Z build-std=std,panic_abort --target "$wasm") || return 1
    target="/usr/lib/rustlib/$wasm/lib"
    as_root mkdir -p "$target" || return 1
    for lib in "$scratch/target/$wasm"/release/deps/lib*.rlib; do
        case "$lib" in */libscratch*) ;; *) as_root cp "$lib" "$target/" ;; esac
    done
    rm -rf "$scratch"
}

setup_rust() {
    need cc build-essential gcc
    need curl curl curl
    for rustc in "${RUSTC:-rustc}" /usr/bin/rustc; do
        if can_build "$rustc"; then
            if [ "$(command -v "$rustc")" = /usr/bin/rustc ]; then keep_rust /usr/bin/rustc; else keep_rust rustc; fi
            return
        fi
    done
    if ! has cargo && ! has rustup; then
        step rust "no Rust here: trying the installer of https://rustup.rs (300 s at most)"
        within 300 sh -c "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile default -t $wasm" \
            >/dev/null 2>&1 || step rust "rustup could not be installed"
    fi
    if rust_by_rustup; then keep_rust rustc; return; fi
    if rust_by_debian && can_build /usr/bin/rustc; then keep_rust /usr/bin/rustc; return; fi
    die rust "a rustc >= $RUST_MIN with the target $wasm. Install it from https://rustup.rs, then: rustup target add $wasm"
}

# ---------------------------------------------------------------- build tools

# cargo_tool COMMAND CRATE VERSION MINUTES. A tool is built once: fast to build before fast to run.
cargo_tool() {
    local found
    if [ -x "$tools/bin/$1" ] && grep -qs "\"$2 $3 " "$tools/.crates.toml"; then
        step "$1" "$3"
        return
    fi
    found="$("$1" --version 2>/dev/null | awk '{print $NF}' || true)"
    if [ "$found" = "$3" ]; then step "$1" "$3 (yours)"; return; fi
    step "$1" "building $3, about $4 on two cores; kept in $tools"
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
        CARGO_TARGET_DIR="$COLOMBIER_CACHE/tools-target" \
        cargo install -q "$2" --version "$3" --locked --root "$tools" \
        || die "$1" "'cargo install $2 --version $3 --locked' failed; its words are above"
    rm -rf "$COLOMBIER_CACHE/tools-target"
}

setup_node() {
    need node nodejs node
    need npm npm node
    at_least 18 "$(node --version | tr -d v)" || die node "version 18 or newer (here: $(node --version))"
}

# npm_ci DIRECTORY: only when the lock file is not what is installed.
npm_ci() {
    if cmp -s "$1/package-lock.json" "$1/node_modules/.colombier-lock"; then return; fi
    (cd "$1" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --loglevel=error) || return 1
    cp "$1/package-lock.json" "$1/node_modules/.colombier-lock"
}

setup_wasm_opt() {
    mkdir -p "$npm_tools"
    cp "$here/npm/package.json" "$here/npm/package-lock.json" "$npm_tools/"
    npm_ci "$npm_tools" || die wasm-opt "'npm ci' of binaryen $BINARYEN failed (Debian's own is too old for today's rustc)"
    [ -x "$npm_tools/node_modules/.bin/wasm-opt" ] || die wasm-opt "binaryen $BINARYEN of npm carries no wasm-opt"
    step wasm-opt "$(wasm-opt --version)"
}

setup_build() {
    setup_rust
    cargo_tool wasm-bindgen wasm-bindgen-cli "$WASM_BINDGEN" "2 minutes"
    cargo_tool cargo-leptos cargo-leptos "$CARGO_LEPTOS" "10 minutes"
    setup_node
    setup_wasm_opt
}

# ---------------------------------------------------------------- test tools

setup_lint() {
    local cargo; cargo="$("$here/lint-cargo")" || die clippy "rustfmt and clippy: rustup component add rustfmt clippy (see https://rustup.rs)"
    step clippy "$(env -u RUSTC $cargo clippy --version)"
}

find_browser() {
    local name
    for name in "${END2END_CHROMIUM:-}" /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome \
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
        # Ubuntu's `chromium-browser` may be a note about snap; a browser tells its version.
        if [ -n "$name" ] && [ -x "$name" ] && "$name" --version >/dev/null 2>&1; then echo "$name"; return; fi
    done
    return 1
}

setup_browser() {
    local browser
    if ! browser="$(find_browser)" && grep -qs '^ID=debian' /etc/os-release; then
        step chromium "not found, asking apt"
        apt_install chromium || true
        browser="$(find_browser)" || true
    fi
    if [ -n "${browser:-}" ]; then
        step chromium "$("$browser" --version 2>/dev/null)"
        printf 'export END2END_CHROMIUM="%s"\n' "$browser" > "$COLOMBIER_CACHE/browser.env"
        return
    fi
    step chromium "no browser found, asking Playwright for its own"
    (cd "$root/end2end" && npx playwright install chromium) \
        || die chromium "install a Chromium or Chrome, or name it in END2END_CHROMIUM"
    : > "$COLOMBIER_CACHE/browser.env"
}

setup_venv() {
    need python3 python3 python3
    if [ ! -x "$venv/bin/pip" ]; then
        python3 -m venv "$venv" 2>/dev/null \
            || { rm -rf "$venv"; apt_install python3-venv && python3 -m venv "$venv"; } \
            || die python3 "a virtual environment: install python3-venv, then start again"
    fi
}

# pip_tool PACKAGE VERSION
pip_tool() {
    if "$venv/bin/python" -c "from importlib.metadata import version; assert version('$1') == '$2'" 2>/dev/null; then
        step "$1" "$2"
        return
    fi
    step "$1" "installing $2 into $venv"
    "$venv/bin/pip" install -q "$1==$2" || die "$1" "'pip install $1==$2' failed"
}

setup_test() {
    setup_lint
    setup_venv
    pip_tool aiosmtpd "$AIOSMTPD"
    need openssl openssl openssl
    need brotli brotli brotli
    npm_ci "$root/end2end" || die playwright "'npm ci' in end2end failed"
    step playwright "$("$root/end2end/node_modules/.bin/playwright" --version)"
    setup_browser
}

setup_dist() {
    setup_venv
    pip_tool ziglang "$ZIGLANG"
    cargo_tool cargo-zigbuild cargo-zigbuild "$CARGO_ZIGBUILD" "2 minutes"
}

# ---------------------------------------------------------------- bench tools

# smtp-sink and smtp-source need no daemon and no configuration: they are taken out of Debian's package, not installed.
setup_smtp_tools() {
    local box tool
    if [ ! -x "$tools/bin/smtp-source" ]; then
        has apt-get && has dpkg || die smtp-source "it is taken from Debian's postfix package; install Postfix by hand"
        step smtp-source "unpacking it and smtp-sink from Debian's postfix package"
        box="$(mktemp -d)"
        (cd "$box" && apt-get download -q postfix >/dev/null && dpkg -x postfix_*.deb "$tools/postfix") \
            || die smtp-source "'apt-get download postfix' failed"
        rm -rf "$box"
        for tool in smtp-sink smtp-source; do
            printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' \
                "$tools/postfix/usr/lib/postfix" "$tools/postfix/usr/sbin/$tool" > "$tools/bin/$tool"
            chmod +x "$tools/bin/$tool"
        done
    fi
    step smtp-source "$tools/bin/smtp-sink, $tools/bin/smtp-source"
}

setup_bench() {
    setup_smtp_tools
    need wrk wrk wrk
    step wrk "$(command -v wrk)"
    cargo_tool dufs dufs "$DUFS" "3 minutes"
}

# Beside the compiler only what the journal's benchmark calls; without rg or strace it says so and goes on.
setup_bench_journal() {
    setup_rust
    need python3 python3 python3
    for tool in "rg ripgrep ripgrep" "strace strace strace"; do
        # shellcheck disable=SC2086
        (need $tool) || step "${tool%% *}" "not here: its line will say so"
    done
}

case "${1:-build}" in
    build) setup_build ;;
    test) setup_build; setup_test ;;
    bench) setup_build; setup_bench ;;
    bench-journal) setup_bench_journal ;;
    dist) setup_build; setup_dist ;;
    env)
        echo "COLOMBIER_CACHE=$COLOMBIER_CACHE"
        echo "CARGO_TARGET_DIR=$CARGO_TARGET_DIR"
        echo "PATH=$PATH"
        echo "RUSTC=${RUSTC:-rustc}"
        ;;
    *) echo "usage: $0 build|test|bench|bench-journal|dist|env" >&2; exit 2 ;;
esac
