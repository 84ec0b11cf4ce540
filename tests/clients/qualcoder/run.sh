#!/bin/sh
# One's own project in QualCoder, pyrefiqda and Taguette: see README.md.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=$(readlink -f "${1:?usage: run.sh BINARY HARNESS SOURCE PYTHON}")
harness=${2:?where run.py is} source=${3:?where QualCoder is} python=${4:?a Python with PyQt6}
work=$(mktemp -d)
study="$work/practice"
"$binary" --study "$study" demo --print > /dev/null 2>&1
"$binary" --study "$study" add 'Cŵn yn cyfarth drws nesaf, felly siaradon ni yn yr ardd 👩‍👧 #t.place @"home visit"' > /dev/null
"$binary" --study "$study" add 'سألت الأم مرة أخرى <قبل> أن نغادر & 🙂 #s.check' > /dev/null
"$binary" --study "$study" export --qdpx "$work/mine.qdpx"
"$binary" --study "$study" codebook export --qdc "$work/codes.qdc"
"$binary" --study "$study" codebook export --format csv --output "$work/codes.csv"
unzip -q -o "$work/mine.qdpx" project.qde -d "$work"
xmllint --noout --schema "$harness/../Project.xsd" "$work/project.qde"
xmllint --noout --schema "$harness/../Codebook.xsd" "$work/codes.qdc"
export QT_QPA_PLATFORM=offscreen PYTHONIOENCODING=utf-8:backslashreplace
"$python" "$harness/run.py" "$work/mine.qdpx" --src "$source" --xsd "$harness/.." --brief
"$python" "$harness/run.py" "$work/codes.qdc" --src "$source" --xsd "$harness/.." --brief
if [ -n "${SEVERAL:-}" ]; then # what tests/report.rs leaves: several coders, memos, a journal
    "$python" "$harness/run.py" "$SEVERAL" --src "$source" --xsd "$harness/.." --brief
fi
"$python" "$harness/second.py" "$work/mine.qdpx" "$work/codes.qdc" "$work/codes.csv"
"$python" "$here/release.py" "$binary" "$harness" "$source"
