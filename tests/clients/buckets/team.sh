# Three laptops of one team over $place, as people would use it. Sourced by run.
# shellcheck shell=bash disable=SC2154

on() { # on LAPTOP ARGUMENTS…: a command on a laptop
    local laptop=$1
    shift
    ASDONE_HOME=$desks/$laptop "$asdone" --passphrase-file "$desks/passphrase" "$@"
}

status() { # status LAPTOP KEY: what its status says
    on "$1" team status --json | python3 -c 'import json, sys; print(json.load(sys.stdin)[sys.argv[1]])' "$2"
}

sees() { on "$1" list --scope team --json 2>/dev/null | grep -qF "$2"; }

must() { # must WORDS COMMAND…
    local words=$1
    shift
    "$@" || fail "$words"
}

must_not() {
    local words=$1
    shift
    if "$@"; then fail "$words"; fi
}

synced() { # synced LAPTOP…: each exchanges, one after another
    for laptop in "$@"; do
        on "$laptop" team sync --at-once > "$desks/said" 2>&1 || { cat "$desks/said"; fail "$laptop cannot exchange"; }
    done
}

raised() { # raised LAPTOP TEXT: its code
    local code
    code=$(on "$1" add "$2" 2>/dev/null)
    on "$1" audience "$code" team > /dev/null 2>&1
    echo "$code"
}

plays() { # plays ENGINE: the story; between its halves ENGINE_harm and ENGINE_mend do what they like
    desks=$work/desks-$1
    mkdir "$desks"
    echo "lantern otter gravel seventeen" > "$desks/passphrase"
    chmod 600 "$desks/passphrase"
    for laptop in wren heron robin; do
        on "$laptop" init --name Riverside --pseudonym "$laptop" --seal --codebook empty > /dev/null 2>&1
    done
    on wren team begin "$place" 2>&1 | sed -n 1,2p
    on wren team invite 2>&1 | sed -n 1,2p
    for laptop in heron robin; do
        on "$laptop" team join "$place" --words "$(status wren words)" > /dev/null 2>&1 || fail "$laptop cannot join"
        on wren team admit --words "$(status "$laptop" laptop_words)" > /dev/null 2>&1 || fail "$laptop is not admitted"
    done
    synced heron robin wren
    local first second
    first=$(raised wren "Rang the school before the visit")
    second=$(raised heron "Moved the handover to nine")
    synced wren heron robin wren
    must "robin does not see wren's note" sees robin "Rang the school before the visit"
    must "wren does not see heron's note" sees wren "Moved the handover to nine"
    echo "begun, joined, admitted; notes of two are seen by the third"
    if declare -F "$1_harm" > /dev/null; then "$1_harm"; fi
    raised robin "Written while things went wrong" > /dev/null
    synced robin wren heron
    must "what was written meanwhile does not arrive" sees heron "Written while things went wrong"
    if declare -F "$1_mend" > /dev/null; then "$1_mend"; fi
    on wren audience "$first" private > /dev/null 2>&1
    synced wren robin heron
    must_not "what was taken back is still seen" sees robin "Rang the school before the visit"
    on heron erase "$second" --reason "a slip" --yes > /dev/null 2>&1 || fail "heron cannot erase"
    synced heron wren robin
    must_not "what was erased is still seen" sees wren "Moved the handover to nine"
    echo "taken back, erased: gone at the others"
    on wren team remove robin --yes > /dev/null 2>&1 || fail "robin is not removed"
    raised wren "After robin was removed" > /dev/null
    synced wren heron
    on robin team sync > "$desks/said" 2>&1 && fail "robin goes on exchanging"
    grep -q "was removed from the team" "$desks/said" || fail "robin is not told: $(cat "$desks/said")"
    must "heron does not have the new key" sees heron "After robin was removed"
    on heron team leave --take-back --yes > /dev/null 2>&1 || fail "heron cannot leave"
    on robin team leave --let-stand --yes > /dev/null 2>&1 || fail "robin cannot leave"
    synced wren
    echo "removed, left; wren's own study:"
    on wren verify 2>&1 | tail -1 || fail "wren's study does not verify"
    # The key of the bucket lies in no file of any laptop.
    if grep -rqF -e "$secret" "$desks"; then fail "the secret lies in a file"; fi
}
