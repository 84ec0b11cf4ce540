#!/usr/bin/env python3
"""Takes rules of a team out of the program one by one, and says which test notices.

    python3 tests/mutants/run.py [NAME...]

The sources are copied into the build folder and each rule is taken out there, so that whatever stops this, no
source has changed. Its tests run on the copy as it is first: a test that fails anyway notices nothing. Ends with
code 1 where a rule can go unnoticed. Each takes a build of the crate and one test binary, a minute or two.
"""
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).resolve()
COPY = TARGET / "mutants"
# A rule whose loss makes a test run for ever is noticed, too.
LONGEST = 15 * 60

# Name, what is no longer so, file, as it is, as it is then, the tests that are to notice.
MUTANTS = [
    (
        "ledger",
        "what says something else than before leaves again",
        "src/share/ledger.rs",
        "if self.now.get(key).is_none_or(|(_, last)| *last != leaving.change) {",
        "if self.now.get(key).is_none() {",
        ["--test", "team"],
    ),
    (
        "restating",
        "segments are written again without what was taken back",
        "src/share/push.rs",
        "lines.any(|(number, line)| !line.body.is_empty() && !current.contains(&number))",
        "lines.any(|(number, line)| line.body.is_empty() && !current.contains(&number))",
        ["--test", "team"],
    ),
    (
        "copies",
        "of a laptop's copies of a note the one with the greatest number stands",
        "src/study/shared.rs",
        "if last.0.seq < stamp.seq {",
        "if last.0.seq > stamp.seq {",
        ["--lib", "study::outside"],
    ),
    (
        "recall",
        "what was taken back leaves the journals of colleagues",
        "src/journal/taking.rs",
        "        if !self.recalls {\n            return Ok(());",
        "        if self.recalls {\n            self.recalls = false;\n            return Ok(());",
        ["--test", "team_sim", "what_is_lowered"],
    ),
    (
        "merge",
        "of two values the later one counts, and not the one that arrived last",
        "src/study/fold.rs",
        "if self.stamp.is_none_or(|last| last < stamp) {\n            *self",
        "if true {\n            *self",
        ["--test", "fold"],
    ),
    (
        "names",
        "no steward gives a colleague's name to a laptop of theirs",
        "src/study/members.rs",
        "            known.push(whose);\n        }\n        known.contains(&whose)",
        "            known.push(whose);\n        }\n        true",
        ["--lib", "share::"],
    ),
    (
        "keys",
        "no key of the team has a greater number than there were removals",
        "src/share/team.rs",
        "filter(|epoch| u64::from(epoch.number) <= most)",
        "filter(|epoch| u64::from(epoch.number) <= most || most > 0)",
        ["--lib", "share::"],
    ),
    (
        "rights",
        "nobody takes back what another said",
        "src/study/rights.rs",
        "Item::Later(..) | Item::Sheet(_) | Item::Line(..) => Who::Author,",
        "Item::Later(..) | Item::Sheet(_) | Item::Line(..) => Who::Anyone,",
        ["--lib", "study::outside"],
    ),
    # Those of the table of leaks (docs/team.md) that would cost most, each with the test that it names.
    (
        "private-tags",
        "a tag that was typed in private does not leave by itself (leak 7)",
        "src/share/boundary.rs",
        "study.codebook().all().iter().filter(|t| t.status() != Status::Provisional) {",
        "study.codebook().all().iter().filter(|t| t.status() != Status::Retired) {",
        ["--test", "team", "nothing_private_is_in_anything_that_lies_on_the_shelf"],
    ),
    (
        "quiet",
        "an answer that was given in confidence does not leave (leak 10)",
        "src/analysis/exit.rs",
        "sheet.sort().is_some_and(|sort| !self.forms.is_quiet(sort, prompt))",
        "sheet.sort().is_some_and(|sort| !self.forms.is_quiet(sort, prompt) || !prompt.is_empty())",
        ["--test", "team", "nothing_private_is_in_anything_that_lies_on_the_shelf"],
    ),
    (
        "links",
        "nothing says that something is linked to which stays (leak 12)",
        "src/share/boundary.rs",
        "|| matches!(field, Field::Link { to, .. } if !self.is_known(*to));",
        "|| matches!(field, Field::Link { to, .. } if !self.is_known(*to) && false);",
        ["--test", "team", "nothing_private_is_in_anything_that_lies_on_the_shelf"],
    ),
    (
        "codings",
        "a coding that was not handed in does not leave (leak 41)",
        "src/share/boundary.rs",
        "said.author == self.me && round.handed_in(self.study, self.me).is_in()",
        "said.author == self.me",
        ["--test", "rounds", "three_coders_on_three_laptops_code_over_a_folder_and_read_nothing_before_the_close"],
    ),
    (
        "shown-out",
        "whoever was removed is not given the next key (leak 50)",
        "src/share/team.rs",
        "cards.filter(|card| card.until.is_none()).map(|card| card.recipient.as_str());",
        "cards.map(|card| card.recipient.as_str());",
        ["--test", "team_cli", "who_is_removed_reads_nothing_that_leaves_from_then_on"],
    ),
    (
        "before",
        "what was raised before there was a team waits until it is agreed to (leak 55)",
        "src/share/boundary.rs",
        "stamp.filter(|stamp| stamp.time > self.terms.since) else { return false };",
        "stamp.filter(|stamp| stamp.time > self.terms.since || true) else { return false };",
        ["--test", "team", "what_was_raised_before_the_team_is_asked_again_and_then_leaves"],
    ),
    (
        "new-key",
        "with a new key that is not taken in yet nothing leaves",
        "src/share/membership.rs",
        "if !lying.untaken(team).is_empty() {",
        "if lying.untaken(team).len() > 99 {",
        ["--test", "team_cli", "no_command_of_anybody_hands_out_what_a_removed_laptop_can_open"],
    ),
    (
        "after-removal",
        "what a removed laptop said after the last that counts says nothing",
        "src/study/outside/removed.rs",
        "self.last.get(&at.device).is_none_or(|last| at.seq <= *last)",
        "self.last.get(&at.device).is_none_or(|last| at.seq <= *last || at.seq > 0)",
        ["--test", "team_sim", "what_a_removed_laptop_said_after"],
    ),
    (
        "memos",
        "a memo on a note that was let go is hidden before its coder has exchanged",
        "src/study/outside.rs",
        "&& !along.takes(&line, |of| self.is_let_go(of)) =>",
        "&& !along.takes(&line, |of| self.is_let_go(of) && of.0 == 0) =>",
        ["--lib", "study::outside::tests::along"],
    ),
]


def copy():
    """The sources as they are here, beside the builds."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    shutil.rmtree(COPY, ignore_errors=True)
    for name in filter(None, listed.split("\0")):
        source, place = ROOT / name, COPY / name
        if source.is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, place)


def tested(tests):
    """Whether the tests pass on the copy, and what failed; ends everything where it does not build."""
    target, only = tests[:2] if tests[0] == "--test" else tests[:1], tests[len(tests) - 1 :]
    only = only if len(tests) > len(target) else []
    command = ["cargo", "test", "--locked", *target, "--", *only]
    env = os.environ | {"CARGO_TARGET_DIR": str(TARGET), "CARGO_TERM_COLOR": "never"}
    running = subprocess.Popen(
        command, cwd=COPY, env=env, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )
    try:
        said, _ = running.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
        return False, ["it does not end"]
    if re.search(r"^error(\[|: could not compile)", said, re.MULTILINE):
        sys.exit(f"it does not build\n{said[-3000:]}")
    ran = sum(int(n) for n in re.findall(r"^running (\d+) tests?$", said, re.MULTILINE))
    if ran == 0:
        sys.exit(f"no test ran: {' '.join(command)}\n{said[-1000:]}")
    failed = re.findall(r"^test (\S+) .*FAILED$", said, re.MULTILINE)
    return running.returncode == 0, failed or [said[-300:]]


def main():
    wanted = sys.argv[1:]
    names = [mutant[0] for mutant in MUTANTS]
    if unknown := [name for name in wanted if name not in names]:
        sys.exit(f"no such mutant: {' '.join(unknown)}; there are {' '.join(names)}")
    copy()
    sound, unnoticed = {}, []
    try:
        for name, what, file, was, then, tests in MUTANTS:
            if wanted and name not in wanted:
                continue
            path = COPY / file
            source = path.read_text()
            if source.count(was) != 1:
                sys.exit(f"{name}: the place in {file} is not what it was")
            if tuple(tests) not in sound:
                sound[tuple(tests)], failed = tested(tests)
                if not sound[tuple(tests)]:
                    sys.exit(f"{' '.join(tests)} fails as it is: {', '.join(failed)}")
            began = time.monotonic()
            path.write_text(source.replace(was, then))
            passes, failed = tested(tests)
            path.write_text(source)
            took = f"{time.monotonic() - began:.0f} s"
            noticed = "NOT NOTICED" if passes else f"noticed by {', '.join(failed)}"
            print(f"{name}: without \"{what}\": {noticed} ({took})", flush=True)
            unnoticed += [name] if passes else []
    finally:
        shutil.rmtree(COPY, ignore_errors=True)
    sys.exit(1 if unnoticed else 0)


main()
