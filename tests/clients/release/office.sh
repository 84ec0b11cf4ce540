#!/usr/bin/env bash
# Tables of a release in LibreOffice without a screen: no cell is run, and none is lost.
#
#     office.sh FOLDER
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for table in "$1"/*.csv; do
    soffice "-env:UserInstallation=file://$work/profile" --headless \
        --infilter="Text - txt - csv (StarCalc):44,34,76" \
        --convert-to csv:"Text - txt - csv (StarCalc)":44,34,76,1,,0,false,true,false,false,false,-1 \
        --outdir "$work/out" "$table" > /dev/null 2>&1
done
python3 - "$1" "$work/out" << 'PYTHON'
import csv, pathlib, sys

given, shown = map(pathlib.Path, sys.argv[1:])
wrong, cells, would_run = [], 0, 0
for path in sorted(given.glob("*.csv")):
    found = list(shown.glob(f"{path.stem}*.csv"))
    if len(found) != 1:
        wrong.append(f"{path.name}: {found}")
        continue
    read = lambda p: list(csv.reader(open(p, newline="", encoding="utf-8-sig")))
    for row, other in zip(read(path), read(found[0])):
        for cell, seen in zip(row, other):
            cells += 1
            would_run += cell.startswith("'")
            if any(sign in seen for sign in ("#NAME", "#VALUE", "#REF", "Err:")):
                wrong.append(f"{path.name}: {seen!r}")
            if cell.replace("\r\n", "\n").strip("'") != seen.replace("\r\n", "\n").strip("'"):
                wrong.append(f"{path.name}: {cell!r} is shown as {seen!r}")
print(f"LibreOffice: {cells} cells are shown as they stand, {would_run} of which would be run otherwise")
for sentence in wrong[:20]:
    print(f"differs: {sentence[:300]}", file=sys.stderr)
sys.exit(1 if wrong or not would_run else 0)
PYTHON
