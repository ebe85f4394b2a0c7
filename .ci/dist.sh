#!/usr/bin/env bash
# The archive people download: one binary that starts on glibc 2.31 (Debian 11), its licences, a checksum.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. .ci/env.sh

triple=x86_64-unknown-linux-gnu
glibc=2.31
version="$(awk -F'"' '/^version = /{print $2; exit}' Cargo.toml)"
name="colombier-$version-linux-x86_64"

echo "== building the page"
rm -rf "$CARGO_TARGET_DIR/site"     # names carry hashes: what an older build left would be embedded too
cargo leptos build --release --frontend-only --precompress --split
echo "== building the binary against glibc $glibc"
PATH="$venv/bin:$PATH" \
    LEPTOS_OUTPUT_NAME=colombier LEPTOS_SITE_ROOT="$CARGO_TARGET_DIR/site" LEPTOS_SITE_PKG_DIR=pkg \
    LEPTOS_HASH_FILES=true LEPTOS_HASH_FILE_NAME=hash.txt \
    cargo zigbuild --locked --release -p server --bin colombier --target "$triple.$glibc"
binary="$CARGO_TARGET_DIR/$triple/release/colombier"

echo "== the newest glibc symbol it asks for"
newest="$(objdump -T "$binary" | grep -oE 'GLIBC_[0-9.]+' | sort -uV | tail -n1)"
echo "$newest"
[ "$(printf '%s\nGLIBC_%s\n' "$newest" "$glibc" | sort -V | tail -n1)" = "GLIBC_$glibc" ] \
    || { echo "too new: it would not start on Debian 11" >&2; exit 1; }
"$binary" --version

# On a Debian with root rights: does it start on a bare Debian 11, and answer?
debian11="$COLOMBIER_CACHE/bullseye"
if [ "$(id -u)" = 0 ] && { [ -d "$debian11/bin" ] || { command -v debootstrap >/dev/null \
    && debootstrap --variant=minbase bullseye "$debian11" >/dev/null; }; }; then
    echo "== starting it on a bare Debian 11 root"
    cp "$binary" "$debian11/usr/local/bin/colombier"
    rm -rf "$debian11/srv/colombier"
    chroot "$debian11" /usr/local/bin/colombier serve --data /srv/colombier --listen 127.0.0.1:18111 &
    server=$!
    answer="$(curl -s --retry 20 --retry-delay 1 --retry-connrefused -o /dev/null -w '%{http_code}' http://127.0.0.1:18111/readyz || true)"
    kill -TERM "$server"
    wait "$server" || { echo "it did not end well" >&2; exit 1; }
    echo "readyz: $answer"
    [ "$answer" = 200 ]
else
    echo "== not started on Debian 11: needs root and debootstrap"
fi

box="$(mktemp -d)"
trap 'rm -rf "$box"' EXIT
mkdir -p "$box/$name" dist
cp "$binary" README.md CHANGELOG.md LICENSE-MIT LICENSE-APACHE "$box/$name/"
tar -C "$box" -czf "dist/$name.tar.gz" "$name"
(cd dist && sha256sum "$name.tar.gz" > "$name.tar.gz.sha256" && cat "$name.tar.gz.sha256")
