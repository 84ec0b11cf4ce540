"""Approves every text of a made-up study: the words are known to be nobody's."""

import json
import sys

for line in sys.stdin:
    item = json.loads(line)
    print("--approve", item["name"])
