"""Compares `asdone agreement` with independent implementations over 500 random tables.

Where both define a figure they have to be the same to 1e-9. Where they differ by intent (one defines
what the other does not, or rounds a constant), each way of differing is counted and printed, with who
is right by the source. Anything else ends with code 1.
"""

import csv
import io
import json
import random
import subprocess
import sys
import warnings
from collections import Counter
from fractions import Fraction

import krippendorff
from nltk.metrics.agreement import AnnotationTask
import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from nltk.metrics.distance import masi_distance
from statsmodels.stats.inter_rater import cohens_kappa, fleiss_kappa

warnings.filterwarnings("ignore")
TABLES = 500
program = sys.argv[1]


def ours(rows, *args):
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["unit", "coder", "value"])
    table.writerows(rows)
    done = subprocess.run(
        [program, "agreement", "--table", "-", "--json", "--samples", "0", *args],
        input=out.getvalue(), capture_output=True, text=True,
    )
    if done.returncode not in (0, 1):
        sys.exit(f"asdone ended with {done.returncode}: {done.stderr}")
    return json.loads(done.stdout)


def theirs(work):
    try:
        value = float(work())
        return value if np.isfinite(value) else None
    except Exception:
        return None


def exact_masi(a, b):
    """The distance of Passonneau 2006, with thirds and not .33 and .67."""
    a, b = set(a), set(b)
    if a == b:
        return 0.0
    common = len(a & b)
    weight = Fraction(0)
    if common:
        weight = Fraction(2, 3) if common == min(len(a), len(b)) else Fraction(1, 3)
    return float(1 - weight * Fraction(common, len(a | b)))


def alpha_of_sets(units, distance):
    values = [unit for unit in units if len(unit) >= 2]
    flat = [value for unit in values for value in unit]
    n = len(flat)
    observed = sum(
        sum(distance(a, b) for i, a in enumerate(u) for j, b in enumerate(u) if i != j) / (len(u) - 1)
        for u in values
    ) / n
    expected = sum(
        distance(a, b) for i, a in enumerate(flat) for j, b in enumerate(flat) if i != j
    ) / (n * (n - 1))
    return 1 - observed / expected


def by_psych(pairs):
    """Cohen's kappa of psych (R) for each table of pairs; None where it gives none."""
    script = """
        suppressMessages(library(psych))
        all <- read.csv(file("stdin"))
        for (one in split(all, factor(all$table, unique(all$table)))) {
            levels <- sort(unique(c(one$a, one$b)))  # a square of counts: two raw columns of two rows are read as one
            counts <- table(factor(one$a, levels), factor(one$b, levels))
            kappa <- tryCatch(suppressWarnings(cohen.kappa(counts)$kappa), error = function(e) NA)
            cat(sprintf("%.17g\\n", kappa))
        }
    """
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["table", "a", "b"])
    table.writerows((nth, a, b) for nth, units in pairs.items() for a, b in units)
    done = subprocess.run(["Rscript", "-e", script], input=out.getvalue(), capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"psych: {done.stderr}")
    values = [theirs(lambda: line) for line in done.stdout.split()]
    if len(values) != len(pairs):
        sys.exit(f"psych: {len(values)} answers for {len(pairs)} tables")
    return dict(zip(pairs, values))


same, differ, wrong = Counter(), Counter(), []
of_two, pairs_of_two = {}, {}


def compare(table, figure, whose, mine, other, reason_of):
    if mine is not None and other is not None:
        if abs(mine - other) <= 1e-9:
            same[f"{figure}, {whose}"] += 1
            return
        reason = reason_of("value")
    elif mine is None and other is None:
        same[f"{figure}, {whose}: both say undefined"] += 1
        return
    else:
        reason = reason_of("they" if mine is None else "we")
    if reason:
        differ[f"{figure}, {whose}: {reason}"] += 1
    else:
        wrong.append((table, figure, whose, mine, other))


randomness = random.Random(20261128)
for table in range(TABLES):
    coders = randomness.randint(2, 5)
    units = randomness.randint(3, 40)
    categories = randomness.randint(2, 5)
    skew = randomness.random()
    missing = randomness.choice([0, 0, 0.1, 0.3, 0.6])
    cells = np.full((coders, units), np.nan)
    for unit in range(units):
        truth = 0 if randomness.random() < skew else randomness.randrange(categories)
        for coder in range(coders):
            if randomness.random() < missing:
                continue
            slip = randomness.random() < 0.3
            cells[coder, unit] = randomness.randrange(categories) if slip else truth
    rows = [
        (f"u{unit}", f"c{coder}", f"k{int(cells[coder, unit])}")
        for unit in range(units) for coder in range(coders) if not np.isnan(cells[coder, unit])
    ]
    if not rows:
        continue
    found = ours(rows)
    said = (~np.isnan(cells)).sum(axis=0)
    values = sorted({int(v) for v in cells[~np.isnan(cells)]})
    # A coder or unit without a single coding is not in a table of codings.
    kept = cells[(~np.isnan(cells)).any(axis=1)][:, said > 0]
    said = said[said > 0]
    one = len(values) == 1

    def value(name):
        return found[name]["value"]

    def undefined(name):
        return found[name].get("undefined")

    # krippendorff
    other = theirs(lambda: krippendorff.alpha(reliability_data=kept, level_of_measurement="nominal"))
    pairable = kept[:, said >= 2]
    compare(
        table, "alpha", "krippendorff", value("alpha"), other,
        lambda who: "undefined here: all values in units with two codings are one category; "
        "they print a number (we are right: nothing is expected by chance)"
        if who == "they" and undefined("alpha") in ("one-category", "no-pair") else None,
    )
    # irrCAC
    frame = pd.DataFrame({f"c{i}": [None if np.isnan(v) else str(int(v)) for v in row]
                          for i, row in enumerate(kept)})
    cac = theirs(lambda: 0) is not None and CAC(frame)
    for name, call in (("ac1", "gwet"), ("alpha", "krippendorff")):
        other = theirs(lambda: getattr(cac, call)()["est"]["coefficient_value"])
        # irrCAC rounds what it prints to five digits; work with its numbers before rounding where the
        # package keeps them, else compare to the digits that it gives.
        if other is not None and value(name) is not None and round(value(name), 5) == round(other, 5):
            same[f"{name}, irrCAC (to its five digits)"] += 1
            continue
        compare(
            table, name, "irrCAC", value(name), other,
            lambda who: "undefined here, a number there: one category, or no unit with two codings "
            "(we are right: chance cannot be told from agreement)"
            if who == "they" and undefined(name) in ("one-category", "no-pair")
            else "none there where one unit alone has two codings (we are right, as krippendorff is: "
            "the formula has a value)"
            if who == "we" and pairable.shape[1] == 1 else None,
        )
    # AC1 by the formula, to all digits: Gwet 2008.
    if undefined("ac1") is None:
        counts = np.array([[np.sum(kept[:, u] == v) for v in values] for u in range(kept.shape[1])])
        many = counts.sum(axis=1)
        two = many >= 2
        agreed = np.mean((counts * (counts - 1)).sum(axis=1)[two] / (many * (many - 1))[two])
        share = np.mean(counts / many[:, None], axis=0)
        chance = np.sum(share * (1 - share)) / (len(values) - 1)
        compare(table, "ac1", "its formula", value("ac1"), (agreed - chance) / (1 - chance), lambda _: None)
    # statsmodels
    if len(set(said)) == 1 and said[0] >= 2:
        counts = np.array([[np.sum(kept[:, u] == v) for v in values] for u in range(kept.shape[1])])
        other = theirs(lambda: fleiss_kappa(counts, method="fleiss"))
        compare(
            table, "fleiss_kappa", "statsmodels", value("fleiss_kappa"), other,
            lambda who: None,
        )
    else:
        same["fleiss_kappa: unequal numbers, undefined here and not asked of statsmodels"] += (
            undefined("fleiss_kappa") in ("unequal-coders", "no-pair"))
        if value("fleiss_kappa") is not None:
            wrong.append((table, "fleiss_kappa", "unequal numbers", value("fleiss_kappa"), None))
    if kept.shape[0] == 2 and pairable.shape[1]:
        square = np.zeros((len(values), len(values)))
        for a, b in pairable.T:
            square[values.index(int(a)), values.index(int(b))] += 1
        of_two[table] = (value("cohen_kappa"), undefined("cohen_kappa"))
        pairs_of_two[table] = [(int(a), int(b)) for a, b in pairable.T]
        other = theirs(lambda: cohens_kappa(square, return_results=False))
        compare(table, "cohen_kappa", "statsmodels", value("cohen_kappa"), other, lambda who: None)
        triples = [(f"c{c}", f"u{u}", int(pairable[c, u]))
                   for u in range(pairable.shape[1]) for c in range(2)]
        other = theirs(lambda: AnnotationTask(triples).kappa())
        compare(
            table, "cohen_kappa", "nltk", value("cohen_kappa"), other,
            lambda who: "undefined here, a number there: one category (we are right)"
            if who == "they" and undefined("cohen_kappa") == "one-category" else None,
        )
    # nltk: alpha, on complete tables alone (it has no way to leave a value out of one unit)
    if pairable.shape[1] and not np.isnan(pairable).any():
        triples = [(f"c{c}", f"u{u}", int(pairable[c, u]))
                   for u in range(pairable.shape[1]) for c in range(pairable.shape[0])]
        other = theirs(lambda: AnnotationTask(triples).alpha())
        compare(
            table, "alpha", "nltk", value("alpha"), other,
            lambda who: "undefined here, 1 there: one category (we are right: Krippendorff 2011 has no "
            "reliability without variation)"
            if who == "they" and undefined("alpha") == "one-category" else None,
        )
    # Sets of tags
    tags = ["a", "b", "c", "d", "e"]
    sets = {}
    for unit in range(units):
        truth = {tag for tag in tags if randomness.random() < 0.35}
        for coder in range(coders):
            if randomness.random() < missing:
                continue
            slip = {tag for tag in tags if randomness.random() < 0.15}
            sets[(unit, coder)] = frozenset(truth ^ slip)
    if not sets:
        continue
    rows = [(f"u{u}", f"c{c}", ";".join(sorted(s))) for (u, c), s in sets.items()]
    found = ours(rows, "--sets")
    mine = found["alpha_masi"]["value"]
    lists = [[s for (u, _), s in sets.items() if u == unit] for unit in range(units)]
    other = theirs(lambda: alpha_of_sets(lists, exact_masi))
    compare(table, "alpha_masi", "its formula", mine, other, lambda who: None)
    full = all(len(unit) == coders for unit in lists)
    if full and all(sets.values()):
        triples = [(f"c{c}", f"u{u}", s) for (u, c), s in sets.items()]
        other = theirs(lambda: AnnotationTask(triples, masi_distance).alpha())
        rounded = mine is not None and other is not None and abs(mine - other) < 0.01
        compare(
            table, "alpha_masi", "nltk", mine, other,
            lambda who: "they weight with .67 and .33 instead of 2/3 and 1/3 (we are right by Passonneau 2006)"
            if who == "value" and rounded else None,
        )
    elif full:
        other = theirs(lambda: masi_distance(frozenset(), frozenset()))
        differ["alpha_masi, nltk: two empty sets "
               + ("are divided by zero there" if other is None else f"are {other} apart there")
               + ", 0 apart here (we are right: they are the same)"] += 1

for table, other in by_psych(pairs_of_two).items():
    mine, why = of_two[table]
    compare(
        table, "cohen_kappa", "psych", mine, other,
        lambda who: "undefined here, a number there: one category (we are right)"
        if who == "they" and why == "one-category" else None,
    )

print(f"{TABLES} tables")
print("the same:")
for what, times in sorted(same.items()):
    print(f"  {times:5}  {what}")
print("different, and who is right:")
for what, times in sorted(differ.items()):
    print(f"  {times:5}  {what}")
if wrong:
    print("different without a reason:")
    for what in wrong[:20]:
        print("  ", what)
    sys.exit(1)
