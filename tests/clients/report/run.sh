#!/bin/sh
# The report of the practice study in Chromium, looked over by axe-core: see README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=$(readlink -f "${1:?usage: run.sh BINARY [FOLDER]}")
work=${2:-$(mktemp -d)}
mkdir -p "$work"
command -v chromium > /dev/null || { apt-get update -q && apt-get install -qy --no-install-recommends chromium fonts-dejavu-core; }
cd "$work"
[ -d node_modules/axe-core ] || npm install --no-fund --no-audit --silent axe-core puppeteer-core
"$binary" --study "$work/practice" demo --print > /dev/null 2>&1
"$binary" --study "$work/practice" report --output "$work/own.html" --force 2> /dev/null
"$binary" --study "$work/practice" report --scope team --output "$work/team.html" --force 2> /dev/null
cp "$here/look.cjs" .
node look.cjs own.html team.html
echo "pictures are in $work"
