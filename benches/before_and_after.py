#!/usr/bin/env python3
"""Saving, opening, counting and drawing, before and after, in one run.

    benches/before_and_after.py [--before COMMIT] [--rounds N] [--shape]

Builds the benches of an earlier commit (b8b6d2d, before there were teams, unless told otherwise) and of the tree
as it is, in `target/before`, and runs them in turns, so that what else the machine does falls on both. A figure
is the least median of all rounds. Writes Markdown on standard output. It takes some twenty minutes, most of
them to build; run it where nothing else runs.

--shape counts instead what `git grep` and `wc` tell of the code of both: how many files name an optional
text of an observation, and how many lines the larger rooms have. That takes a second.

Codes: 0 nothing is slower by more than a quarter, 1 something is, 2 the arguments cannot be read.
"""

import argparse
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
UNITS = {"ns": 1e-6, "µs": 1e-3, "ms": 1.0, "s": 1e3}

# What is promised, the bench that measures it, and the name or names that it goes by there.
FIGURES = [
    ("one note saved, in clear", "journal", "save_b_one_acknowledged_entry"),
    ("one note saved, sealed", "journal", "save_c_one_acknowledged_entry_sealed"),
    ("100,000 notes opened and folded", "journal", "open_and_fold_imported/100000"),
    ("the same, saved one by one", "journal", "open_and_fold_saved_one_by_one/100000"),
    ("the same, sealed", "journal", "open_and_fold_sealed_imported/100000"),
    ("one note folded", "analysis", "fold_one_note"),
    ("100,000 notes counted by tag", "analysis", "tally_tag/100000"),
    ("100,000 notes counted by setting", "analysis", "tally_setting/100000"),
    ("key to frame, filter over 100,000 (p95)", "screens", "100000/live filter"),
    ("key to frame, list of 100,000 (p95)", "screens", "100000/walking the list"),
    ("key to frame, writing a note (p95)", "screens", "100000/writing a note"),
]
SLOWER = 1.25


def run(*command, at=ROOT, **more):
    return subprocess.run(command, cwd=at, check=True, text=True, **more)


def tree(commit):
    """A checkout of the commit, beside the tree as it is."""
    place = ROOT / "target" / "before" / commit
    if not place.exists():
        run("git", "worktree", "add", "--detach", "--force", str(place), commit)
    return place


def medians(text):
    """The medians in what a bench printed, in milliseconds, by name or name/argument."""
    found, group = {}, ""
    for line in text.splitlines():
        row = re.match(r"\| (\d+) \| ([^|]+) \| \d+ \| [\d.]+ \| ([\d.]+) \|", line)
        if row:
            found[f"{row[1]}/{row[2].strip()}"] = float(row[3])
            continue
        named = re.match(r"^([│ ]*)[├╰]─ (\S+)(.*)$", line)
        if not named:
            continue
        times = re.findall(r"([\d.]+) (ns|µs|ms|s)\b", named[3])
        name = f"{group}/{named[2]}" if named[1].strip() or len(named[1]) > 1 else named[2]
        if len(times) >= 3:
            found[name] = float(times[2][0]) * UNITS[times[2][1]]
        elif not named[1]:
            group = named[2]
    return found


def measured(place, bench, names):
    filters = [] if bench == "screens" else sorted({name.split("/")[0] for name in names})
    done = run("cargo", "bench", "--quiet", "--bench", bench, "--", *filters, at=place,
               stdout=subprocess.PIPE)
    return medians(done.stdout)


def compare(before, rounds):
    best = {}
    benches = sorted({bench for _, bench, _ in FIGURES})
    for turn in range(rounds):
        for bench in benches:
            names = [name for _, its, name in FIGURES if its == bench]
            for which, place in (("before", before), ("after", ROOT)):
                print(f"round {turn + 1}: {bench}, {which}", file=sys.stderr)
                for name, value in measured(place, bench, names).items():
                    best[which, name] = min(value, best.get((which, name), value))
    print("| what | before | after | after / before |\n|---|---|---|---|")
    slower = 0
    for what, _, name in FIGURES:
        old, new = best.get(("before", name)), best.get(("after", name))
        if old is None or new is None:
            print(f"| {what} | {old} | {new} | not measured |")
            slower += 1
            continue
        slower += new > old * SLOWER
        print(f"| {what} | {old:.3f} ms | {new:.3f} ms | {new / old:.2f} |")
    return slower


def shape(place):
    """How many files name an optional text by itself, and how many lines the larger rooms have."""
    sources = [path for path in (place / "src").rglob("*.rs")]
    naming = [path for path in sources if re.search(r"\b(pressure|Pressure|prescribed)\b", path.read_text())]
    rows = {"files that name an optional text": len(naming)}
    for room in ("tui", "cli", "journal", "study", "open"):
        lines = (len(path.read_text().splitlines()) for path in (place / "src" / room).rglob("*.rs"))
        rows[f"lines of {room}"] = sum(lines)
    longest = max(sources, key=lambda path: len(path.read_text().splitlines()))
    rows["lines of the longest file"] = len(longest.read_text().splitlines())
    return rows


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    words.add_argument("--before", default="b8b6d2d")
    words.add_argument("--rounds", type=int, default=3)
    words.add_argument("--shape", action="store_true")
    said = words.parse_args()
    before = tree(said.before)
    if said.shape:
        old, new = shape(before), shape(ROOT)
        print("| what | before | after |\n|---|---|---|")
        for what in old:
            print(f"| {what} | {old[what]} | {new[what]} |")
        return 0
    return 1 if compare(before, said.rounds) else 0


if __name__ == "__main__":
    sys.exit(main())
