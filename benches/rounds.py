"""Measuring programs beside each other on a machine that is never quite quiet.

Each subject runs in a process of its own. They take turns, a short slice of time each, in many
rounds, so that each has the same share of the machine's quiet moments. Other programs can only make
a call slower, so the time of a call is the one that its fastest twentieth stays below: it hardly
moves while half of the machine is busy with something else, where the median doubles. The processes
are started afresh several times, because a process keeps its luck with memory for life.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from multiprocessing.connection import Connection
from statistics import quantiles
from time import perf_counter_ns
from types import TracebackType
from typing import NamedTuple

from pages import BrokenSetUpError

__all__ = ["FULL", "QUICK", "Calls", "Effort", "Subject", "Timings", "measure"]

#: What to time, by the name of the level at which a subject is asked for its page.
Calls = Mapping[str, Callable[[], object]]

#: Nanoseconds for a call: level -> subject -> one number for each start of the processes.
Timings = dict[str, dict[str, list[float]]]


class Subject(NamedTuple):
    """A program to be measured."""

    name: str
    #: Called in the subject's process, to which it is pickled. Raises BrokenSetUpError where there
    #: is nothing worth measuring.
    prepare: Callable[[], Calls]


class Effort(NamedTuple):
    """How long to measure."""

    starts: int
    rounds: int
    slice_milliseconds: int


FULL = Effort(starts=5, rounds=50, slice_milliseconds=10)
QUICK = Effort(starts=2, rounds=10, slice_milliseconds=10)


def measure(subjects: Sequence[Subject], effort: Effort) -> Timings:
    """Time every call of every subject, in turns. Raises BrokenSetUpError."""
    timings: Timings = {}
    for _ in range(effort.starts):
        with ExitStack() as running:
            workers = [running.enter_context(_Worker(subject)) for subject in subjects]
            for level in dict.fromkeys(level for worker in workers for level in worker.levels):
                taking_part = [worker for worker in workers if level in worker.levels]
                for name, times in _take_turns(taking_part, level, effort).items():
                    timings.setdefault(level, {}).setdefault(name, []).append(_typical(times))
    return timings


def _take_turns(workers: list[_Worker], level: str, effort: Effort) -> dict[str, list[int]]:
    times: dict[str, list[int]] = {worker.name: [] for worker in workers}
    for worker in workers:
        worker.time(level, effort.slice_milliseconds)  # Not counted: caches fill.
    for number in range(effort.rounds):
        # There and back again, so that nobody always comes after the same one.
        for worker in workers if number % 2 else reversed(workers):
            times[worker.name] += worker.time(level, effort.slice_milliseconds)
    return times


def _typical(times: list[int]) -> float:
    return quantiles(times, n=20)[0]


class _Worker:
    """A subject's process."""

    def __init__(self, subject: Subject) -> None:
        self.name = subject.name
        # Not forked: a fresh interpreter has imported nothing for another subject.
        context = multiprocessing.get_context("spawn")
        self._connection, connection = context.Pipe()
        self._process = context.Process(target=_work, args=(connection, subject.prepare))
        self.levels: list[str] = []

    def __enter__(self) -> _Worker:
        self._process.start()
        try:
            answer = self._connection.recv()
        except EOFError:
            answer = BrokenSetUpError("its process ended early; it said why above")
        if isinstance(answer, BrokenSetUpError):
            raise BrokenSetUpError(f"{self.name}: {answer}")
        self.levels = answer
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._connection.close()  # which ends the process
        self._process.join()

    def time(self, level: str, milliseconds: int) -> list[int]:
        """The times of as many calls as fit into so many milliseconds."""
        self._connection.send((level, milliseconds))
        times: list[int] = self._connection.recv()
        return times


def _work(connection: Connection, prepare: Callable[[], Calls]) -> None:
    """What a subject's process does."""
    try:
        calls = prepare()
    except BrokenSetUpError as error:
        connection.send(error)
        return
    connection.send(list(calls))
    while True:
        try:
            level, milliseconds = connection.recv()
        except EOFError:
            return
        connection.send(_times(calls[level], milliseconds))


def _times(call: Callable[[], object], milliseconds: int) -> list[int]:
    times = []
    end = perf_counter_ns() + milliseconds * 1_000_000
    while (start := perf_counter_ns()) < end:
        call()
        times.append(perf_counter_ns() - start)
    return times
