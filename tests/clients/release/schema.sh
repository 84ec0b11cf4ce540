#!/usr/bin/env bash
# Project and codebook of a release against the schemas of REFI-QDA, with xmllint.
#
#     schema.sh FOLDER SCHEMAS    (the folder with Project.xsd and Codebook.xsd)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m zipfile -e "$1/project.qdpx" "$work"
xmllint --noout --schema "$2/Project.xsd" "$work/project.qde"
xmllint --noout --schema "$2/Codebook.xsd" "$1/codebook.qdc"
