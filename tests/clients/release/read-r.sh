#!/usr/bin/env bash
# read.R of a release with Debian's R: reads every table with its labels and adds up the same.
#
#     read-r.sh FOLDER    (needs r-base-core, r-cran-readr, r-cran-jsonlite)
set -euo pipefail
(cd "$1" && Rscript read.R) > /dev/null
echo "R: reads it and adds up the same"
