#!/usr/bin/env bash
# The page of a release in Chromium, looked over by axe-core: at 390 and 1,280 pixels, light, dark and
# printed. Needs Debian's chromium, and Node.
#
#     page.sh FOLDER
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$1/report.html" "$here/../report/look.cjs" "$work"
cd "$work"
npm install --no-fund --no-audit --silent axe-core puppeteer-core
node look.cjs report.html
