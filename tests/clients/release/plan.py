"""Fills the blanks of a plan in."""

import sys

text = sys.stdin.read().replace('= "" # needed', '= "Riverside, moments of normal work" # needed')
lines = []
for line in text.splitlines():
    if line.startswith("licence = "):
        line = 'licence = "https://creativecommons.org/licenses/by-nc/4.0/"'
    if line.startswith("fields = "):
        line = 'fields = ["period", "setting", "kind", "stance", "origin", "delay", "text", "aim"]'
    if line.startswith("tables = "):
        line = 'tables = ["taggings", "coverage"]'
    if line == "# [[creators]]" or line.startswith(("# \"", "# family", "# given", "# orcid")):
        line = line[2:]
    lines.append(line)
text = "\n".join(lines).replace("0000-0000-0000-0000", "0000-0002-1825-0097")
print(text.replace('"home visit" = "a home"', '"home visit" = "a home"\n"court" = "court"\n"school" = "school"'))
