# Source me (POSIX sh): where the tools and the build artefacts are. `.ci/setup.sh` fills these places.
# Only what other programs must see is exported: the binary refuses unknown COLOMBIER_ names.
COLOMBIER_CACHE="${COLOMBIER_CACHE:-$HOME/.cache/colombier}"
venv="$COLOMBIER_CACHE/venv"
npm_tools="$COLOMBIER_CACHE/tools/npm"
CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$COLOMBIER_CACHE/target}"
PATH="$COLOMBIER_CACHE/tools/bin:$npm_tools/node_modules/.bin:$HOME/.cargo/bin:$PATH"
# Panics name their source: without the builder's home in front the page is smaller, and the same wherever it is built.
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--remap-path-prefix=$HOME/.cargo/registry/src/="
export CARGO_TARGET_DIR PATH CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS

# Which rustc builds both halves; written by the set-up once it has found one that can (RUSTC, linker).
if [ -r "$COLOMBIER_CACHE/rust.env" ]; then
    . "$COLOMBIER_CACHE/rust.env"
fi
