"""A release of 100,000 observations, built by the program as people run it, and the same rows written as
CSV and Parquet by pandas, pyarrow and DuckDB, in one run:

    python benches/release.py target/release/asdone [ROWS]

Needs pandas, pyarrow and duckdb. What is promised: 10 s and 400 MB.
"""

import csv
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import duckdb
import pandas
import pyarrow.csv
import pyarrow.parquet

asdone = pathlib.Path(sys.argv[1]).resolve()
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
work = pathlib.Path(tempfile.mkdtemp())
environment = {**os.environ, "ASDONE_HOME": str(work / "home"), "TZ": "UTC"}

peak = {}


def run(*arguments):
    """What a command printed; its peak of memory in MB, of that command alone, goes to `peak`."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        child = subprocess.Popen([asdone, *arguments], cwd=work, env=environment, stdout=out, stderr=err)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        peak[arguments[0]] = max(peak.get(arguments[0], 0), used.ru_maxrss / 1e3)
        out.seek(0)
        err.seek(0)
        if child.returncode:
            sys.exit(f"{arguments}: {err.read()}")
        return out.read()


def timed(what, act, files=()):
    began = time.perf_counter()
    act()
    took = time.perf_counter() - began
    size = sum(file.stat().st_size for file in files) / 1e6
    print(f"{what:<44} {took:6.2f} s" + (f" {size:6.1f} MB" if files else ""))
    return took


draw = random.Random(3)
with open(work / "notes.csv", "w", newline="", encoding="utf-8") as file:
    out = csv.writer(file)
    out.writerow(["text", "kind", "tags", "setting", "stance", "happened_at", "audience"])
    for nth in range(rows):
        out.writerow([
            f"someone kept the visit going, moment {nth} of a long shift, and told the others why",
            draw.choice(["ordinary", "adjustment", "workaround", "surprise", ""]),
            draw.choice(["t.staff", "t.tool;a.share", "p.monitor", "w.stand-in;y.cost", ""]),
            draw.choice(["duty desk", "home visit", "court", "school", ""]),
            draw.choice(["own", "seen", "joint"]),
            f"2026-{1 + nth % 9:02}-{1 + nth % 27:02}T{nth % 24:02}:00:00+00:00",
            "academic",
        ])
run("init", "--name", "Riverside", "--pseudonym", "wren")
run("import", "notes.csv")
plan = run("release", "plan", "--template").replace('= "" # needed', '= "Riverside" # needed')
plan = plan.replace("[settings]", '[settings]\n"duty desk" = "office"\n"home visit" = "a home"\ncourt = "court"')
(work / "plan.toml").write_text(plan, encoding="utf-8")
run("release", "plan", "plan.toml")
took = timed(f"asdone release build, {rows} rows, all of it", lambda: run("release", "build", "--output", "out"))
most = peak["release"]
print(f"{'  its memory (that of the import before it)':<44} {most:6.0f} MB ({peak['import']:.0f} MB)")
run("release", "build", "--output", "again")
same = all((work / "again" / file.name).read_bytes() == file.read_bytes() for file in (work / "out").iterdir())
print(f"  built twice: {'the same bytes' if same else 'OTHER BYTES'}")

names = ["observations", "taggings"]
given = {name: pyarrow.parquet.read_table(work / "out" / f"{name}.parquet") for name in names}
frames = {name: table.to_pandas() for name, table in given.items()}
mine = [work / "out" / f"{name}.{ending}" for name in names for ending in ("csv", "parquet")]
print(f"{'  of which these two tables, written twice':<44} {'':>8} {sum(f.stat().st_size for f in mine) / 1e6:6.1f} MB")


def files(by):
    return [work / f"{by}-{name}.{ending}" for name in names for ending in ("csv", "parquet")]


def by_pandas():
    for name, frame in frames.items():
        frame.to_csv(work / f"pandas-{name}.csv", index=False)
        frame.to_parquet(work / f"pandas-{name}.parquet")


def by_pyarrow():
    for name, table in given.items():
        pyarrow.csv.write_csv(table, work / f"pyarrow-{name}.csv")
        pyarrow.parquet.write_table(table, work / f"pyarrow-{name}.parquet")


def by_duckdb():
    for name, table in given.items():
        relation = duckdb.from_arrow(table)
        relation.write_csv(f"{work}/duckdb-{name}.csv")
        relation.write_parquet(f"{work}/duckdb-{name}.parquet")


for by, act in (("pandas", by_pandas), ("pyarrow", by_pyarrow), ("duckdb", by_duckdb)):
    act()
    timed(f"{by}, writing the same rows alone", act, files(by))
sys.exit(0 if same and (rows > 100_000 or (took <= 10 and most <= 400)) else 1)
