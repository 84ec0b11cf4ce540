"""Reads a release as its recipients would, and fails on any difference from what the study says."""

import csv
import json
import pathlib
import sys
import warnings

import duckdb
import pyarrow.csv
import pyarrow.parquet
from frictionless import Package, validate
from pycanon import anonymity

import pandas

out, beside = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
wrong = []


def same(what, found, wanted):
    if found != wanted:
        wrong.append(f"{what}: {found!r}, and should be {wanted!r}")


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    report = validate(str(out / "datapackage.json"))
    same("frictionless", (report.valid, report.flatten(), report.warnings), (True, [], []))
    for task in report.tasks:
        same(f"frictionless, {task.name}", task.warnings, [])
package = Package(str(out / "datapackage.json"))
print(f"frictionless: {len(package.resources)} tables valid")

for resource in package.resources:
    name = resource.name
    with open(out / f"{name}.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    table = pyarrow.parquet.read_table(out / f"{name}.parquet")
    same(f"{name}: rows of Parquet", table.num_rows, len(rows))
    same(f"{name}: columns", table.column_names, list(rows[0]) if rows else table.column_names)
    meta = pyarrow.parquet.ParquetFile(out / f"{name}.parquet").metadata
    for group in range(meta.num_row_groups):
        for column in range(meta.num_columns):
            same(f"{name}: statistics", meta.row_group(group).column(column).is_stats_set, False)
    types = {field.name: field.type for field in resource.schema.fields}
    for column in table.column_names:
        values = table.column(column).to_pylist()
        for row, value in zip(rows, values):
            cell = row[column]
            if types[column] == "integer":
                same(f"{name}.{column}", value, int(cell) if cell else None)
            elif value is None:
                same(f"{name}.{column}", cell, "")
            else:
                # An apostrophe keeps spreadsheets from running a cell.
                same(f"{name}.{column}", cell.replace("'", ""), value.replace("'", ""))
    from_csv = duckdb.sql(
        f"select count(*) from read_csv('{out / name}.csv', header = true, all_varchar = true)"
    ).fetchall()[0][0]
    from_parquet = duckdb.sql(f"select count(*) from '{out / name}.parquet'").fetchall()[0][0]
    same(f"{name}: rows by DuckDB", (from_csv, from_parquet), (len(rows), len(rows)))
    options = pyarrow.csv.ParseOptions(newlines_in_values=True)
    by_arrow = pyarrow.csv.read_csv(out / f"{name}.csv", parse_options=options)
    same(f"{name}: rows of CSV by pyarrow", by_arrow.num_rows, len(rows))
print("pyarrow, DuckDB: CSV and Parquet hold the same")


def tally(by):
    lines = (beside / f"tally-{by}.json").read_text(encoding="utf-8")
    return {row["name"]: row["count"] for row in json.loads(lines)["rows"]}


for by in ("kind", "stance", "origin"):
    found = duckdb.sql(f"select {by}, count(*) from '{out}/observations.parquet' group by 1").fetchall()
    wanted = tally(by)
    for value, count in found:
        if value is not None:
            same(f"tally by {by}, {value}", count, wanted[value])
found = duckdb.sql(
    f"select tag, count(distinct observation) from '{out}/taggings.parquet' group by 1"
).fetchall()
same("tags in use", len(found) > 3, True)
for tag, count in found:
    same(f"tally by tag, {tag}", count, tally("tag")[tag])
print("DuckDB: counts are those of asdone tally")

frame = pandas.read_csv(out / "observations.csv")
classes = frame[["period", "period_why", "setting", "setting_why"]].fillna("-")
k = anonymity.k_anonymity(classes, list(classes.columns))
smallest = int(classes.groupby(list(classes.columns)).size().min())
same("k by pycanon", (k >= 5, k), (True, smallest))
print(f"pycanon: k is {k}")

for sentence in wrong[:20]:
    print(f"differs: {sentence}", file=sys.stderr)
sys.exit(1 if wrong else 0)
