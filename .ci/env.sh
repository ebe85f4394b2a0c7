# Source me (POSIX sh): where the tools and the build artefacts are. `.ci/setup.sh` fills these places.
COLOMBIER_CACHE="${COLOMBIER_CACHE:-$HOME/.cache/colombier}"
CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$COLOMBIER_CACHE/target}"
COLOMBIER_VENV="$COLOMBIER_CACHE/venv"
COLOMBIER_NPM="$COLOMBIER_CACHE/tools/npm"
PATH="$COLOMBIER_CACHE/tools/bin:$COLOMBIER_NPM/node_modules/.bin:$HOME/.cargo/bin:$PATH"
export COLOMBIER_CACHE CARGO_TARGET_DIR COLOMBIER_VENV COLOMBIER_NPM PATH

# Which rustc builds both halves; written by the set-up once it has found one that can (RUSTC, linker).
if [ -r "$COLOMBIER_CACHE/rust.env" ]; then
    . "$COLOMBIER_CACHE/rust.env"
fi
