#!/usr/bin/env python3
"""Makes the studies of `older.zip`: what the program at commit b8b6d2d left on disk.

    git worktree add ../then b8b6d2d
    cp tests/older/portrait.rs ../then/examples/
    (cd ../then && cargo build && cargo build --example portrait)
    python3 tests/older/make.py ../then/target/debug tests/older/older.zip

That program does all of it by its plain commands, on a clock that is moved (`clock.c`), and on its screens in a
pseudo-terminal where no command leads: half-typed texts, and notes that came while a study was locked or
open elsewhere. The zip has two homes, `clear` and `sealed`, each with a study in use (`study`), a copy that is
kept (`stick`), and the portrait that the program at that commit draws of it (`portrait`).

Every change, sort, field and line is made that a command of that program could make. None of them
made a line `Note`, and none renamed a person.
"""

import fcntl
import json
import os
import pathlib
import pty
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import zipfile
from datetime import datetime, timezone

PROGRAMS = pathlib.Path(sys.argv[1]).resolve()
ZIP = pathlib.Path(sys.argv[2])
HERE = pathlib.Path(__file__).resolve().parent
PASSPHRASE = "lantern otter gravel seventeen"

# The day on which all of it happened: Monday 2 March 2026, from eight in the morning.
BEGAN = datetime(2026, 3, 2, 8, 0, tzinfo=timezone.utc).timestamp()


class Desk:
    """A home of the program at that commit, and its clock."""

    def __init__(self, home, sealed):
        self.home = home
        self.sealed = sealed
        self.moved = BEGAN - time.time()
        home.mkdir()
        (home / "passphrase").write_text(PASSPHRASE + "\n")
        (home / "passphrase").chmod(0o600)

    def later(self, minutes):
        self.moved += 60 * minutes

    def env(self):
        env = {k: v for k, v in os.environ.items() if not k.startswith("ASDONE")}
        env.update(ASDONE_HOME=str(self.home), TZ="UTC", LANG="C.UTF-8", TERM="xterm-256color")
        env.update(LD_PRELOAD=str(CLOCK), MOVED_BY=str(int(self.moved)))
        return env

    def run(self, *args, says="", code=0, locked=False, told=False):
        """What a command printed; with `told` also what it said on standard error."""
        command = [str(PROGRAMS / "asdone")]
        if self.sealed and not locked:
            command += ["--passphrase-file", str(self.home / "passphrase")]
        says = says if isinstance(says, bytes) else says.encode()
        done = subprocess.run(command + list(args), env=self.env(), input=says, capture_output=True)
        both = done.stdout.decode() + done.stderr.decode()
        assert done.returncode == code, f"{args}: {done.returncode}\n{both}"
        self.moved += 20
        return both if told else done.stdout.decode()

    def add(self, text, *args):
        return json.loads(self.run("add", "--json", text, *args))["code"]

    def first(self, *args):
        return json.loads(self.run(*args).splitlines()[0])

    def screens(self, *args):
        """That program in a terminal of 80 by 24: its screens, or a command that asks."""
        child, terminal = pty.fork()
        if child == 0:
            os.execve(PROGRAMS / "asdone", ["asdone", *args], self.env())
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        os.kill(child, signal.SIGWINCH)

        def read():
            try:
                while os.read(terminal, 4096):
                    pass
            except OSError:
                pass

        threading.Thread(target=read, daemon=True).start()
        time.sleep(2)
        return child, terminal

    def types(self, terminal, text):
        for letter in text:
            self.presses(terminal, letter)
        time.sleep(1)

    def presses(self, terminal, key):
        os.write(terminal, key.encode())
        time.sleep(0.04)

    def ends(self, child, terminal, how):
        os.kill(child, how)
        os.waitpid(child, 0)
        os.close(terminal)


def begin(desk):
    init = ["init", "--name", "Riverside", "--pseudonym", "wren", "--setting", "duty desk"]
    desk.run(*init, *(["--seal"] if desk.sealed else []))
    desk.run("study", "--name", "Riverside duty team", "--add-setting", "home visit")
    desk.run("study", "--whose", "team", "--threshold", "4")
    desk.run("study", "--whose", "own")


def notes(desk):
    full = []
    for word in ["aim", "cues", "expectation", "options", "pressure", "prescribed", "done"]:
        full += ["--" + word, f"{word}: what was said of it, 学校"]
    n = {}
    n["full"] = desk.add("Rang school before the visit #s.check #p.anticipate !a", *full)
    n["plain"] = desk.add("Handover took ten minutes and nothing was left over !o")
    n["tool"] = desk.add('-15m Printer down, wrote the plan by hand\nand read it back #t.tool !w @"duty desk"')
    n["surprise"] = desk.add("School rang back before I could ring them !s", "--stance", "joint")
    n["kept"] = desk.add("Mother rang because she knows the duty number #s.relate !k", "--prompted=07:10")
    n["gone"] = desk.add("The boy in the red coat told me where he sleeps", "--stance", "seen")
    n["leaves"] = desk.add("Heard something that may have to be reported")
    n["also"] = desk.add("Heard another thing that may have to be reported")
    desk.run("jot", "-", says="08:02 a Drew the week with the boy #a.tailor\n08:04 Kept tomorrow's first slot free\n")
    rows = [{"text": "Two lines from a table", "kind": "surprise", "tags": ["s.speak"]}]
    desk.run("import", "-", "--format", "jsonl", says="".join(json.dumps(row) + "\n" for row in rows))
    desk.add("A slip that is undone at once")
    desk.run("undo")
    desk.later(10)
    desk.run("amend", n["tool"], "Printer down, so I wrote the plan by hand", "--why", "clearer")
    desk.run("amend", n["plain"], "Handover took ten minutes")
    desk.run("undo")
    desk.run("later", n["tool"], "The hand copy was what the court used")
    desk.run("later", n["tool"], "It names a child")
    desk.run("later", n["kept"], "A note of later that is taken back")
    desk.run("undo")
    desk.run("withdraw", n["plain"], "--reason", "too easy to tell which family it was")
    desk.run("undo")
    desk.run("withdraw", n["plain"], "--reason", "too easy to tell which family it was")
    new = ["--kind", "kept-safe", "--at", "2026-03-02 07:45", "--setting", "court", "--stance", "seen"]
    for word in ["aim", "cues", "expectation", "options", "pressure", "prescribed", "done"]:
        new += ["--" + word, f"{word}, put right"]
    desk.run("set", n["surprise"], *new, "--prompted=07:30")
    desk.run("set", n["surprise"], "--no-kind", "--aim", "")
    desk.run("undo")
    desk.run("redo")
    desk.run("tag", n["surprise"], "s.check", "t.tool")
    desk.run("untag", n["surprise"], "t.tool")
    desk.run("tag", n["surprise"], "noise")
    return n


def codebook(desk):
    desk.run("codebook", "add", "noise", "--group", "TRIGGER", "--definition", "It was too loud.")
    desk.run("codebook", "edit", "noise", "--name", "t.noise", "--include", "phones", "--exclude",
             "people -> t.interrupt", "--source", "the team")
    desk.run("codebook", "move", "t.noise", "PLACE")
    desk.run("codebook", "add", "t.din", "--group", "TRIGGER", "--definition", "The same.")
    desk.run("codebook", "merge", "t.din", "t.noise")
    desk.run("codebook", "retire", "s.margin")
    desk.run("codebook", "restore", "s.margin")
    desk.run("codebook", "retire", "s.margin")


def shifts(desk):
    desk.run("shift", "plan", "--prompts", "3", "--hours", "8", "--quiet", "22:00-06:00", "--bell", "on")
    desk.run("shift", "plan", "--every", "30")
    desk.run("shift", "start", "--setting", "duty desk")
    desk.run("shift", "pause")
    desk.later(5)
    desk.run("shift", "resume")
    desk.later(40)
    desk.run("shift", "prompt")
    desk.run("add", "Answered when the bell rang #s.check", "--prompted", "--setting", "duty desk")
    desk.later(35)
    desk.run("shift", "prompt")
    desk.run("shift", "prompt", "--later")
    desk.later(15)
    desk.run("shift", "prompt")
    desk.run("shift", "prompt", "--miss")
    desk.run("shift", "end")
    desk.run("shift", "close", "--ask", says="The rota held\nNothing\n\nThe phone\n")
    desk.run("shift", "add", "--from", "2026-02-27 08:00", "--to", "2026-02-27 16:10",
             "--setting", "court", "--not-covered")
    code = desk.first("shift", "list", "--json")["code"]
    desk.run("shift", "covered", code, "--not")


def looks_back(desk, n):
    said = "To get him to say one thing\nThe phone on the desk\nThe clock\nA long wait\n\n\nTime\nFine\nIt held\n"
    desk.run("reflect", n["surprise"], "--ask", says=said)
    code = desk.first("reflect", "list", "--json")["code"]
    desk.run("reflect", "tag", code, "t.tool", "s.check")
    desk.run("reflect", "tag", code, "t.tool", "--off")
    desk.run("reflect", "done", code)
    desk.run("audience", code, "team")
    other = desk.run("reflect", n["full"], "--ask", says="An aim\n")
    assert other is not None
    for line in desk.run("reflect", "list", "--json").splitlines():
        if json.loads(line)["code"] != code:
            desk.run("reflect", "withdraw", json.loads(line)["code"], "--reason", "not mine to tell")
            break
    return code


def leaves(desk, n):
    desk.run("stop", n["leaves"], "--keep")
    desk.run("stop", n["also"], "--keep")
    kept = [json.loads(line)["code"] for line in desk.run("stop", "list", "--json").splitlines()]
    desk.run("stop", "delete", kept[0], "--yes")
    desk.run("stop", "--print", says="Printed once, and gone\n")
    desk.run("stop", "--discard", says="Discarded, and gone\n")


def voices(desk, n):
    desk.run("voice", "new", "You wrote it big so I could read it", "--speaker", "child", "--manner", "drew",
             "--assent", "said yes", "--may-share", "--about", n["full"])
    code = desk.first("voice", "list", "--json")["code"]
    desk.run("voice", "say", code, "helped", "The large paper")
    desk.run("voice", "place", code, "treated", "113")
    desk.run("voice", "place", code, "known", "middle")
    desk.run("voice", "link", code, n["tool"])
    desk.run("voice", "unlink", code, n["tool"])
    desk.run("voice", "did", code, "We carry large paper now")
    desk.run("audience", code, "team")
    desk.run("voice", "new", "Take this out again please", "--speaker", "parent")
    other = [json.loads(line)["code"] for line in desk.run("voice", "list", "--json").splitlines()]
    other = next(one for one in other if one != code)
    desk.run("voice", "withdraw", other, "--reason", "they said so", "--yes")
    return code


def debriefs(desk, n):
    desk.run("audience", n["full"], n["tool"], "team")
    desk.run("audience", n["kept"], "academic")
    desk.run("audience", n["surprise"], "organisation")
    begun = desk.run("debrief", "begin", "--attending", "4", "--title", "The week of the printer")
    code = begun.split()[0]
    desk.run("debrief", "show-note", n["tool"], n["full"])
    desk.run("debrief", "show-note", n["full"], "--off")
    desk.run("debrief", "step", "tell")
    desk.run("debrief", "say", "It had been down since Monday", "--about", n["tool"])
    desk.run("debrief", "say", "I rang round first", "--by", "heron")
    desk.run("debrief", "say", "This line is struck")
    desk.run("undo")
    desk.run("debrief", "carry", "keep", "Read the plan back")
    desk.run("debrief", "carry", "carry", "A second printer", "--owner", "team lead", "--by", "2026-03-17")
    desk.run("debrief", "carry", "try", "A line to be erased")
    desk.run("debrief", "attend", "5")
    carried = [json.loads(line) for line in desk.run("debrief", "carried", "--json").splitlines()]
    line = next(one for one in carried if "printer" in one["text"])
    desk.run("debrief", "outcome", line["code"], "It came on Friday")
    desk.run("debrief", "end")
    desk.run("debrief", "told", "We asked for a second printer")
    return code, line["code"]


def lessons(desk, n, line):
    code = desk.run("lesson", "new", "--title", "A printer at court", "--from", n["tool"], "--from", line,
                    "--tag", "t.tool", "--step", "try", "--level", "organisation", "--owner", "team lead",
                    "--reply-by", "2026-03-20", "--look-again", "2026-06-01",
                    says="The hand copy was used.\n").split()[0]
    desk.run("lesson", "edit", code, "works", "Somebody reads it back")
    desk.run("lesson", "edit", code, "costs", "Ten minutes, of whoever is on duty")
    desk.run("lesson", "ground", code, n["full"])
    desk.run("lesson", "unground", code, n["full"])
    desk.run("lesson", "status", code, "shared")
    desk.run("lesson", "status", code, "declined", "--by", "head of service", "--reason", "no money this year")
    desk.run("lesson", "owner", code, "none", "--reply-by", "none")
    desk.run("lesson", "told", code, "You said, we asked; next year again")
    desk.run("audience", code, "organisation")


def erasures(desk, n, debrief):
    desk.run("erase", n["gone"], "--reason", "the mother withdrew consent", "--yes")
    desk.run("erase", n["tool"], "--later", "2", "--reason", "names a child", "--yes")
    desk.run("voice", "new", "A voice that is erased", "--speaker", "carer")
    newest = [json.loads(line) for line in desk.run("voice", "list", "--json").splitlines()]
    code = next(one["code"] for one in newest if "erased" in json.dumps(one))
    desk.run("erase", code, "--reason", "they asked for it", "--yes")
    line = str(line_number(desk, debrief, "A line to be erased"))
    desk.run("erase", debrief, "--line", line, "--reason", "names a family", "--yes")


def line_number(desk, debrief, words):
    """The number of a line as `erase --line` counts: where nobody agreed yet, it shows what would go."""
    for number in range(1, 20):
        erase = ["erase", debrief, "--line", str(number), "--reason", "names a family"]
        if words in desk.run(*erase, code=2, told=True):
            return number
    raise AssertionError("no such line")


def texts_that_wait(desk):
    desk.run("add", "Read it back to her #s.chek", code=2)
    desk.run("add", "-", says=b"no text at all: \xff\xfe", code=2)


def half_typed(desk):
    """Texts on the screens of a program that is killed, and notes that came meanwhile."""
    secret = ["--passphrase-file", str(desk.home / "passphrase")] if desk.sealed else []
    child, terminal = desk.screens(*secret, "add", "--ask")
    desk.types(terminal, "Half-way through the questions\ra\r")
    desk.ends(child, terminal, signal.SIGKILL)
    child, terminal = desk.screens()
    if desk.sealed:
        desk.types(terminal, PASSPHRASE + "\r")
        time.sleep(3)
    desk.types(terminal, "A note that was put aside half-typed #s.check")
    desk.presses(terminal, "\x1bh")
    desk.types(terminal, "Half a sentence about the vis")
    # Back from the line to the last of the optional texts, and to the one before.
    desk.presses(terminal, "\x1b[Z")
    desk.types(terminal, "by hand, half-typed")
    desk.presses(terminal, "\x1b[Z")
    desk.types(terminal, "as written, half-typed")
    time.sleep(3)
    # It stands still, so that nothing takes in the note that comes now; and then it is gone.
    os.kill(child, signal.SIGSTOP)
    desk.run("add", "Left while the study was open elsewhere #s.speak")
    desk.ends(child, terminal, signal.SIGKILL)
    if desk.sealed:
        desk.run("add", "Left while the study was locked", locked=True)


def pack(homes):
    with zipfile.ZipFile(ZIP, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for home in homes:
            for path in sorted(home.rglob("*")):
                name = path.relative_to(home.parent).as_posix() + ("/" if path.is_dir() else "")
                info = zipfile.ZipInfo(name, (2026, 3, 2, 8, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = (path.stat().st_mode & 0xFFFF) << 16
                packed.writestr(info, b"" if path.is_dir() else path.read_bytes())


def make(home, sealed):
    desk = Desk(home, sealed)
    begin(desk)
    desk.run("backup", str(home / "stick"), "--always")
    n = notes(desk)
    codebook(desk)
    shifts(desk)
    looks_back(desk, n)
    leaves(desk, n)
    voices(desk, n)
    debrief, line = debriefs(desk, n)
    lessons(desk, n, line)
    form = desk.run("forms", "show", "debrief").replace("Ground", "Arrive")
    desk.run("forms", "set", "debrief", "-", says=form)
    desk.run("forms", "set", "stop", "-", says='title = "Ring first"\ntext = "Ring the desk."\n')
    erasures(desk, n, debrief)
    texts_that_wait(desk)
    desk.run("verify", str(home / "stick"))
    secret = [str(home / "passphrase")] if sealed else []
    portrait = subprocess.run([str(PROGRAMS / "examples/portrait"), str(home / "study"), *secret],
                              check=True, capture_output=True)
    (home / "portrait").write_bytes(portrait.stdout)
    half_typed(desk)


with tempfile.TemporaryDirectory() as made:
    made = pathlib.Path(made)
    CLOCK = made / "clock.so"
    subprocess.run(["cc", "-shared", "-fPIC", "-o", CLOCK, HERE / "clock.c"], check=True)
    homes = [made / "clear", made / "sealed"]
    for home in homes:
        make(home, home.name == "sealed")
        if len(sys.argv) > 3:
            shutil.copytree(home, pathlib.Path(sys.argv[3]) / home.name, dirs_exist_ok=True)
    pack(homes)
print(ZIP, ZIP.stat().st_size, "bytes")
