"""usage: screens.py PROGRAM TEXT

Starts the screens in a terminal, waits until TEXT is shown on the list of notes, and leaves them: exit code 0.
"""

import fcntl
import os
import pty
import select
import struct
import sys
import termios
import time

program, text = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.environ["TERM"] = "xterm-256color"
    os.execvp(program, [program])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
shown = b""


def until(words, seconds=20):
    """Reads what is drawn until the words are there; whoever waits in vain gets what was drawn."""
    global shown
    end = time.monotonic() + seconds
    while words.encode() not in shown:
        if time.monotonic() > end:
            sys.exit(f"not shown: {words}\n{shown[-2000:]!r}")
        if select.select([terminal], [], [], 0.2)[0]:
            try:
                shown += os.read(terminal, 65536)
            except OSError:
                sys.exit(f"it ended before it showed: {words}\n{shown[-2000:]!r}")


until("Write")
shown = b""
os.write(terminal, b"\x1bOR")  # F3
until(text)
os.write(terminal, b"\x11")  # Ctrl-Q
end = time.monotonic() + 20
while True:
    if select.select([terminal], [], [], 0.1)[0]:
        try:
            os.read(terminal, 65536)
        except OSError:
            pass
    gone, status = os.waitpid(child, os.WNOHANG)
    if gone:
        sys.exit(os.waitstatus_to_exitcode(status))
    if time.monotonic() > end:
        sys.exit("it does not end")
