"""A program in a pseudo-terminal: what it shows, and when it shows it."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
import tty
from collections import deque

import pyte

from measure import Trouble

COLUMNS, LINES = 100, 30
PATIENCE = 120

# What a terminal is asked at the start, and what a plain one answers.
ANSWERS = {b"\x1b[6n": b"\x1b[1;1R", b"\x1b[c": b"\x1b[?62c", b"\x1b[0c": b"\x1b[?62c"}


class Terminal:
    """One program in a terminal of its own, from its start until the end of the `with` block."""

    def __init__(self, argv, env):
        self.name = os.path.basename(argv[0])
        self.screen = pyte.Screen(COLUMNS, LINES)
        self.stream = pyte.ByteStream(self.screen)
        self.pieces = deque()  # what was read and not yet shown
        self.master, slave = pty.openpty()
        # No echo and no line editing of the terminal's own: what appears, the program drew.
        tty.setraw(slave)
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))

        def adopt():
            os.setsid()
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        self.started = time.perf_counter()
        self.process = subprocess.Popen(  # ended in __exit__
            argv, env=env, stdin=slave, stdout=slave, stderr=slave, preexec_fn=adopt
        )
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        # Killed and not asked to leave, so that it writes no state that would alter the next start.
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        os.close(self.master)

    def type(self, text):
        os.write(self.master, text.encode())

    def text(self):
        return "\n".join(self.screen.display)

    def when(self, shown, what):
        """The moment at which the screen first made `shown` true."""
        deadline = time.perf_counter() + PATIENCE
        while time.perf_counter() < deadline:
            if not self.pieces:
                self._read(deadline)
            while self.pieces:
                moment, data = self.pieces.popleft()
                self.stream.feed(data)
                if shown(self.text()):
                    return moment
        raise Trouble(f"{self.name} did not show {what} within {PATIENCE} s")

    def settle(self, seconds):
        """Lets the program go on with what it does in the background."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self._read(until)
            while self.pieces:
                self.stream.feed(self.pieces.popleft()[1])

    def _read(self, until):
        """Waits for output and takes all that is there, each piece with the moment at which it was
        read: reading goes before interpreting, so that the slow interpreter delays no time stamp."""
        wait = max(0, until - time.perf_counter())
        while select.select([self.master], [], [], wait)[0]:
            wait = 0
            try:
                data = os.read(self.master, 1 << 16)
            except OSError:  # what Linux says when the program has gone
                data = b""
            if not data:
                if self.pieces:
                    return
                raise Trouble(f"{self.name} ended; its last words: {last_words(self.text())}")
            self.pieces.append((time.perf_counter(), data))
            for question, answer in ANSWERS.items():
                if question in data:
                    os.write(self.master, answer)

    def memory(self):
        """Bytes of memory that the program holds (resident set)."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        return None


def last_words(text):
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "none"
