"""usage: cargo tree ... | listed.py LIST.cdx.json LICENCES.txt

Every library that cargo names (one "name version" a line) has to stand in the list of what is built in, with its
licence, and in the licences.
"""

import json
import sys

wanted = {tuple(line.split()) for line in sys.stdin if line.strip()}
with open(sys.argv[1], encoding="utf-8") as file:
    bom = json.load(file)
with open(sys.argv[2], encoding="utf-8") as file:
    licences = {tuple(line.split()[:2]) for line in file if line.startswith("  ")}

faults = []
if bom.get("bomFormat") != "CycloneDX" or bom.get("specVersion") not in {"1.3", "1.4", "1.5", "1.6"}:
    faults.append(f"not a list of CycloneDX: {bom.get('bomFormat')} {bom.get('specVersion')}")
program = bom["metadata"]["component"]
parts = bom["components"] + [program]
listed = {(part["name"], part["version"]) for part in parts}
faults += [f"not listed: {name} {version}" for name, version in sorted(wanted - listed)]
faults += [f"no licence listed: {part['name']}" for part in parts if not part.get("licenses")]
faults += [f"no address to find it by: {part['name']}" for part in parts if not part.get("purl")]
faults += [f"no licence enclosed: {name} {version}" for name, version in sorted(wanted - licences)]
# Whatever hangs on something has to be in the list itself.
known = {part["bom-ref"] for part in parts}
hanging = {ref for link in bom["dependencies"] for ref in [link["ref"], *link.get("dependsOn", [])]}
faults += [f"hangs on nothing that is listed: {ref}" for ref in sorted(hanging - known)]
if len(wanted) < 100:
    faults.append(f"cargo named only {len(wanted)} libraries")
for fault in faults:
    print(fault, file=sys.stderr)
print(f"{sys.argv[1].rsplit('/', 1)[-1]}: {len(wanted)} libraries")
sys.exit(bool(faults))
