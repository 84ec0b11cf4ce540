#!/usr/bin/env bash
# A sealed package opened by stock age: it is the ZIP that is written without sealing.
#
#     sealed.sh ASDONE CODE    (in the folder of the study)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
age-keygen -o "$work/key" 2> /dev/null
"$1" release build "$2" --output "$work/plain.zip" 2> /dev/null
"$1" release build "$2" --output "$work/sealed.zip.age" --to "$(age-keygen -y "$work/key")" 2> /dev/null
age --decrypt --identity "$work/key" --output "$work/opened.zip" "$work/sealed.zip.age"
cmp "$work/plain.zip" "$work/opened.zip"
! grep -q "observations" "$work/sealed.zip.age"
echo "age: opens it, and it is the ZIP"
