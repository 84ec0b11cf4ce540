"""Timing whole processes, and what the times add up to."""

import math
import os
import resource
import statistics
import subprocess
import time
from dataclasses import dataclass, field

# A command that takes longer than this is ended, and its row says so.
GIVE_UP = 600


class Trouble(Exception):
    """A tool did not do what it was asked; the sentence says what happened."""


@dataclass
class Times:
    """How long the same work took, time after time: on the clock and on the processors."""

    wall: list = field(default_factory=list)
    processor: list = field(default_factory=list)

    def median(self):
        return statistics.median(self.wall)

    def p95(self):
        """The nearest rank: with fewer than 20 times, the longest."""
        return sorted(self.wall)[math.ceil(0.95 * len(self.wall)) - 1]

    def processor_median(self):
        return statistics.median(self.processor) if self.processor else None


@dataclass(frozen=True)
class Limit:
    """How often work is repeated: so many times, or fewer once so many seconds are spent."""

    times: int
    seconds: float

    def rounds(self):
        begun = time.perf_counter()
        for number in range(self.times):
            if number and time.perf_counter() - begun > self.seconds:
                return
            yield number


def run(argv, env, stdin=None, accept=(0,)):
    """What a command wrote on standard output and standard error."""
    try:
        done = subprocess.run(
            argv,
            env=env,
            stdin=stdin or subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=GIVE_UP,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Trouble(f"{command(argv)} took longer than {GIVE_UP} s and was ended") from None
    except OSError as error:
        raise Trouble(f"{command(argv)} could not be started: {error.strerror}") from None
    out, err = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    if done.returncode not in accept:
        lines = [line.strip() for line in (err.strip() or out).splitlines()]
        said = next((line for line in lines if any(map(str.isalpha, line))), "nothing")
        raise Trouble(f"{command(argv)} ended with {done.returncode} and said: {said}")
    return out, err


def command(argv):
    """A command as a sentence names it: without the folders of this machine."""
    program = os.path.basename(argv[0])
    words = [word for word in argv[1:] if os.sep not in word]
    return "`" + " ".join([program, *words[:3]]) + "`"


def processes(argv_of_round, env, limit):
    """Times whole processes, from start to exit; the first is a rehearsal that does not count."""
    times, output = Times(), None
    for number in range(-1, limit.times):
        if times.wall and sum(times.wall) > limit.seconds:
            break
        argv = argv_of_round(number)
        used = processor_time()
        start = time.perf_counter()
        output = run(argv, env)
        wall = time.perf_counter() - start
        # What is slow is not rehearsed at length: its first time counts.
        if number >= 0 or wall > limit.seconds / 3:
            times.wall.append(wall)
            times.processor.append(processor_time() - used)
    return times, output


def processor_time():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def synced_writes(folder, text, limit):
    """Times the least that a durable save can be: one write and fdatasync of the same bytes."""
    times, data = Times(), text.encode()
    path = os.path.join(folder, "synced")
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        for _ in limit.rounds():
            start = time.perf_counter()
            os.write(handle, data)
            os.fdatasync(handle)
            times.wall.append(time.perf_counter() - start)
    finally:
        os.close(handle)
        os.unlink(path)
    return times
