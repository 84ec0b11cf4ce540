"""A release of the practice study, by three people over a shared folder, in the real QualCoder.

    python release.py BINARY HARNESS SOURCE

Each of three laptops holds a part of the practice study, with notes in Welsh and Arabic and with emoji, and
tags notes of the others. One plans a release with texts, coders and optional texts, reviews and builds it;
the project is held against the tables of the release, validated by the schema, and imported into QualCoder
(HARNESS is the folder with run.py, SOURCE a checkout; see README.md). Ends with 0 where nothing is lost.
"""

import collections
import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

binary, harness, source = (str(pathlib.Path(path).resolve()) for path in sys.argv[1:4])
work = pathlib.Path(tempfile.mkdtemp())
people = ["wren", "heron", "dunnock"]
(work / "secret").write_text("lantern otter gravel seventeen\n")
os.chmod(work / "secret", 0o600)


def asdone(who, *args, typed="", codes=(0,)):
    environment = dict(os.environ, ASDONE_HOME=str(work / who), TZ="UTC")
    environment["ASDONE_PASSPHRASE_FILE"] = str(work / "secret")
    done = subprocess.run(
        [binary, *args], input=typed, capture_output=True, text=True, cwd=work, env=environment
    )
    if done.returncode not in codes:
        sys.exit(f"{who}: {args}: ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def sync(*who):
    for one in who:
        asdone(one, "team", "sync", "--at-once", codes=(0, 1))


# What there is to release: every note of the practice study that stands, and some more.
asdone("wren", "--study", str(work / "practice"), "demo", "--print")
table = asdone("wren", "--study", str(work / "practice"), "export", "--format", "csv")
rows = [row for row in csv.DictReader(io.StringIO(table)) if row.get("withdrawn") != "true"]
columns = ["text", "kind", "tags", "setting", "stance", "happened_at", "audience", "aim"]
more = [
    "Cŵn yn cyfarth drws nesaf, felly siaradon ni yn yr ardd 👩‍👧",
    "سألت الأم مرة أخرى <قبل> أن نغادر & 🙂",
    "Printer down; wrote \"the plan\" by hand 🖨️\nand read it back",
]
parts = {name: [] for name in people}
for nth, row in enumerate(rows):
    taken = {name: row.get(name, "") for name in columns}
    taken["aim"] = "to keep the visit safe, er mwyn y plentyn" if nth % 4 == 0 else ""
    parts[people[nth % 3]].append(taken)
for nth in range(30):
    part = parts[people[nth % 3]]
    part.append(dict(part[nth], text=f"{more[nth % len(more)]} ({nth})", aim="لسلامة الطفل 🙂"))

folder = work / "shared"
folder.mkdir()
for name in people:
    asdone(name, "init", "--name", "Riverside", "--pseudonym", name, "--seal")
asdone("wren", "team", "begin", str(folder))
words = lambda who, which: json.loads(asdone(who, "team", "status", "--json"))[which]
for name in people[1:]:
    asdone(name, "team", "join", str(folder), "--words", words("wren", "words"))
    asdone("wren", "team", "admit", "--words", words(name, "laptop_words"))
sync(*people, *people)
for name in people:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns)
    writer.writeheader()
    writer.writerows(dict(row, audience="academic") for row in parts[name])
    (work / f"{name}.csv").write_text(out.getvalue(), encoding="utf-8")
    asdone(name, "import", f"{name}.csv")
sync(*people, *people)

# Each tags what the others noted.
for at, name in enumerate(people):
    lines = asdone(name, "list", "--scope", "academic", "--json").splitlines()
    notes = [json.loads(line) for line in lines]
    own = {row["text"] for row in parts[name]}
    codes = [note["code"] for note in notes if note["text"] not in own]
    if len(codes) < 100:
        sys.exit(f"{name} sees {len(codes)} notes of the others")
    for nth, tag in enumerate(["s.check", "t.tool", "p.anticipate", "s.speak"]):
        chosen = codes[at + nth :: 5]
        asdone(name, "tag", ",".join(chosen), tag)
sync(*people, *people)

plan = asdone("wren", "release", "plan", "--template")
plan = plan.replace('= "" # needed', '= "Practice, moments of normal work" # needed')
settings = sorted({row["setting"] for part in parts.values() for row in part if row["setting"]})
named = "\n".join(f"{json.dumps(name, ensure_ascii=False)} = {json.dumps(name, ensure_ascii=False)}" for name in settings)
changed = {
    "fields = ": 'fields = ["period", "setting", "kind", "stance", "origin", "text", "aim", "coder"]',
    "cell = ": "cell = 3",
    "k = ": "k = 3",
    "people = ": "people = 2",
    "authors = ": "authors = 3",
    "[settings]": f"[settings]\n{named}",
}
lines = []
for line in plan.splitlines():
    fits = [new for begins, new in changed.items() if line.startswith(begins)]
    lines.append(fits[0] if fits else line)
(work / "plan.toml").write_text("\n".join(lines), encoding="utf-8")
asdone("wren", "release", "plan", "plan.toml")
items = [json.loads(line) for line in asdone("wren", "release", "review", "--json").splitlines()]
# The practice study is invented, and so is what was added.
asdone("wren", "release", "review", *(f"--approve={item['name']}" for item in items))
asdone("wren", "release", "build", "--output", "out")

out = work / "out"
read = lambda name: list(csv.DictReader(open(out / f"{name}.csv", newline="", encoding="utf-8-sig")))
texts = {row["id"]: row["text"] for row in read("observations") if row["text"]}
taggings = collections.Counter(
    (row["coder"] or "study") for row in read("taggings") if row["observation"] in texts
)
project = zipfile.ZipFile(out / "project.qdpx").read("project.qde").decode()
wrong = []
if len([name for name in taggings if name != "study"]) < 3:
    wrong.append("fewer than three coders are in the release")
if project.count("<TextSource ") != len(texts):
    wrong.append("texts are missing from the project")
if project.count("<PlainTextSelection ") != sum(taggings.values()):
    wrong.append("codings are missing from the project")
for part in ["Cŵn", "سألت", "👩‍👧", "لسلامة"]:
    if part not in project and not any(part in text for text in texts.values()):
        wrong.append(f"{part} is nowhere")
for part in ["<VariableValue>", "<Description>", "aim: "]:
    if part not in project:
        wrong.append(f"{part} is not in the project")
if wrong:
    sys.exit("\n".join(wrong))

(work / "project.qde").write_text(project, encoding="utf-8")
schemas = pathlib.Path(harness).parent
for schema, file in [("Project.xsd", work / "project.qde"), ("Codebook.xsd", out / "codebook.qdc")]:
    subprocess.run(["xmllint", "--noout", "--schema", str(schemas / schema), str(file)], check=True)
environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", PYTHONIOENCODING="utf-8:backslashreplace")
for file in ["project.qdpx", "codebook.qdc"]:
    run = [sys.executable, f"{harness}/run.py", str(out / file), "--src", source, "--xsd", str(schemas), "--brief"]
    subprocess.run(run, check=True, env=environment)
second = [str(out / name) for name in ["project.qdpx", "codebook.qdc", "codebook.csv"]]
run = [sys.executable, f"{harness}/second.py", *second]
subprocess.run(run, check=True, env=environment, stdout=subprocess.DEVNULL)
print(f"release: nothing is lost of {len(texts)} texts and {dict(taggings)}")
