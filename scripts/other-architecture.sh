#!/bin/sh
# Plays matches of five hundred moves in all here and on another processor, emulated, with the same image,
# and compares moves, fuel and output. Needs root (it installs qemu-user-static and debootstrap), the
# network, and some minutes. Usage: scripts/other-architecture.sh [FOLDER]
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
folder=${1:-$(mktemp -d)}
names='["until 0.02 s are over", "a set of objects", "floats and mathematics", "memory", "learner"]'

{ command -v debootstrap && command -v qemu-aarch64-static; } > /dev/null ||
    apt-get install -y -q qemu-user-static debootstrap
version=$($python -c 'from pymw_bridge.interpreter.wasm import WASMTIME; print(WASMTIME)')
$python -m pip download -q --platform manylinux2014_aarch64 --only-binary=:all: --no-deps \
    -d "$folder/wheel" "wasmtime==$version"
$python -m zipfile -e "$folder"/wheel/wasmtime-*.whl "$folder/site"
test -d "$folder/system" ||
    debootstrap --foreign --arch=arm64 --variant=minbase --include=python3 bookworm "$folder/system"
mkdir -p "$folder/tree" "$folder/images"
for package in "$folder"/system/var/cache/apt/archives/*.deb; do
    dpkg-deb -x "$package" "$folder/tree"
done
$python -m pacman_engine image build
cp "$($python -m pacman_engine image path)" "$folder/images"
image=$(ls "$folder"/images/*.wasm)

record() {
    PYTHONPATH=".:$folder/site" IMAGES_DIR="$folder/images" \
        qemu-aarch64-static -L "$folder/tree" "$folder"/tree/usr/bin/python3 \
        -m tests.determinism.record --image "$image" --names "$names"
}
$python -m tests.determinism.record --image "$image" --names "$names" > "$folder/here.json"
record > "$folder/there.json"
cmp "$folder/here.json" "$folder/there.json"
echo "The same moves, fuel and output on both processors."
