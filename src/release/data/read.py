"""Reads every table of this release with its types, and adds the tallies of the README up again.

    python3 read.py            reads, adds up, and says whether the tallies agree
    >>> import read
    >>> rows = read.table("observations")

It needs Python 3.8 and nothing else.
"""

import csv
import hashlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = json.loads((HERE / "datapackage.json").read_text(encoding="utf-8"))
RUNS = "=+-@\uff1d\uff0b\uff0d\uff20"


def plain(cell):
    """The words of a cell: an apostrophe keeps a spreadsheet from running what looks like a formula."""
    parts = []
    for part in _parts(cell):
        rest = part.lstrip("' \u00a0")
        if part.startswith("'") and rest[:1] and rest[0] in RUNS:
            part = part[1:]
        parts.append(part)
    return "".join(parts)


def _parts(cell):
    start = 0
    for at, sign in enumerate(cell):
        if sign in ";\t\r\n":
            yield cell[start : at + 1]
            start = at + 1
    if start < len(cell):
        yield cell[start:]


def resource(name):
    """What the package says of a table."""
    return next(one for one in PACKAGE["resources"] if one["name"] == name)


def table(name):
    """A table as a list of rows; an empty cell is None, and NAME_why says why."""
    fields = resource(name)["schema"]["fields"]
    kinds = {field["name"]: field["type"] for field in fields}
    rows = []
    with open(HERE / resource(name)["path"], newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            read = {}
            for column, cell in row.items():
                if cell == "":
                    read[column] = None
                elif kinds[column] == "integer":
                    read[column] = int(cell)
                else:
                    read[column] = plain(cell)
            rows.append(read)
    return rows


def tables():
    """Every table by its name."""
    return {one["name"]: table(one["name"]) for one in PACKAGE["resources"]}


def tallies(observations, taggings):
    """How many observations have each value, as tallies.csv counts them."""
    counts = {}
    for row in observations:
        for column in ("period", "setting", "kind", "stance", "origin"):
            if column in row:
                value = row[column] if row[column] is not None else f"({row[column + '_why']})"
                counts[column, value] = counts.get((column, value), 0) + 1
    tagged = {}
    for row in taggings:
        tagged.setdefault(row["tag"], set()).add(row["observation"])
    for tag, of in tagged.items():
        counts["tag", tag] = len(of)
    return counts


def main():
    wrong = []
    for one in PACKAGE["resources"]:
        data = (HERE / one["path"]).read_bytes()
        if "sha256:" + hashlib.sha256(data).hexdigest() != one["hash"]:
            wrong.append(f"{one['path']} is not the file that was released")
    read = tables()
    counts = tallies(read["observations"], read.get("taggings", []))
    for row in read["tallies"]:
        found = counts.pop((row["by"], row["value"]), 0)
        print(f"{row['by']:<8} {row['value']:<32} {row['observations']:>6}")
        if found != row["observations"]:
            wrong.append(f"{row['by']} {row['value']}: {found}, and tallies.csv has {row['observations']}")
    wrong += [f"{by} {value} is not in tallies.csv" for by, value in counts]
    print(f"{len(read['observations'])} observations")
    for sentence in wrong:
        print(f"differs: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
