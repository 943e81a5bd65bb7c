"""Whatever makes chunks gets them as it has room, and is left in order when nobody wants more."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from zombielaw.experiments.config.settings import Execute
from zombielaw.experiments.runs import executors
from zombielaw.experiments.runs.executors import Pool, make

PATIENCE = 200


class Line:
    """A pool in which chunks end one after the other, the oldest first, whenever somebody asks for room."""

    def __init__(self, *rooms: int) -> None:
        self.rooms, self.under_way, self.most = list(rooms), [], []

    def submit(self, task: SimpleNamespace) -> Future:
        future: Future = Future()
        self.under_way.append((task, future))
        return future

    def room(self) -> int:
        self.most.append(len(self.under_way))
        if self.under_way:
            task, future = self.under_way.pop(0)
            future.set_result(task.number)
        return self.rooms.pop(0) if len(self.rooms) > 1 else self.rooms[0]


def through(line: Line, monkeypatch, number: int) -> Iterator[int]:
    monkeypatch.setattr(executors, "_pool", lambda *_: nullcontext(Pool(line.submit, line.room)))
    return make((SimpleNamespace(number=one, engine="") for one in range(number)), Execute("dask"))


def test_all_come_back_and_no_more_are_under_way_than_there_is_room_for(monkeypatch):
    line = Line(4, 4, 12)
    assert list(through(line, monkeypatch, 40)) == list(range(40))
    assert max(line.most[:3]) <= 4
    assert max(line.most) == 11, "a cluster that grows is filled: of twelve, one is on its way back"


def test_tasks_are_taken_as_there_is_room(monkeypatch):
    taken = []
    line = Line(2)
    monkeypatch.setattr(executors, "_pool", lambda *_: nullcontext(Pool(line.submit, line.room)))
    results = make((taken.append(one) or SimpleNamespace(number=one, engine="") for one in range(10**9)), Execute())
    for count in range(1, 20):
        next(results)
        assert len(taken) <= count + 4
    results.close()


def test_nothing_to_do_asks_nobody():
    assert list(make(iter(()), Execute("dask", 0, "tcp://nobody:1"))) == []


@pytest.mark.parametrize("backend", ["serial", "threads"])
def test_an_end_before_all_is_made_stops_what_is_in_hand(monkeypatch, backend):
    """As after Ctrl-C: warnings are errors here."""
    begun, stopped = threading.Event(), threading.Event()

    def endless(task: SimpleNamespace, tick: Callable[[], None]) -> int:
        while task.number:
            begun.set()
            try:
                tick()
            except executors.Stopped:
                stopped.set()
                break
        return task.number

    monkeypatch.setattr(executors, "run_task", endless)
    results = make((SimpleNamespace(number=one, engine="") for one in range(9)), Execute(backend, 2))
    assert next(results) == 0
    assert begun.wait(PATIENCE)
    results.close()
    assert stopped.is_set(), "closing waits for it"
