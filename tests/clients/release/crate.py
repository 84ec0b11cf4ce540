"""RO-Crate's own validator over a release, with the terms of RO-Crate 1.1 as the package `rocrate` ships
them: the validator and the JSON-LD reader ask for nothing else from outside, and anything else that
is asked for fails.

    python crate.py FOLDER
"""

import io
import json
import pathlib
import sys

import rocrate

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
terms = json.loads((pathlib.Path(rocrate.__file__).parent / "data" / "ro-crate.jsonld").read_text(encoding="utf-8"))
asked = set()


class Answer:
    """What a web server would say."""

    status_code = 200
    headers = {"Content-Type": "application/ld+json"}
    text = json.dumps({"@context": terms["@context"]})
    content = text.encode()

    def json(self):
        return json.loads(self.text)


def answer(url):
    asked.add(url)
    if url != CONTEXT:
        raise RuntimeError(f"{url} is asked for, and is not here")
    return Answer()


from rdflib.plugins.shared.jsonld import context as of_context
from rdflib.plugins.shared.jsonld import util
from rocrate_validator.utils.http import HttpRequester

HttpRequester.get = lambda self, url, **_: answer(url)


def source_to_json(source, *rest, **more):
    if isinstance(source, str) and source.startswith("http"):
        return answer(source).json(), []
    return before(source, *rest, **more)


before = util.source_to_json
util.source_to_json = of_context.source_to_json = source_to_json

from rocrate_validator import models, services

settings = services.ValidationSettings(
    rocrate_uri=pathlib.Path(sys.argv[1]).resolve(),
    profile_identifier="ro-crate-1.1",
    requirement_severity=models.Severity.REQUIRED,
)
result = services.validate(settings)
issues = [f"{issue.severity.name}: {issue.message}" for issue in result.get_issues()]
for issue in issues:
    print(f"roc-validator: {issue}", file=sys.stderr)
checks = len(list(result.executed_checks))
if CONTEXT not in asked or checks < 20:
    print(f"roc-validator: {checks} checks and {sorted(asked)} asked for: it has not looked", file=sys.stderr)
    sys.exit(1)
print(f"roc-validator: {checks} checks of ro-crate-1.1, required and terms from the package rocrate, {len(issues)} issues")
sys.exit(1 if issues else 0)
