"""36 million observations in the layout of `asdone release build --parts`, and what DuckDB makes of them:

    python benches/parts.py target/release/asdone FOLDER [ROWS]

Needs duckdb and pyarrow. The program builds a small release in parts first; its columns, types and folders
are those of the rows that are made here: 1,825,000 for each study, a site of 50 laptops over 60 months. Each
query is a process of its own, three times; its time and its peak of memory (no less than this one has) are
said, with the load of the machine after it. FOLDER is left as it is, so that it can be asked again.
"""

import os
import pathlib
import subprocess
import sys
import tempfile
import time

import duckdb
import pyarrow.parquet

asdone, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
rows = int(sys.argv[3]) if len(sys.argv) > 3 else 36_500_000
here = pathlib.Path(__file__).resolve().parent
client = here.parent / "tests" / "clients" / "release"
STUDIES = max(1, rows // 1_825_000)
PARTS = (
    f"read_parquet('{folder}/study=*/observations/month=*/*.parquet', hive_partitioning = true, "
    "hive_types = {'month': varchar, 'study': varchar})"
)
QUERIES = [
    ("how many rows", f"select count(*) from {PARTS}"),
    ("by kind", f"select kind, count(*) from {PARTS} group by all"),
    ("by month and setting", f"select month, setting, count(*) from {PARTS} group by all"),
    ("by study and kind, with a share", f"select study, kind, count(*) / sum(count(*)) over (partition by study) from {PARTS} group by study, kind"),
    ("one month of all studies", f"select kind, count(*) from {PARTS} where month = '2028-03' group by all"),
    ("one study", f"select kind, count(*) from {PARTS} where study = 'r' || lpad('7', 20, '0') group by all"),
    ("distinct ids", f"select count(distinct id) from {PARTS}"),
]


def program(work, *arguments):
    environment = {**os.environ, "ASDONE_HOME": str(work / "home"), "TZ": "UTC"}
    done = subprocess.run([asdone, *arguments], cwd=work, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{arguments}: {done.stderr}")
    return done.stdout


def schema():
    """The columns of a part as the program writes it."""
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        notes = subprocess.run([sys.executable, client / "notes.py"], capture_output=True, text=True, check=True)
        (work / "notes.csv").write_text(notes.stdout, encoding="utf-8")
        program(work, "init", "--name", "Riverside", "--pseudonym", "wren")
        program(work, "import", "notes.csv")
        template = program(work, "release", "plan", "--template")
        plan = subprocess.run([sys.executable, client / "plan.py"], input=template, capture_output=True, text=True, check=True)
        text = plan.stdout.replace('"delay", "text", "aim"', '"delay"')
        (work / "plan.toml").write_text(text, encoding="utf-8")
        program(work, "release", "plan", "plan.toml")
        program(work, "release", "build", "--parts", "all")
        part = next((work / "all").glob("study=*/observations/month=20*/*.parquet"))
        return pyarrow.parquet.read_schema(part)


def make(columns):
    """Writes the studies one after the other, each as the program lays one out."""
    made = duckdb.connect()
    made.execute("set threads = 2")
    values = {
        "id": "'o' || substr(md5(study || i), 1, 20)",
        "period": "case when i % 50 = 0 then null else strftime(make_date(2026 + (i % 60) // 12, 1 + (i % 60) % 12, 1), '%Y-%m') end",
        "setting": "case when i % 7 = 0 then null else ['office', 'a home', 'court', 'school'][(1 + hash(i) % 4)::bigint] end",
        "kind": "['ordinary', 'adjustment', 'workaround', 'surprise', null][(1 + hash(i + 1) % 5)::bigint]",
        "stance": "['own', 'seen', 'joint'][(1 + hash(i + 2) % 3)::bigint]",
        "origin": "['spontaneous', 'prompted'][(1 + hash(i + 3) % 2)::bigint]",
        "delay": "(hash(i + 4) % 3)::bigint",
    }
    listed = []
    for field in columns:
        of, is_why = field.name.removesuffix("_why"), field.name.endswith("_why")
        if of not in values:
            sys.exit(f"no made-up values for the column {field.name}")
        value = f"case when ({values[of]}) is null then 'suppressed' end" if is_why else values[of]
        listed.append(f'({value})::{"bigint" if field.type == "int64" else "varchar"} as "{field.name}"')
    for study in range(STUDIES):
        to = folder / ("study=r" + str(study).rjust(20, "0")) / "observations"
        if to.exists():
            continue
        name = to.parent.name.removeprefix("study=")
        source = f"(select '{name}' as study, i from range({rows // STUDIES}) t(i))"
        made.execute(f"create or replace temp table rows as select {', '.join(listed)} from {source}")
        staged = to.parent.with_name("." + to.parent.name)
        for (month,) in made.execute("select distinct period from rows").fetchall():
            # In the order of their ids, as the program has them.
            part = made.execute("select * from rows where period is not distinct from ? order by id", [month])
            of = staged / "observations" / f"month={month or '__HIVE_DEFAULT_PARTITION__'}"
            of.mkdir(parents=True, exist_ok=True)
            part = part.to_arrow_table().cast(columns)
            pyarrow.parquet.write_table(part, of / f"part-{study:016x}.parquet", compression="snappy", write_statistics=False)
        staged.rename(to.parent)


def ask(query):
    """Seconds, and the peak of memory in MB, of a process that asks this."""
    code = f"import duckdb; c = duckdb.connect(); c.execute('set threads = 2; set enable_progress_bar = false'); print(len(c.execute({query!r}).fetchall()))"
    began = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    found = child.stdout.read().strip()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(query)
    return time.perf_counter() - began, used.ru_maxrss / 1e3, found


folder.mkdir(parents=True, exist_ok=True)
began = time.perf_counter()
make(schema())
files = list(folder.glob("study=*/observations/month=*/*.parquet"))
size = sum(file.stat().st_size for file in files)
print(f"{rows} rows in {len(files)} files, {size / 1e9:.2f} GB, made in {time.perf_counter() - began:.0f} s; duckdb {duckdb.__version__}")
for what, query in QUERIES:
    tried = [ask(query) for _ in range(3)]
    times = sorted(took for took, _, _ in tried)
    most = max(memory for _, memory, _ in tried)
    print(f"| {what} | {times[1]:.2f} s ({times[0]:.2f} to {times[2]:.2f}) | {most:.0f} MB | {tried[0][2]} rows | load {os.getloadavg()[0]:.1f} |")
