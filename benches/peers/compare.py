#!/usr/bin/env python3
"""Ask every tool for the same work on the same observations, and write down how long it took.

`run` in this folder installs the tools and starts this; see README.md for what is compared.
"""

import argparse
import json
import os
import shutil
import sys
from collections import Counter
from datetime import date
from types import SimpleNamespace

import generate
from measure import Limit, Times, Trouble, processes, processor_time, run, synced_writes
from tools import NEW_NOTE, Asdone, Before, Jrnl, Sqlite, Taskwarrior, TuiJournal, observations

WORKS = {
    "add": "Add one note",
    "start": "Start to usable",
    "key": "One key, until it is drawn",
    "search": "Search for a phrase",
    "count": "Count by tag",
}
EXPLAINED = {
    "add": "A process from start to exit; in process, until it is committed.",
    "start": "A command: start to exit, with the newest 20 listed. A screen: start to the moment "
    "it can be used.",
    "key": "A letter typed on the open screen, 50 ms after the one before.",
    "search": "The newest 20 that have the phrase, or all where a tool cannot stop at 20.",
    "count": "How many observations have each tag.",
}


# What goes wrong with one tool is said, and the others go on: what a tool printed may not be what is
# expected here, or a file of its may not be where it was.
WRONG = (Trouble, OSError, ValueError, LookupError)


class Comparison:
    """The rows of one size, as they come in."""

    def __init__(self, size, facts):
        self.size, self.facts = size, facts
        self.rows = {work: [] for work in WORKS}
        self.memory, self.asides, self.wrong = [], [], []

    def row(self, work, tool, times, how="", found=None):
        self.rows[work].append(SimpleNamespace(tool=tool, how=how, times=times, found=found))
        expected = self.facts.expected(work)
        if found is not None and found != expected:
            found_in = f"{tool} found {found} in “{WORKS[work]}”"
            self.wrong.append(f"{found_in} where {expected} are right.")
        say(f"  {WORKS[work]}, {tool} {how}: {shown(times.median())}")

    def trouble(self, tool, trouble):
        said = trouble if isinstance(trouble, Trouble) else f"not understood ({trouble!r})"
        self.asides.append(f"{tool}: {said}.")
        say(f"  {tool}: {said}")


class Facts:
    """What is right, counted from the observations themselves."""

    def __init__(self, data, phrase):
        self.total = self.hits = self.characters = 0
        self.tags = Counter()
        for seen in observations(data):
            self.total += 1
            self.hits += phrase in seen["text"].lower()
            self.characters += len(seen["text"])
            self.tags.update(seen["tags"])

    def expected(self, work):
        return {"search": self.hits, "count": self.tags.total()}.get(work)


def compare(asked, size):
    """All the work of all the tools at one size."""
    folder = os.path.join(asked.work, str(size))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    data = os.path.join(folder, "observations.jsonl")
    with open(data, "w", encoding="utf-8") as out:
        for made in generate.observations(size, asked.phrase, generate.SHARE, generate.SEED):
            out.write(json.dumps(made) + "\n")
    comparison = Comparison(size, Facts(data, asked.phrase))
    say(f"{size:,} observations, {comparison.facts.hits} with the phrase")
    baseline(comparison, folder, asked.limit)
    for kind, program in asked.tools:
        try:
            measure(comparison, kind(program, folder, asked.env), data, asked)
        except WRONG as trouble:
            comparison.trouble(kind.name, trouble)
    if not asked.keep:
        shutil.rmtree(folder)
    return comparison


def baseline(comparison, folder, limit):
    """What no program can do without: the figures to read the others by."""
    times = synced_writes(folder, NEW_NOTE, Limit(200, limit.seconds))
    comparison.row("add", "the machine", times, "write + fdatasync of the same bytes")
    times, _ = processes(lambda _: ["/bin/true"], {}, limit)
    comparison.row("start", "the machine", times, "a process that does nothing")


def measure(comparison, tool, data, asked):
    say(f"  {tool.name}: taking the observations in")
    used = processor_time()
    tool.load(data, asked.phrase)
    say(f"  {tool.name}: took {processor_time() - used:.1f} s of processor time")

    def one(work, argv_of_round, how="a process", check=None):
        if comparison.size > tool.patience.get(work, comparison.size) and not asked.all:
            comparison.asides.append(
                f"{tool.name}: “{WORKS[work]}” is left out above {tool.patience[work]:,} "
                "observations, where it takes minutes; `--all` has it done."
            )
            return
        try:
            times, output = processes(argv_of_round, tool.env, asked.limit)
            comparison.row(work, tool.name, times, how, check and check(output))
        except WRONG as trouble:
            comparison.trouble(tool.name, trouble)

    if hasattr(tool, "list"):
        one("start", lambda _: tool.list(), "a listing")
    if hasattr(tool, "search"):
        one("search", lambda _: tool.search(), check=tool.hits)
    if hasattr(tool, "count"):
        one("count", lambda _: tool.count(), check=lambda out: tallied(comparison, tool, out))
    if hasattr(tool, "screen"):
        screens(comparison, tool, asked.limit)
    if isinstance(tool, Sqlite) and asked.peer_sqlite:
        in_process(comparison, tool, asked)
    if isinstance(tool, Asdone) and asked.peer_asdone:
        asdone_in_process(comparison, data, asked)
    # Last, since it changes what there is to find.
    if hasattr(tool, "add"):
        one("add", tool.add)


def tallied(comparison, tool, output):
    """The number of tags given; the counts of the single tags must be right as well."""
    counts = tool.tallied(output)
    if counts != dict(comparison.facts.tags):
        comparison.wrong.append(f"{tool.name} counts other tags than there are.")
    return sum(counts.values())


def screens(comparison, tool, limit):
    works = {"start": Times(), "key": Times(), "search": Times()}
    memory, hits = [], None
    try:
        sessions = [tool.screen(number) for number in limit.rounds()]
        if hasattr(tool, "work_on_screen"):
            sessions.append(tool.work_on_screen())
    except WRONG as trouble:
        comparison.trouble(tool.name, trouble)
        return
    for seen in sessions:
        for work, times in works.items():
            times.wall += seen.get(work, [])
        memory += filter(None, [seen.get("memory")])
        hits = seen.get("hits", hits)
    comparison.memory.append((tool.name, sorted(memory)[len(memory) // 2]))
    for work, times in works.items():
        if times.wall:
            found = hits if work == "search" else None
            comparison.row(work, tool.name, times, tool.screens[work], found)


def in_process(comparison, tool, asked):
    """SQLite within a process that has it open, and opening it for each question."""
    limit = asked.limit
    argv = [asked.peer_sqlite, tool.database, str(limit.seconds / 2), str(max(limit.times, 50))]
    for name, sql in tool.sql().items():
        argv += ["+add" if name == "add" else name, sql]
    try:
        lines = run(argv, tool.env)[0].splitlines()
    except WRONG as trouble:
        comparison.trouble("SQLite in process", trouble)
        return
    comparison.library = lines[0].split("\t")[1]
    works = {"+add": "add", "list": "start", "scan": "search"}
    ways = {"open": "in process, open", "fresh": "in process, open + query"}
    for line in lines[1:]:
        name, way, rows, total, taken = line.split("\t")
        how = ways[way] + {"scan": ", LIKE without the index", "list": ", a listing"}.get(name, "")
        found = int(total) if name in ("search", "scan", "count") else None
        times = Times([int(nanoseconds) / 1e9 for nanoseconds in taken.split()])
        comparison.row(works.get(name, name), "SQLite", times, how, found)


def asdone_in_process(comparison, data, asked):
    """Asdone within a process that has the study in memory, as its screens have."""
    argv = [asked.peer_asdone, data, asked.phrase, str(max(asked.limit.times, 50))]
    try:
        lines = run(argv, asked.env)[0].splitlines()
    except WRONG as trouble:
        comparison.trouble("Asdone in process", trouble)
        return
    works = {"list": "start", "search": "search", "tally": "count"}
    for line in lines:
        name, found, *taken = line.split("\t")
        how = "in process, open" + (", a listing" if name == "list" else "")
        times = Times([int(nanoseconds) / 1e9 for nanoseconds in taken])
        # The tally counts what is untagged too, which the others leave out.
        comparison.row(works[name], "Asdone", times, how, int(found) if name == "search" else None)


def report(asked, comparisons):
    """Everything as Markdown."""
    versions = ", ".join(f"{name} {version}" for name, version in asked.versions.items())
    cores, load = os.cpu_count(), os.getloadavg()[0]
    lines = [
        "# Asdone and its peers",
        "",
        f"{date.today().isoformat()}; {versions}.",
        f"{cores} cores, load {load:.1f} at the end. The clock of a busy machine says little: "
        "the ratios within one run are the point, and processor time is the steadier column.",
        "Median and 95th percentile on the clock; the files are in the page cache.",
        *([] if not asked.skipped else ["", *asked.skipped]),
    ]
    for comparison in comparisons:
        lines += tables(comparison)
    return "\n".join(lines) + "\n"


def tables(comparison):
    facts = comparison.facts
    lines = [
        "",
        f"## {comparison.size:,} observations",
        "",
        f"{facts.characters / facts.total:.0f} characters on average; the phrase is in "
        f"{facts.hits}, {facts.tags.total():,} tags are given.",
    ]
    for work, title in WORKS.items():
        rows = comparison.rows[work]
        if not rows:
            continue
        reference = next((r for r in rows if r.tool == Asdone.name), None)
        reference = reference or next((r for r in rows if r.tool == Sqlite.name), None)
        words = [reference.tool, reference.how] if reference else []
        against = "× " + ", ".join(filter(None, words))
        lines += [
            "",
            f"### {title}",
            "",
            EXPLAINED[work],
            "",
            f"| tool | how | median | p95 | processor | times | {against} | found |",
            "|---|---|--:|--:|--:|--:|--:|--:|",
        ]
        for row in sorted(rows, key=lambda row: row.times.median()):
            median, processor = row.times.median(), row.times.processor_median()
            ratio = times_as_long(median / reference.times.median()) if reference else ""
            found = "" if row.found is None else f"{row.found:,}"
            cells = (row.tool, row.how, shown(median), shown(row.times.p95()), shown(processor))
            cells += (len(row.times.wall), ratio, found)
            lines.append("| " + " | ".join(str(cell) for cell in cells) + " |")
    if comparison.memory:
        held = ", ".join(f"{name} {size / 1e6:.0f} MB" for name, size in comparison.memory)
        lines += ["", f"Memory with the screen open (resident): {held}."]
    for aside in comparison.asides + comparison.wrong:
        lines += ["", aside]
    if not comparison.wrong:
        lines += ["", "Every tool that says what it found, found the same."]
    return lines


def times_as_long(ratio):
    if ratio < 0.001:
        return "< 0.001"
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.2g}"


def shown(seconds):
    """A time with two or three figures that mean something."""
    if seconds is None:
        return ""
    for unit, size in (("s", 1), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            value = seconds / size
            return f"{value:.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def say(words):
    print(words, file=sys.stderr, flush=True)


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("sizes", nargs="+", type=int)
    parser.add_argument("--work", required=True, help="folder for data, made and removed")
    parser.add_argument("--keep", action="store_true", help="leave the data there")
    parser.add_argument("--all", action="store_true", help="slow work at all sizes too")
    parser.add_argument("--times", type=int, default=21)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--save", metavar="FILE")
    parser.add_argument("--skipped", action="append", default=[], metavar="SENTENCE")
    for tool in ("asdone", "before", "jrnl", "taskwarrior", "tui-journal", "sqlite", "peer-sqlite", "peer-asdone"):
        parser.add_argument(f"--{tool}", metavar="PROGRAM")
    return parser.parse_args()


def main():
    asked = arguments()
    asked.phrase = generate.PHRASE
    asked.limit = Limit(asked.times, asked.seconds)
    asked.work = os.path.abspath(asked.work)
    asked.env = {
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TERM": "xterm-256color",
        "TZ": "UTC",
        "COLUMNS": "100",
        "LINES": "30",
    }
    kinds = (Asdone, Before, Jrnl, Taskwarrior, TuiJournal, Sqlite)
    others = (asked.jrnl, asked.taskwarrior, asked.tui_journal, asked.sqlite)
    programs = (asked.asdone, asked.before, *others)
    asked.tools = [(kind, program) for kind, program in zip(kinds, programs) if program]
    os.makedirs(asked.work, exist_ok=True)
    asked.versions, runnable = {}, []
    for kind, program in asked.tools:
        try:
            asked.versions[kind.name] = kind(program, asked.work, asked.env).version()
            runnable.append((kind, program))
        except WRONG as trouble:
            asked.skipped.append(f"{kind.name}: skipped, {trouble}.")
    asked.tools = runnable
    comparisons = [compare(asked, size) for size in asked.sizes]
    for comparison in comparisons:
        if library := getattr(comparison, "library", None):
            asked.versions["SQLite in process"] = library
    if not asked.keep:
        shutil.rmtree(asked.work)
    written = report(asked, comparisons)
    print(written)
    if asked.save:
        os.makedirs(os.path.dirname(asked.save), exist_ok=True)
        with open(asked.save, "w", encoding="utf-8") as out:
            out.write(written)
        say(f"saved as {os.path.basename(asked.save)}")
    return 1 if any(comparison.wrong for comparison in comparisons) else 0


if __name__ == "__main__":
    sys.exit(main())
