"""The work of `cargo bench --bench agreement` with packages from PyPI, for a ratio: alpha and AC1 of 33
tags over 1,000 notes and 5 coders, once and over some of the 1,000 samples, scaled up.

Run it with the Python that `tests/clients/agreement` makes: target/clients/agreement/bin/python.
"""

import sys
import time

import krippendorff
import numpy as np

NOTES, TAGS, CODERS, SAMPLES = 1000, 33, 5, 1000
tried = int(sys.argv[1]) if len(sys.argv) > 1 else 5
random = np.random.default_rng(1)
tables = []
for tag in range(TAGS):
    truth = random.random(NOTES) < (2 + tag) / 100
    slips = random.random((CODERS, NOTES)) < 0.08
    tables.append((truth ^ slips).astype(int))
began = time.perf_counter()
for _ in range(tried):
    drawn = random.integers(0, NOTES, NOTES)
    for table in tables:
        sample = table[:, drawn]
        counts = np.stack([(sample == 0).sum(axis=0), (sample == 1).sum(axis=0)], axis=1)
        krippendorff.alpha(value_counts=counts, level_of_measurement="nominal")
took = time.perf_counter() - began
print(f"{took / tried * SAMPLES:.1f} s for {SAMPLES} samples of alpha alone ({tried} measured)")
