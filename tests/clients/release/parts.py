"""Reads the parts of several studies as one data set, and fails on any difference from their packages.

    parts.py FOLDER PACKAGE…
"""

import pathlib
import sys

import duckdb
import pyarrow.dataset

folder, packages = pathlib.Path(sys.argv[1]), [pathlib.Path(name) for name in sys.argv[2:]]
wrong = []


def same(what, found, wanted):
    if found != wanted:
        wrong.append(f"{what}: {found!r}, and should be {wanted!r}")


def rows(query):
    return sorted(duckdb.sql(query).fetchall(), key=repr)


def parts(table):
    glob = f"{folder}/study=*/{table}/month=*/*.parquet"
    return (
        f"read_parquet('{glob}', hive_partitioning = true, union_by_name = true, "
        "hive_types = {'month': varchar, 'study': varchar})"
    )


studies = sorted(path.name.removeprefix("study=") for path in folder.glob("study=*"))
same("studies", len(studies), len(packages))
tables = sorted(path.stem for path in packages[0].glob("*.parquet"))
same("tables", len(tables) >= 5, True)
for table in tables:
    columns = duckdb.sql(f"select * from '{packages[0]}/{table}.parquet'").columns
    listed = ", ".join(f'"{column}"' for column in columns)
    of_packages = ", ".join(f"'{package}/{table}.parquet'" for package in packages)
    whole = rows(f"select {listed} from read_parquet([{of_packages}], union_by_name = true)")
    same(f"{table}: rows", rows(f"select {listed} from {parts(table)}"), whole)
    found = duckdb.sql(f"select * from {parts(table)}").columns
    same(f"{table}: columns", found, columns + ["month", "study"] if "month" in found else columns)
    same(f"{table}: studies", [s for (s,) in rows(f"select distinct study from {parts(table)}")], studies)
print(f"DuckDB: {len(studies)} studies are one data set, and say in {len(tables)} tables what their packages say")

# A folder says what the period says, and nothing where that is missing.
differs = rows(f"select period, month from {parts('observations')} where month is distinct from period")
same("months", differs, [])
months = rows(f"select distinct month from {parts('observations')} where month is not null")
same("months that there are", len(months) > 5, True)

# Figures over all studies come to the sum of what each tells.
of_all = rows(
    f"select \"by\", value, sum(observations)::bigint from {parts('tallies')} where \"by\" = 'kind' group by all"
)
counted = rows(
    "select 'kind', coalesce(kind, '(' || kind_why || ')'), count(*) "
    f"from {parts('observations')} group by all"
)
same("tallies of all", of_all, counted)
joined = duckdb.sql(
    f"select count(*) from {parts('taggings')} t join {parts('observations')} o "
    "on t.study = o.study and t.observation = o.id"
).fetchall()[0][0]
same("taggings that name an observation", joined, len(rows(f"select * from {parts('taggings')}")))
one = duckdb.sql(f"select count(*) from {parts('observations')} where study = '{studies[0]}'").fetchall()[0][0]
sizes = [duckdb.sql(f"select count(*) from '{package}/observations.parquet'").fetchall()[0][0] for package in packages]
same("a study by its name", one in sizes, True)
print("DuckDB: months, sums and joins hold")

files = [str(path) for path in folder.glob("study=*/observations/month=*/*.parquet")]
by_arrow = pyarrow.dataset.dataset(files, partitioning=pyarrow.dataset.partitioning(flavor="hive"), partition_base_dir=str(folder))
same("rows by pyarrow", by_arrow.count_rows(), sum(sizes))
same("studies by pyarrow", sorted(set(by_arrow.to_table(columns=["study"])["study"].to_pylist())), studies)
print("pyarrow: the same")

for sentence in wrong[:20]:
    print(f"differs: {sentence}", file=sys.stderr)
sys.exit(1 if wrong else 0)
