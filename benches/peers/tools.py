"""The tools that are compared: how each is given the observations and asked for the same work.

A tool has a method for each kind of work it can do as a command (`list`, `search`, `count`, `add`),
which gives the command, and two readings of what came out (`hits`, `tallied`), by which the results
are checked. What a tool cannot do, it does not have.
"""

import json
import os
import re
import shutil
import time

from measure import run
from terminal import Terminal

SHOWN = 20
NEW_NOTE = "The duty worker rang ahead and read the plan back before the handover"
NEW_TAG = "s.check"


def observations(path):
    """The generated observations, one after another."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


class Tool:
    """One tool with a folder of its own, which is its home as well: no settings of the person who
    runs the comparison come in, and none of theirs are changed."""

    name = ""
    # Work that is done above so many observations only when everything is asked for.
    patience = {}

    def __init__(self, program, folder, env):
        self.program = program
        self.folder = os.path.join(folder, type(self).__name__.lower())
        os.makedirs(self.folder, exist_ok=True)
        self.env = env | {"HOME": self.folder, "XDG_RUNTIME_DIR": self.folder}

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def version(self):
        out, err = run([self.program, "--version"], self.env)
        return re.sub(r"^\D*", "", (out or err).strip().splitlines()[0])


class Asdone(Tool):
    name = "Asdone"
    screens = {"start": "its screen shows a typed word", "key": "in its capture line"}

    def command(self, *words):
        return [self.program, "--study", self.path("study"), *words]

    def load(self, data, phrase):
        self.phrase = phrase
        founding = ("--name", "Bench", "--pseudonym", "bench", "--setting", "duty desk")
        run(self.command("init", *founding, "--codebook", "default"), self.env)
        run(self.command("import", data), self.env)

    def list(self):
        return self.command("list", "--limit", str(SHOWN))

    def search(self):
        return self.command("search", f'"{self.phrase}"', "--limit", str(SHOWN))

    def count(self):
        return self.command("tally", "--by", "tag")

    def add(self, number):
        # Numbered, lest it be taken for the same note handed in twice.
        return self.command("add", f"{NEW_NOTE} {number} #{NEW_TAG}")

    def hits(self, _):
        out, _ = run(self.command("search", f'"{self.phrase}"', "--json"), self.env, accept=(0, 1))
        return len(out.splitlines())

    def tallied(self, _):
        out, _ = run(self.command("tally", "--by", "tag", "--json"), self.env)
        rows = json.loads(out)["rows"]
        # Tags that nobody gave have a row too, and so has what is untagged.
        given = (row for row in rows if row["count"] and row["query"].startswith("tag:"))
        return {row["name"]: row["count"] for row in given}

    def screen(self, number):
        """A word is typed before the program has drawn anything: the moment at which it stands on
        the screen. Each time on a fresh copy of the study and with another word, since half-typed
        drafts survive and would stand there without having been typed."""
        fresh = self.path("copy")
        shutil.rmtree(fresh, ignore_errors=True)
        shutil.copytree(self.path("study"), fresh)
        word = "quick" + "".join(chr(ord("a") + int(digit)) for digit in str(100 + number))
        with Terminal([self.program, "--study", fresh], self.env) as terminal:
            terminal.type(word)
            echoed = terminal.when(lambda text: word in text, "the word that was typed")
            terminal.settle(1.0)
            return {
                "start": [echoed - terminal.started],
                "key": typed(terminal, word, "lyand"),
                "memory": terminal.memory(),
            }


class Before(Asdone):
    """An earlier Asdone, on a study of its own."""

    name = "Asdone before"


class Jrnl(Tool):
    name = "jrnl"
    # Minutes at 100,000: it takes four times as long for twice as many.
    patience = {"add": 20_000, "count": 20_000}

    def command(self, *words):
        return [self.program, "--config-file", self.path("jrnl.yaml"), *words]

    def load(self, data, phrase):
        self.phrase = phrase
        with open(self.path("journal.txt"), "w", encoding="utf-8") as journal:
            for seen in observations(data):
                at = seen["happened_at"].replace("T", " ")[:16]
                tags = "".join(f" @{written(tag)}" for tag in seen["tags"])
                journal.write(f"[{at}] {seen['text']}{tags}\n\n")
        with open(self.path("jrnl.yaml"), "w", encoding="utf-8") as settings:
            settings.write(
                "colors: {body: none, date: none, tags: none, title: none}\n"
                "default_hour: 9\n"
                "default_minute: 0\n"
                "editor: ''\n"
                "encrypt: false\n"
                "highlight: true\n"
                "indent_character: '|'\n"
                f"journals: {{default: {{journal: {json.dumps(self.path('journal.txt'))}}}}}\n"
                "linewrap: 79\n"
                "tagsymbols: '@'\n"
                "template: false\n"
                "timeformat: '%F %H:%M'\n"
                f"version: '{self.version()}'\n"
            )

    def list(self):
        return self.command("-n", str(SHOWN), "--short")

    def search(self):
        return self.command("-contains", self.phrase, "--short")

    def count(self):
        return self.command("--tags")

    def add(self, _):
        return self.command(f"{NEW_NOTE} @{written(NEW_TAG)}")

    def hits(self, output):
        said = re.search(r"(\d+) entr(?:y|ies) found", output[1])
        return int(said[1]) if said else 0

    def tallied(self, output):
        rows = re.findall(r"^@(\S+)\s*: (\d+)$", output[0], re.MULTILINE)
        return {read(tag): int(count) for tag, count in rows}


class Taskwarrior(Tool):
    name = "taskwarrior"

    def __init__(self, program, folder, env):
        super().__init__(program, folder, env)
        self.env["TASKRC"] = self.path("taskrc")
        with open(self.path("taskrc"), "w", encoding="utf-8") as settings:
            settings.write(f"data.location={self.path('tasks')}\nconfirmation=off\n")
            # Not the advertisement of the new version.
            settings.write(f"news.version={self.version()}\n")
        os.makedirs(self.path("tasks"), exist_ok=True)

    def load(self, data, phrase):
        self.phrase = phrase
        with open(self.path("tasks.json"), "w", encoding="utf-8") as out:
            for seen in observations(data):
                task = {
                    "description": seen["text"],
                    "entry": re.sub("[-:]", "", seen["happened_at"]),
                    "tags": [written(tag) for tag in seen["tags"]],
                }
                out.write(json.dumps(task) + "\n")
        run([self.program, "import", self.path("tasks.json")], self.env)
        os.unlink(self.path("tasks.json"))

    def list(self):
        return [self.program, "newest", f"limit:{SHOWN}"]

    def search(self):
        return [self.program, f"/{self.phrase}/", "newest", f"limit:{SHOWN}"]

    def count(self):
        return [self.program, "tags"]

    def add(self, _):
        return [self.program, "add", f"+{written(NEW_TAG)}", "--", NEW_NOTE]

    def hits(self, _):
        return int(run([self.program, f"/{self.phrase}/", "count"], self.env)[0])

    def tallied(self, output):
        rows = re.findall(r"^(\S+)\s+(\d+)$", output[0], re.MULTILINE)
        return {read(tag): int(count) for tag, count in rows}


class Sqlite(Tool):
    """SQLite with a full-text index, asked by its own command line."""

    name = "SQLite, `sqlite3`"

    def __init__(self, program, folder, env):
        super().__init__(program, folder, env)
        self.database = self.path("observations.db")

    def version(self):
        return super().version().split()[0]

    def load(self, data, phrase):
        self.phrase = phrase
        script = self.path("load.sql")
        here = os.path.dirname(os.path.abspath(__file__))
        with open(script, "w", encoding="utf-8") as out:
            with open(os.path.join(here, "sqlite", "schema.sql"), encoding="utf-8") as schema:
                out.write(schema.read())
            out.write("BEGIN;\n")
            for number, seen in enumerate(observations(data), start=1):
                fields = ("text", "kind", "setting", "origin", "happened_at")
                values = ", ".join(quoted(seen[field]) for field in fields)
                out.write(f"INSERT INTO observation VALUES ({number}, {values});\n")
                for tag in seen["tags"]:
                    out.write(f"INSERT INTO tagging VALUES ({number}, {quoted(tag)});\n")
            out.write("COMMIT;\nANALYZE;\n")
        with open(script, "rb") as statements:
            run([self.program, "-bail", self.database], self.env, stdin=statements)
        os.unlink(script)

    def sql(self):
        """The work as statements, for the process and for the crate that does it in process."""
        newest = f"ORDER BY happened_at DESC LIMIT {SHOWN}"
        columns = "happened_at, kind, setting, text"
        phrase = quoted(f'"{self.phrase}"')
        found = f"FROM words JOIN observation ON id = words.rowid WHERE words MATCH {phrase}"
        inside = f"FROM observation WHERE text LIKE {quoted(f'%{self.phrase}%')}"
        columns_found = ", ".join(f"observation.{column}" for column in columns.split(", "))
        return {
            "list": f"SELECT {columns} FROM observation {newest}",
            "search": (
                f"SELECT count(*) FROM words WHERE words MATCH {phrase};"
                f"SELECT {columns_found} {found} {newest}"
            ),
            "scan": f"SELECT count(*) {inside}; SELECT {columns} {inside} {newest}",
            "count": "SELECT tag, count(*) FROM tagging GROUP BY tag ORDER BY 2 DESC",
            "add": (
                "BEGIN IMMEDIATE;"
                "INSERT INTO observation (text, kind, setting, origin, happened_at) VALUES"
                f" ({quoted(NEW_NOTE)}, 'ordinary', 'duty desk', 'spontaneous',"
                " strftime('%Y-%m-%dT%H:%M:%SZ'));"
                "INSERT INTO tagging VALUES"
                f" ((SELECT max(id) FROM observation), {quoted(NEW_TAG)});"
                "COMMIT"
            ),
        }

    def command(self, work):
        sql = "PRAGMA synchronous = FULL;" + self.sql()[work]
        return [self.program, "-bail", self.database, sql]

    def list(self):
        return self.command("list")

    def search(self):
        return self.command("search")

    def count(self):
        return self.command("count")

    def add(self, _):
        return self.command("add")

    def hits(self, output):
        return int(output[0].splitlines()[0])

    def tallied(self, output):
        rows = (line.split("|") for line in output[0].splitlines())
        return {tag: int(count) for tag, count in rows}


class TuiJournal(Tool):
    """tui-journal on its default store, which is SQLite. It has no command for a note, a listing, a
    search or a count: what it does, it does on its screen."""

    name = "tui-journal"
    screens = {
        "start": "its screen shows entries",
        "key": "in its filter",
        "search": "on its open screen, Enter to drawn",
    }

    def command(self):
        return [self.program, "--sqlite-file-path", self.path("journal.db")]

    def load(self, data, phrase):
        self.phrase = phrase
        self.total = sum(1 for _ in observations(data))
        # Started once, so that it makes its tables itself.
        with Terminal(self.command(), self.env) as terminal:
            terminal.when(lambda text: "Journals" in text, "its first screen")
            terminal.settle(0.5)
        with open(self.path("load.sql"), "w", encoding="utf-8") as out:
            out.write("BEGIN;\n")
            columns = "id, title, date, content"
            for number, seen in enumerate(observations(data)):
                # It needs a title: the first six words are it.
                title = " ".join(seen["text"].split()[:6])
                at = seen["happened_at"].replace("Z", "+00:00")
                values = ", ".join(map(quoted, (title, at, seen["text"])))
                out.write(f"INSERT INTO entries ({columns}) VALUES ({number}, {values});\n")
                for tag in seen["tags"]:
                    out.write(f"INSERT INTO tags VALUES ({number}, {quoted(tag)});\n")
            out.write("COMMIT;\n")
        with open(self.path("load.sql"), "rb") as statements:
            run(["sqlite3", "-bail", self.path("journal.db")], self.env, stdin=statements)
        os.unlink(self.path("load.sql"))

    def screen(self, _):
        """From start to the first screen with entries: its list says `1/10000` below."""
        with Terminal(self.command(), self.env) as terminal:
            shown = terminal.when(self.shows_all, "its entries")
            terminal.settle(1.0)
            return {"start": [shown - terminal.started], "memory": terminal.memory()}

    def shows_all(self, text):
        return f"1/{self.total}" in text

    def work_on_screen(self):
        """In one session, since at 100,000 each key takes it a third of a second: keys in its
        content filter, and the search, from Enter to the screen with what was found."""
        with Terminal(self.command(), self.env) as terminal:
            terminal.when(self.shows_all, "its entries")
            return self.filtered(terminal)

    def filtered(self, terminal):
        opened = "Change Matching Logic"
        terminal.type("f")
        terminal.when(lambda text: opened in text, "its filter")
        terminal.settle(0.3)
        begun, rest = self.phrase[:-5], self.phrase[-5:]
        terminal.type("\t" + begun)
        terminal.when(lambda text: begun in text, "the phrase in its filter")
        seen = {"key": typed(terminal, begun, rest), "search": []}
        for again in range(5):
            if again:  # the filter opens again with what was in it
                terminal.type("f")
                terminal.when(lambda text: opened in text, "its filter")
            terminal.settle(0.3)
            entered = time.perf_counter()
            terminal.type("\r")
            found = terminal.when(
                lambda text: "Filtered" in text and not self.shows_all(text) and opened not in text,
                "what its filter found",
            )
            seen["search"].append(found - entered)
        said = re.search(r"1/(\d+)", terminal.text())
        seen["hits"] = int(said[1]) if said else 0
        return seen


def typed(terminal, before, letters):
    """How long each of some letters takes from being typed to being drawn."""
    times = []
    for letter in letters:
        terminal.settle(0.05)
        before += letter
        start = time.perf_counter()
        terminal.type(letter)
        drawn = terminal.when(lambda text, word=before: word in text, "a letter that was typed")
        times.append(drawn - start)
    return times


def written(tag):
    """A tag in letters that every tool takes: a full stop would end it in jrnl."""
    return tag.replace(".", "_", 1)


def read(tag):
    return tag.replace("_", ".", 1)


def quoted(text):
    """Text as a literal of SQL. A semicolon in one would part statements in process."""
    return "'" + text.replace("'", "''") + "'"
