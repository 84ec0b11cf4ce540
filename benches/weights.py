#!/usr/bin/env python3
"""What a large study costs as whole processes: seconds, memory and disk, before and after, in one run.

    benches/weights.py [--asdone PATH] [--before PATH] [--times N] [--cold] [SIZE]...

Makes SIZE observations (100,000 and 1,000,000 unless told otherwise), and lets each program take them in, copy
them to a stick, check study and copy, bring the copy back, list, search, count, and erase one note with the
stick at hand. Each piece of work runs for one program after the other, so that what else the machine does falls
on both; those that change nothing run --times times (3), and the least is told. Then
100,000 distinct tags (--tags) are taken in and counted. With --cold what reads and what adds is also run after
all that the system had read is forgotten (Linux's drop_caches, which asks for root). Writes Markdown on standard
output. Needs Linux and nothing but Python; a million takes some fifteen minutes and 8 GB of disk where
temporary files are kept (TMPDIR).

Codes: 0 measured, 1 a program failed, 2 the arguments cannot be read.
"""

import argparse
import itertools
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
DISTINCT = 100_000


class Program:
    """One program with a folder of its own, in which it finds its study."""

    def __init__(self, name, path, work):
        self.name, self.path, self.work = name, path.resolve(), work
        work.mkdir()

    def run(self, *words):
        """Seconds, the peak of memory in MiB, and what was printed."""
        out = self.work / "printed"
        around = {**os.environ, "ASDONE_HOME": str(self.work / "home"), "TZ": "UTC"}
        with open(out, "w+b") as printed, open(self.work / "said", "w+b") as said:
            began = time.perf_counter()
            child = subprocess.Popen([self.path, *map(str, words)], cwd=self.work, env=around,
                                     stdin=subprocess.DEVNULL, stdout=printed, stderr=said)
            _, status, used = os.wait4(child.pid, 0)
            took = time.perf_counter() - began
            child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode:
                said.seek(0)
                sys.exit(f"{self.name} {' '.join(map(str, words))}: {said.read().decode()}")
        return took, used.ru_maxrss / 1024, out

    def size(self, *parts):
        """Bytes that files of its study take."""
        top = self.work.joinpath("home", "study", *parts)
        files = [top] if top.is_file() else top.rglob("*") if top.exists() else []
        return sum(file.stat().st_blocks * 512 for file in files if file.is_file())


def cell(took, memory):
    return f"{took:.2f} s, {memory:.0f} MiB"


def row(what, programs, words, times=1):
    """One line of the table: the same work for each program in turn."""
    best = {}
    for _ in range(times):
        for program in programs:
            took, memory, _ = program.run(*words(program))
            least, most = best.get(program.name, (took, memory))
            best[program.name] = (min(took, least), max(memory, most))
    print(f"| {what} | " + " | ".join(cell(*best[program.name]) for program in programs) + " |", flush=True)


def forget():
    """Nothing that was read from the disk is kept in memory any more."""
    os.sync()
    pathlib.Path("/proc/sys/vm/drop_caches").write_text("3")


def cold_row(what, programs, words, times):
    """The same as a row, cold: seconds alone, the median."""
    took = {program.name: [] for program in programs}
    for _ in range(times):
        for program in programs:
            asked = words(program)
            forget()
            took[program.name].append(program.run(*asked)[0])
    told = [f"{statistics.median(took[program.name]):.2f} s" for program in programs]
    print(f"| {what}, cold | " + " | ".join(told) + " |", flush=True)


def notes(path, size):
    with open(path, "w", encoding="utf-8") as out:
        subprocess.run([sys.executable, HERE / "peers" / "generate.py", str(size)], stdout=out, check=True)
    return path.stat().st_size


def weigh(programs, work, size, times, cold):
    given = work / f"{size}.jsonl"
    payload = notes(given, size)
    print(f"\n### {size:,} notes, {payload / 1e6:.0f} MB of JSON lines\n")
    print("| | " + " | ".join(program.name for program in programs) + " |")
    print("|---|" + "---|" * len(programs))
    for program in programs:
        program.run("init", "--name", "Riverside", "--pseudonym", "wren")
    turn = itertools.count()
    row("import", programs, lambda _: ("import", given))
    row("list --limit 20, the first time after it", programs, lambda _: ("list", "--limit", "20"))
    everyday = [
        ("add, with tag and setting", lambda _: ("add", f"rang ahead, {next(turn)} #t.staff @ward")),
        ("list --limit 20", lambda _: ("list", "--limit", "20")),
        ("list by a tag", lambda _: ("list", "--limit", "20", "tag:t.staff")),
        ("search a phrase", lambda _: ("search", '"second pair of eyes"', "--limit", "20")),
        ("tally by tag", lambda _: ("tally", "--by", "tag")),
    ]
    for what, words in everyday:
        row(what, programs, words, times)
    for what, words in everyday if cold else []:
        cold_row(what, programs, words, times)
    row("backup, the first", programs, lambda program: ("backup", program.work / "stick"))
    row("verify", programs, lambda _: ("verify",), times)
    row("verify of the copy", programs, lambda program: ("verify", program.work / "stick"), times)
    row("restore", programs, lambda program: ("restore", program.work / "stick", program.work / "again"))
    code = {}
    for program in programs:
        printed = program.run("list", "--limit", "1", "--json")[2].read_text().splitlines()[0]
        code[program.name] = json.loads(printed)["code"]
    row("erase, the copy at hand", programs, lambda program: ("erase", code[program.name], "--reason", "slip", "--yes"))
    parts = ("segments", "store", "checkpoint")
    shares = ["; ".join(f"{part} {program.size(part) / payload:.2f}" for part in parts) for program in programs]
    told = [f"{program.size() / payload:.2f} ({share})" for program, share in zip(programs, shares)]
    print("| disk ÷ what was handed in | " + " | ".join(told) + " |", flush=True)
    given.unlink()


def distinct(programs, work, tags):
    given = work / "tags.jsonl"
    with open(given, "w", encoding="utf-8") as out:
        for nth in range(tags):
            line = {"text": f"noted in passing, the {nth}th time", "tags": [f"seen-{nth:06}"],
                    "happened_at": f"2026-{1 + nth % 9:02}-{1 + nth % 27:02}T10:00:00+00:00"}
            out.write(json.dumps(line) + "\n")
    print(f"\n### {tags:,} distinct tags\n")
    print("| | " + " | ".join(program.name for program in programs) + " |")
    print("|---|" + "---|" * len(programs))
    for program in programs:
        program.run("init", "--name", "Riverside", "--pseudonym", "wren")
    row("import", programs, lambda _: ("import", given))
    row("list --limit 1 after it", programs, lambda _: ("list", "--limit", "1"))
    row("tally by tag", programs, lambda _: ("tally", "--by", "tag"))


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    words.add_argument("--asdone", type=pathlib.Path, default=HERE.parent / "target" / "release" / "asdone")
    words.add_argument("--before", type=pathlib.Path)
    words.add_argument("--times", type=int, default=3)
    words.add_argument("--cold", action="store_true")
    words.add_argument("--tags", type=int, default=DISTINCT)
    words.add_argument("sizes", metavar="SIZE", type=int, nargs="*", default=[100_000, 1_000_000])
    said = words.parse_args()
    paths = [("before", said.before)] if said.before else []
    paths.append(("asdone", said.asdone))
    for _, path in paths:
        if not path.is_file():
            words.error(f"there is no program at {path}; build it with cargo build --release")
    works = [lambda programs, work, size=size: weigh(programs, work, size, said.times, said.cold) for size in said.sizes]
    works.append(lambda programs, work: distinct(programs, work, said.tags))
    for work in works:
        top = pathlib.Path(tempfile.mkdtemp(prefix="weights-"))
        try:
            work([Program(name, path, top / name) for name, path in paths], top)
        finally:
            shutil.rmtree(top)
    return 0


if __name__ == "__main__":
    sys.exit(main())
