# What the scripts beside this file have in common. It is read by them (`. common.sh`), not run.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
out=$PWD/packaging/out
tools=$PWD/target/packaging-tools
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
export PATH=$tools/bin:$tools/python/bin:$PATH
# Files carry the date of the commit, and tools are of one version, so that the same commit and the same compiler
# give the same packages.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH TZ=UTC

say() { printf '\n== %s\n' "$*"; }
has() { command -v "$1" >/dev/null 2>&1; }

debian() { # debian PACKAGE...: installed by root; anybody else is told what is missing
    if [ "$(id -u)" != 0 ] || ! has apt-get; then
        echo "missing: apt-get install --no-install-recommends $*" >&2
        exit 1
    fi
    say "installing $*"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
need() { # need COMMAND PACKAGE...: what has to be installed for a command that is missing
    has "$1" || debian "${@:2}"
}

tool() { # tool NAME VERSION ARGS: a command of cargo, built here where it is missing
    local name=$1 wanted=$2
    shift 2
    has "$name" && return
    say "installing $name"
    cargo install -q --locked --root "$tools" "$name@$wanted" "$@"
}

# The folders of whoever builds stay out of what is handed out.
unnamed() {
    printf '%s' "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}/registry/src=/crates --remap-path-prefix=$PWD=/asdone"
}

built_in() { # built_in TARGET NAME: what is in the program for TARGET, as NAME.cdx.json, and NAME-licences.txt
    say "what is built in ($1)"
    tool cargo-cyclonedx 0.5.9
    tool cargo-about 0.9.3 --features cli
    cargo cyclonedx -q --format json --target "$1" --override-filename asdone-sbom
    # It names the folder that it was built in; nobody else has that one.
    sed "s,file://$PWD,file:///asdone,g" asdone-sbom.json > "$out/$2.cdx.json"
    rm asdone-sbom.json
    cargo about generate --locked --offline --fail --target "$1" --config packaging/about.toml \
        packaging/licences.hbs > "$out/$2-licences.txt"
}

sums() { # over everything that is there, so that no file is without one
    say "sums"
    (cd "$out" && rm -f SHA256SUMS && find . -type f -printf '%P\n' | LC_ALL=C sort | xargs sha256sum > "$tools/sums" &&
        mv "$tools/sums" SHA256SUMS && cat SHA256SUMS)
}
