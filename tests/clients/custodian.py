"""A team shares; its custodian reads that with `age` alone, by docs/format.md (The shelf of a team).

Nothing of asdone is used to read: files are cut as the page says, and `age -d` opens them. What is private
or was taken back is looked for too. Ends with code 1 where anything is otherwise.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
SECRET = "correct horse battery staple ocean"


def ran(*command, **more):
    done = subprocess.run(command, capture_output=True, check=False, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stderr.decode()}")
    return done.stdout


class Laptop:
    def __init__(self, root, name):
        self.home = root / name
        self.home.mkdir()
        (self.home / "secret").write_text(SECRET + "\n")
        (self.home / "secret").chmod(0o600)
        self("init", "--name", "R", "--pseudonym", name, "--seal", "--codebook", "empty")

    def __call__(self, *args):
        env = {"HOME": str(self.home), "ASDONE_HOME": str(self.home / "asdone"), "PATH": "/usr/bin:/bin"}
        given = ["--study", str(self.home / "study"), "--passphrase-file", str(self.home / "secret")]
        return ran(PROGRAM, *given, *args, env=env).decode().strip()

    def status(self):
        return json.loads(self("team", "status", "--json"))

    def raises(self, text):
        code = self("add", text)
        self("audience", code, "team")
        return code

    def sync(self):
        self("team", "sync", "--at-once")


def opened(sealed, identity, place):
    """What age makes of sealed bytes with an identity; None where it is none of its own."""
    key, file = place / "identity", place / "sealed"
    key.write_text(identity)
    key.chmod(0o600)
    file.write_bytes(sealed)
    done = subprocess.run(["age", "-d", "-i", str(key), str(file)], capture_output=True, check=False)
    return done.stdout if done.returncode == 0 else None


def number(data):
    return int.from_bytes(data, "big")


def epochs(plain):
    """The secrets in a file of keys: number 4, length 4, text, and so on."""
    while plain:
        length = number(plain[4:8])
        yield plain[8 : 8 + length].decode()
        plain = plain[8 + length :]


def lines(plain):
    """The bodies of the entries in a segment."""
    count, at = number(plain[8:12]), 12 + 32
    at += 4 + 16 * number(plain[at : at + 4])
    for _ in range(count):
        length = number(plain[at + 8 : at + 12])
        yield plain[at + 12 : at + 12 + length]
        at += 12 + length


def main():
    root = pathlib.Path(tempfile.mkdtemp())
    folder = root / "team"
    folder.mkdir()
    ran("age-keygen", "-o", str(root / "custodian.key"))
    identity = (root / "custodian.key").read_text()
    recipient = ran("age-keygen", "-y", str(root / "custodian.key")).decode().strip()
    wren, heron = Laptop(root, "wren"), Laptop(root, "heron")
    wren("team", "begin", str(folder), "--custodian", recipient)
    heron("team", "join", str(folder), "--words", wren.status()["words"], "--bring")
    wren("team", "admit", "--words", heron.status()["laptop_words"])
    heron.sync()
    wren.raises("Shared by wren")
    heron.raises("Shared by heron")
    lowered = heron.raises("Lowered by heron")
    heron("add", "Private to heron")
    heron.sync()
    heron("audience", lowered, "private")
    heron.sync()
    wren.sync()

    magic, team_and_device = b"asdone keys 1\n", 32 + 8
    keys = set()
    for file in (folder / "keys").iterdir():
        data = file.read_bytes()
        assert data.startswith(magic), file
        at = len(magic) + team_and_device
        sealed = data[at + 4 : at + 4 + number(data[at : at + 4])]
        assert sealed.startswith(b"age-encryption.org/v1"), file
        plain = opened(sealed, identity, root)
        keys.update(epochs(plain) if plain else [])
    assert keys, "no key of the team is sealed to the custodian"

    head = len(b"asdone part 1\n") + 32 + 8 + 8 + 8 + 32
    said, segments = b"", 0
    for file in (folder / "seg").rglob("*"):
        if not file.is_file():
            continue
        sealed = file.read_bytes()[head + 64 :]
        plain = next(filter(None, (opened(sealed, key, root) for key in keys)), None)
        assert plain is not None, f"{file} does not open"
        segments += 1
        said += b"\n".join(lines(plain))
    for text in (b"Shared by wren", b"Shared by heron"):
        assert text in said, text
    for text in (b"Private to heron", b"Lowered by heron"):
        assert text not in said, text
    print(f"age opened {len(keys)} keys and {segments} segments of the team; what was shared is there, and nothing else")


main()
