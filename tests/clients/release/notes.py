"""Notes of a made-up study, as a table: some begin like a formula, some are in other scripts.

    notes.py [SEED [NOTES]]
"""

import csv
import random
import sys

draw = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
out = csv.writer(sys.stdout)
out.writerow(["text", "kind", "tags", "setting", "stance", "happened_at", "audience", "aim"])
STARTS = ["", "=Moment ", "+", "@", "Cadwodd hi'r ymweliad i fynd ", "أبقت الزيارة مستمرة ", "kept it going 🙂 "]
for nth in range(int(sys.argv[2]) if len(sys.argv) > 2 else 400):
    out.writerow([
        f"{STARTS[nth % len(STARTS)]}moment {nth}, \"said\" twice;\nand a line more",
        draw.choice(["ordinary", "adjustment", "workaround", "surprise", ""]),
        draw.choice(["t.staff", "t.tool;a.share", "p.monitor", "w.stand-in;y.cost", ""]),
        draw.choice(["duty desk", "home visit", "court", "school", ""]),
        draw.choice(["own", "seen", "joint"]),
        f"2026-{1 + nth % 9:02}-{1 + nth % 27:02}T{nth % 24:02}:00:00+00:00",
        "academic" if nth % 5 else "private",
        "to keep the visit safe" if nth % 3 == 0 else "",
    ])
