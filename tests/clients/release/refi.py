"""The project, the codebook and the list of tags of a release with pyrefiqda and with Taguette.

    python refi.py FOLDER
"""

import csv
import io
import json
import pathlib
import sys
import tempfile

import taguette.import_codebook as taguette
from pyrefiqda.reficodebook import RefiCodebook
from pyrefiqda.refiproject import RefiProject

out = pathlib.Path(sys.argv[1])
wrong = []


def same(what, found, wanted):
    if found != wanted:
        wrong.append(f"{what}: {found!r}, and should be {wanted!r}")


def rows(name):
    with open(out / f"{name}.csv", newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


sys.path.insert(0, str(out))
import read

tags = {row["name"] for row in read.table("tags")}
texts = {row["id"]: row["text"] for row in read.table("observations") if row["text"] is not None}
tagged = {(row["observation"], row["tag"]) for row in read.table("taggings")}

taguette._f = lambda text: text
found = taguette.list_tags(io.BytesIO((out / "codebook.csv").read_bytes()))
same("Taguette: tags", {tag[0] if isinstance(tag, (list, tuple)) else tag["path"] for tag in found}, tags)
print(f"Taguette: takes {len(found)} tags")

names = set()


def walk(codes):
    for code in codes:
        if code.is_codable:
            names.add(code.name)
        walk(code.code)


walk(RefiCodebook.load(str(out / "codebook.qdc")).codes.code)
same("pyrefiqda: codes of codebook.qdc", names, tags)

with tempfile.TemporaryDirectory() as folder:
    project = RefiProject.load(str(out / "project.qdpx"), extract_dir=folder)
    codes = {}

    def codes_of(some):
        for code in some:
            codes[code.guid] = code.name
            codes_of(code.code)

    codes_of(project.code_book.codes.code)
    seen, coded = {}, set()
    for source in project.sources.text_source:
        text = RefiProject.resolve_source_path(source.plain_text_path, folder).read_text(encoding="utf-8")
        seen[source.name] = text
        for selection in source.plain_text_selection:
            same(f"{source.name}: selection", text[selection.start_position : selection.end_position], text)
            coded |= {(source.name, codes[coding.code_ref.target_guid]) for coding in selection.coding}
same("pyrefiqda: texts", {name: text.strip() for name, text in seen.items()}, {n: t.strip() for n, t in texts.items()})
same("pyrefiqda: codings", coded, {pair for pair in tagged if pair[0] in texts})
print(f"pyrefiqda: {len(seen)} texts and {len(coded)} codings arrive")

for sentence in wrong[:20]:
    print(f"differs: {sentence[:600]}", file=sys.stderr)
sys.exit(1 if wrong else 0)
