"""The engine's loop without a process: a pipe that holds what a test puts into it."""

import json
import time
from collections import deque
from collections.abc import Callable

import pytest
import torch

from cae.config import RunConfig
from cae.data import load_dataset
from cae.processes import wire
from cae.processes.frames import read_header
from cae.runs.engine import Engine
from cae.runs.run import LiveRun
from cae.runs.trail import unpack

START = {"type": "start", "settings": RunConfig(dataset="digits", hidden=8).as_dict()}


@pytest.fixture(autouse=True, scope="module")
def libraries() -> None:
    """What reads the data set is imported once, so that a run has it at once."""
    load_dataset("digits")


class EndedError(BaseException):  # no fault of a run
    """The test has seen enough."""


class Script:
    """A pipe whose messages come one by one, each when the test's condition for it holds."""

    def __init__(self, *messages: dict | Callable[["Script"], bool]) -> None:
        self._plan = deque(messages)
        self.frames: list[dict] = []
        self.snapshots: list[int] = []
        self.weights: list[bytes] = []
        self.events: list[dict] = []
        self.asked = 0
        self.sent: list[tuple[int, int]] = []
        self.loads: list[tuple[int, dict]] = []
        self.others: list[tuple[int, dict]] = []  # what is said of other runs than the first

    def waiting(self) -> bool:
        self.asked += 1
        while self._plan and callable(self._plan[0]):
            if not self._plan[0](self):
                return False
            self._plan.popleft()
            self.asked = 0
        if not self._plan:
            raise EndedError
        return True

    def take(self) -> tuple[int, bytes]:
        message = self._plan.popleft()
        number = message.pop("run", 1)
        return wire.JSON, wire.RUN.pack(number) + json.dumps(message).encode()

    def wait(self, seconds: float) -> None:
        assert seconds >= 0
        if not self.waiting():
            self.asked += 10

    busy = False

    def send(self, kind: int, content: bytes) -> None:
        (number,) = wire.RUN.unpack_from(content)
        content = content[wire.RUN.size :]
        self.sent.append((number, kind))
        if number != 1:
            if kind == wire.JSON:
                (self.others if number else self.loads).append((number, json.loads(content)))
            return
        if kind == wire.JSON:
            self.events.append(json.loads(content))
        elif kind == wire.FRAME:
            self.frames.append(read_header(content))
        elif kind == wire.WEIGHTS:
            self.weights.append(content)
        else:
            self.snapshots.append(wire.COUNT.unpack_from(content)[0])


def play(*messages: dict | Callable[[Script], bool]) -> tuple[Engine, Script]:
    script = Script(*messages)
    engine = script.engine = Engine(script)
    with pytest.raises(EndedError):
        engine.loop()
    return engine, script


def allow(until: int, train: bool = True) -> dict:
    return {"type": "allow", "until": until, "train": train}


def a_while(script: Script) -> bool:
    """Long enough for any frame that was going to come."""
    return script.asked > 1000


def frames(count: int) -> Callable[[Script], bool]:
    return lambda script: len(script.frames) >= count


def test_no_more_frames_go_out_than_are_allowed_and_the_last_is_kept_for_what_a_person_does():
    pin = {"type": "pin", "unit": 3, "image": None}
    _, script = play(START, allow(3), frames(2), a_while, pin, frames(3), pin, a_while)
    assert [frame["frame"] for frame in script.frames] == [1, 2, 3]
    assert [frame["unit"] for frame in script.frames] == [None, None, 3]


def test_a_hidden_page_goes_on_training_without_frames():
    engine, script = play(START, allow(0), a_while)
    assert engine.seats[1].run.trainer.step > 100
    assert script.frames == []


def test_with_no_page_left_nothing_is_trained_until_one_comes():
    engine, _ = play(START, allow(0, train=False), a_while)
    assert engine.seats[1].run.trainer.step == 0
    engine, _ = play(START, allow(0, train=False), a_while, allow(3), frames(2))
    assert engine.seats[1].run.trainer.step > 0


def test_a_snapshot_says_how_many_commands_it_holds_and_housekeeping_is_none():
    some_snapshot = lambda script: bool(script.snapshots)  # noqa: E731
    _, script = play(START, allow(9), {"type": "full"}, {"type": "pause"}, {"type": "play"}, some_snapshot)
    assert script.snapshots == [2]


def test_whoever_asks_for_the_weights_gets_them_also_of_a_run_that_rests_and_it_is_no_command():
    ask = {"type": "weights", "since": 0, "seen": None}
    answered = lambda script: bool(script.weights)  # noqa: E731
    some_snapshot = lambda script: bool(script.snapshots)  # noqa: E731
    _, script = play(START, allow(0), {"type": "pause"}, a_while, ask, answered, some_snapshot)
    notes, parameters, _ = unpack(script.weights[0])
    assert (notes["state"], parameters["W.0"].shape) == ("paused", (8, 64))
    assert script.snapshots[-1] == 1


def test_whoever_asks_for_one_of_the_company_gets_its_weights_too():
    company = {"type": "company", "members": {"twin": 0.0}}
    ask = {"type": "weights", "since": 0, "seen": None, "member": "twin"}
    answered = lambda script: bool(script.weights)  # noqa: E731
    _, script = play(START, allow(0), company, a_while, ask, answered)
    notes, parameters, _ = unpack(script.weights[0])
    assert notes["member"]["lam"] == 0
    assert parameters["member/W.0"].shape == (8, 64)


def test_a_twin_that_joins_a_run_that_rests_catches_up():
    company = {"type": "company", "members": {"twin": 0.0}}
    play_, pause = {"type": "play"}, {"type": "pause"}
    engine, _ = play(START, allow(0), play_, a_while, pause, company, a_while, a_while, a_while)
    run = engine.seats[1].run
    assert run.state == "paused"
    assert 0 < run.company.steps["twin"] <= run.trainer.step


def test_without_a_run_there_are_no_weights():
    _, script = play({"type": "weights", "since": 0, "seen": None}, START, allow(0), a_while)
    assert script.weights == [b""]


def test_settings_that_can_not_be_had_are_answered_and_the_page_gets_a_run_all_the_same():
    engine, script = play({"type": "start", "settings": {"dataset": "nonsense"}}, allow(3), frames(1))
    assert [event["type"] for event in script.events] == ["error"]
    assert engine.seats[1].run.config == RunConfig()


def test_a_link_to_an_atlas_s_model_that_is_gone_trains_the_rest_of_the_link(tmp_path, monkeypatch):
    monkeypatch.setenv("CAE_CACHE_DIR", str(tmp_path))
    asked = RunConfig(dataset="digits", hidden=8, lam=3.0, start="0123456789abcdef.0")
    engine, script = play({"type": "start", "settings": asked.as_dict()}, allow(3), frames(1))
    assert engine.seats[1].run.config == asked.with_(start="")
    assert "no longer in this machine's atlas cache" in script.events[0]["message"]


# -- many runs in one engine -------------------------------------------------------------------------------


def of_run(number: int, *messages: dict) -> list[dict]:
    return [message | {"run": number} for message in messages]


def two_runs(*messages: dict | Callable[[Script], bool], seed: int = 7) -> tuple[Engine, Script]:
    """The first run, and another one of a seed of its own."""
    other = {"type": "start", "settings": RunConfig(dataset="digits", hidden=8, seed=seed).as_dict()}
    return play(START, allow(0), *of_run(2, other, allow(0)), *messages)


def run_is(number: int, holds: Callable[[LiveRun], bool]) -> Callable[[Script], bool]:
    """Whether a run has begun, and something holds of it."""

    def check(script: Script) -> bool:
        run = script.engine.seats[number].run
        return run is not None and holds(run)

    return check


def steps(number: int, count: int) -> Callable[[Script], bool]:
    return run_is(number, lambda run: run.trainer.step >= count)


def weights_at(run: LiveRun, step: int) -> torch.Tensor:
    """The weights that a run of its settings has after so many steps, trained alone."""
    trainer = LiveRun(run.config, time.perf_counter).trainer
    with torch.inference_mode():
        for _ in range(step):
            trainer.train_step()
    return trainer.flat.clone()


def test_each_of_many_runs_gets_the_bits_it_would_have_alone():
    engine, _ = two_runs(steps(1, 50), steps(2, 50))
    assert torch.equal(
        engine.seats[1].run.trainer.flat, weights_at(engine.seats[1].run, engine.seats[1].run.trainer.step)
    )
    assert torch.equal(
        engine.seats[2].run.trainer.flat, weights_at(engine.seats[2].run, engine.seats[2].run.trainer.step)
    )


def test_a_run_that_fails_is_lost_alone(monkeypatch, capsys):
    own = LiveRun.advance

    def advance(self: LiveRun, *given: object) -> None:
        if self.config.seed == 7:
            raise MemoryError("there is none left")
        own(self, *given)

    monkeypatch.setattr(LiveRun, "advance", advance)
    engine, script = two_runs(steps(1, 100))
    assert script.others == [(2, {"type": "lost", "message": "MemoryError: there is none left"})]
    assert list(engine.seats) == [1]
    assert script.events == []


def test_a_bad_message_is_answered_to_its_own_run():
    bad = {"type": "pin", "unit": 99, "image": None}
    engine, script = two_runs(*of_run(2, bad), lambda script: bool(script.others))
    ((number, event),) = script.others
    assert (number, event["type"]) == (2, "error")
    assert script.events == []
    assert engine.seats[1].run.picture.unit is None


def test_a_divergence_stops_its_own_run():
    engine, _ = two_runs(
        *of_run(2, {"type": "set", "lr": 10.0, "lam": 1e6}),
        run_is(2, lambda run: run.state == "diverged"),
        steps(1, 200),
    )
    assert engine.seats[1].run.state == "running"


def test_a_flood_of_messages_takes_no_more_than_its_run_s_share():
    flood = of_run(2, *[{"type": "rebuild", "settings": RunConfig(dataset="digits", hidden=8).as_dict()}] * 400)
    engine, _ = two_runs(*flood, run_is(2, lambda run: run.build > 300))
    spent = engine._turns._spent
    assert spent[1] == pytest.approx(spent[2], abs=0.2)
    assert engine.seats[1].run.trainer.step > 20


def test_a_run_that_is_over_is_forgotten_and_one_that_leaves_keeps_its_last_state_first():
    engine, script = two_runs(*of_run(2, {"type": "leave"}), lambda script: (2, {"type": "left"}) in script.others)
    kinds = [kind for number, kind in script.sent if number == 2]
    assert kinds[-2:] == [wire.SNAPSHOT, wire.JSON]
    assert list(engine.seats) == [1]


def test_how_long_a_round_takes_is_told():
    _, script = two_runs(lambda script: bool(script.loads))
    report = script.loads[0][1]
    assert report["type"] == "load"
    assert report["round_s"] >= 0
