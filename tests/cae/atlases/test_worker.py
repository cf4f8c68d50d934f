"""The worker: as a real process on tiny paths, and its parts without one."""

import asyncio
import contextlib
import errno
import itertools
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from safetensors.torch import load

from cae import checkpoint
from cae.atlases import worker as worker_module
from cae.atlases.jobs import start_worker
from cae.atlases.store import STATICS, Store, begun_name, checkpoint_name, frame_name
from cae.atlases.worker import Obeying, Work
from cae.data import DataError
from cae.experiments.settings import TRUNK, WAYS, PathSettings
from cae.processes import wire
from cae.processes.frames import unpack

ROOT = Path(__file__).parents[3]
TINY = {"dataset": "digits", "hidden": 8, "lambdas": [0.0, 0.3, 1.0, 3.0], "epochs": 2, "first_epochs": 3, "lr": 3e-3}
ENDLESS = TINY | {"epochs": 300, "first_epochs": 300, "batch_size": 1}
PATIENCE_S = 60  # for a machine with other things to do


def tiny(root: Path, **settings: object) -> Store:
    return Store(PathSettings.from_dict(TINY | settings), root)


def contents(store: Store) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.folder.iterdir() if path.name != "settings.json"}


def bits(files: dict[str, bytes]) -> dict[str, object]:
    """What has to be the same to the bit: frames, and every tensor of the trainings; their order is by chance."""
    return {
        name: content if name.endswith(".frame") else {k: v.numpy().tobytes() for k, v in load(content).items()}
        for name, content in files.items()
    }


def about(store: Store) -> dict:
    return {"settings": store.settings.as_dict(), "root": str(store.root)}


def orders(store: Store) -> list[dict]:
    """All there is to do for an atlas."""
    trunk = [TRUNK] if store.settings.way == "fan" else []
    return [about(store), *({"train": index} for index in trunk + store.settings.order())]


def work(store: Store, events: list | None = None, given: list[dict] | None = None) -> bool:
    """Do it in this process; whether all went well."""
    obeying = Obeying((events if events is not None else []).append)
    return all(obeying.obey(order) for order in (orders(store) if given is None else given))


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> dict[str, bytes]:
    """The files of a fan that was never interrupted, made in this process."""
    store = tiny(tmp_path_factory.mktemp("whole"))
    events = []
    assert work(store, events)
    assert [event["index"] for event in events if event["type"] == "point"] == [TRUNK, 0, 2, 3, 1]
    return contents(store)


# -- as a process ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def started(store: Store, given: list[dict] | None = None, **options: object) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", "cae.atlases.worker"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}, **options,
    )  # fmt: skip
    try:
        for order in orders(store) if given is None else given:
            process.stdin.write(wire.encode_json(order))
        process.stdin.flush()
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close()


def events_of(process: subprocess.Popen) -> Iterator[dict]:
    """What it says, after the word that it is ready."""
    while len(prefix := process.stdout.read(wire.PREFIX.size)) == wire.PREFIX.size:
        kind, length = wire.decode_prefix(prefix)
        assert kind == wire.JSON
        event = wire.decode_json(process.stdout.read(length))
        if event["type"] != "ready":
            yield event


def test_workers_share_an_atlas_and_one_that_is_killed_loses_no_bit(tmp_path, whole):
    store = tiny(tmp_path)
    first, *rest = orders(store)
    with started(store, [first, *rest[:3]]) as process:
        for event in events_of(process):
            if event == {"type": "point", "index": 0}:
                process.send_signal(signal.SIGKILL)
                break
        process.wait(PATIENCE_S)
    store.sweep(process.pid)
    assert {STATICS, frame_name(0), checkpoint_name(TRUNK)} <= set(contents(store))

    with started(store, [first, *rest[2::2]]) as one, started(store, [first, *rest[3::2]]) as other:
        for process, count in ((one, 2), (other, 1)):
            points = itertools.islice((event for event in events_of(process) if event["type"] == "point"), count)
            assert len(list(points)) == count
    assert bits(contents(store)) == bits(whole)


@pytest.mark.parametrize("when", ["training", "importing"])
def test_a_worker_ends_with_its_stdin_within_a_second(when, tmp_path):
    store = Store(PathSettings.from_dict(ENDLESS), tmp_path)
    with started(store) as process:
        if when == "training":
            assert any(event["type"] == "progress" for event in events_of(process))
        else:
            time.sleep(0.2)
        process.stdin.close()
        began = time.monotonic()
        process.wait(PATIENCE_S)
        assert time.monotonic() - began < 1.0
    assert not any(path.name.startswith((".part", "point")) for path in store.folder.glob("*"))


def test_on_a_disk_that_is_full_a_worker_says_so_and_leaves_nothing_half_written(tmp_path):
    """A limit on the size of files stands for the full disk: statics fit, a training does not."""

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))

    store = tiny(tmp_path, hidden=200)
    with started(store, preexec_fn=small_files) as process:
        *_, last = events_of(process)
        assert process.wait(PATIENCE_S) == 1
    assert last["type"] == "failed"
    assert last["message"].startswith("The disk is full: ")
    assert set(contents(store)) == {STATICS}


def test_the_handle_tells_what_the_worker_says_and_its_end_and_kills_at_once(tmp_path, monkeypatch):
    async def main() -> None:
        store = tiny(tmp_path, lambdas=[0.0])
        process = await start_worker(store)
        heard, drawn, over = [], asyncio.Event(), asyncio.Event()

        def note(kind: int, content: bytes) -> None:
            heard.append(wire.decode_json(content))
            if heard[-1] == {"type": "point", "index": 0}:
                drawn.set()

        process.listen(note, over.set)
        for index in (TRUNK, 0):
            process.say({"train": index})
        async with asyncio.timeout(PATIENCE_S):
            await drawn.wait()
        kinds = [event["type"] for event in heard if event["type"] != "progress"]
        assert kinds == ["ready", "statics", "point", "point"]
        os.kill(process.pid, signal.SIGKILL)
        async with asyncio.timeout(PATIENCE_S):
            await over.wait()

        store = Store(PathSettings.from_dict(ENDLESS), tmp_path)
        process = await start_worker(store)
        process.say({"train": TRUNK})
        process.listen(
            lambda kind, content: heard.append(wire.decode_json(content)),
            lambda: pytest.fail("told of an end that was asked for"),
        )
        left = store.folder / f".part-{process.pid}-0123456789abcdef"
        left.parent.mkdir(parents=True)
        left.write_bytes(b"half")
        process.kill()
        process.kill()  # twice is once
        async with asyncio.timeout(PATIENCE_S):
            await process.ended()
        assert not left.exists()
        with pytest.raises(ProcessLookupError):
            os.kill(process.pid, 0)

    asyncio.run(main())


# -- without one -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS)
def test_models_that_are_lost_are_made_again_to_the_same_bits(way, tmp_path):
    store = tiny(tmp_path, way=way)
    assert work(store)
    straight = bits(contents(store))
    for name in (frame_name(1), checkpoint_name(1), frame_name(3), STATICS):
        (store.folder / name).unlink()
    lost = [3, 1] if way == "down" else [1, 3]
    assert work(store, given=[about(store), *({"train": index} for index in lost)])
    assert bits(contents(store)) == straight


@pytest.mark.parametrize("index", [TRUNK, 2])
def test_a_training_that_is_cut_short_goes_on_where_it_was_to_the_same_bits(index, tmp_path, monkeypatch):
    monkeypatch.setattr(worker_module, "KEEP_S", 0.0)
    monkeypatch.setattr(worker_module, "PROGRESS_S", 0.0)
    long = {"epochs": 20, "first_epochs": 20}
    straight, broken = tiny(tmp_path / "a", **long), tiny(tmp_path / "b", **long)
    given = [TRUNK] if index == TRUNK else [TRUNK, index]
    whole = Work(straight, lambda event: None)
    for each in given:
        whole.train(each)

    class CutShort(BaseException):
        pass

    def cut(event: dict) -> None:
        if event["type"] == "progress" and event["index"] == index and event["fraction"] > 0.5:
            raise CutShort

    job = Work(broken, cut)
    for before in given[:-1]:
        job.train(before)
    with pytest.raises(CutShort):
        job.train(index)
    assert begun_name(index) in contents(broken)
    events: list[dict] = []
    Work(broken, events.append).train(index)
    assert min(event["fraction"] for event in events if event["type"] == "progress") > 0.5
    assert bits(contents(broken)) == bits(contents(straight))  # and nothing begun is left
    (broken.folder / begun_name(index)).write_bytes(b"damaged")
    (broken.folder / checkpoint_name(index)).unlink()
    Work(broken, events.append).train(index)
    assert bits(contents(broken)) == bits(contents(straight))


def test_what_is_trained_already_is_only_drawn(tmp_path, whole, monkeypatch):
    store = tiny(tmp_path)
    store.folder.mkdir(parents=True)
    for name, content in whole.items():
        if not name.startswith("point") or not name.endswith(".frame"):
            (store.folder / name).write_bytes(content)
    monkeypatch.setattr("cae.experiments.paths.train_model", None)
    events = []
    assert work(store, events)
    assert [event["type"] for event in events] == ["statics"] + ["point"] * 5
    assert bits(contents(store)) == bits(whole)


def test_the_files_are_what_the_checkpoint_reader_and_the_codec_read(tmp_path, whole):
    for index, lam in enumerate(TINY["lambdas"]):
        path = tmp_path / checkpoint_name(index)
        path.write_bytes(whole[path.name])
        assert checkpoint.load_model(path).sizes == (64, 8)
        assert unpack(whole[frame_name(index)])[0]["lam"] == lam


def test_progress_is_told_a_few_times_a_second(tmp_path):
    now = [100.0]
    events = []
    job = Work(tiny(tmp_path), events.append, clock=lambda: now[0])
    events.clear()
    for passed, fraction in ((0, 0.1), (0.1, 0.2), (0.2, 0.3)):  # the second comes too soon after the first
        now[0] += passed
        job._progress(2, fraction)
    assert events == [
        {"type": "progress", "index": 2, "fraction": 0.1},
        {"type": "progress", "index": 2, "fraction": 0.3},
    ]


def failing(monkeypatch, error: Exception):
    def train_model(*_, **__):
        raise error

    monkeypatch.setattr("cae.experiments.paths.train_model", train_model)


def sentence(tmp_path) -> str:
    events = []
    obeying = Obeying(events.append)
    about, trunk, *_ = orders(tiny(tmp_path))
    assert not (obeying.obey(about) and obeying.obey(trunk))
    assert events[-1]["type"] == "failed"
    assert not list(tmp_path.rglob(".part*"))
    return events[-1]["message"]


def test_a_training_that_diverges_is_a_sentence_that_names_lambda_and_the_next_one_is_trained(tmp_path):
    linear = {"output": "linear", "activation": "identity", "way": "scratch"}
    store = tiny(tmp_path, lambdas=[0.0, 1e6], lr=0.5, first_epochs=40, **linear)
    events = []
    assert work(store, events)
    (event,) = [event for event in events if event["type"] == "diverged"]
    assert event["index"] == 0
    assert "λ = 0 diverged" in event["message"]
    assert event["message"].endswith("What was finished is kept; a smaller learning rate may help.")
    assert frame_name(1) in contents(store)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OSError(errno.ENOSPC, "No space left"), "The disk is full: "),
        (PermissionError(errno.EACCES, "Permission denied"), "could not be written (Permission denied)"),
        (RuntimeError("boom"), "The training failed (RuntimeError: boom). What was finished is kept."),
        (MemoryError(), "The training failed (MemoryError: )."),
    ],
)
def test_whatever_fails_is_a_sentence(error, expected, tmp_path, monkeypatch, capfd):
    failing(monkeypatch, error)
    assert expected in sentence(tmp_path)
    assert ("Traceback" in capfd.readouterr().err) == (not isinstance(error, OSError))


def test_a_data_set_that_can_t_be_had_is_a_sentence(tmp_path, monkeypatch):
    def missing(name: str) -> None:
        raise DataError("The data set could not be downloaded.")

    monkeypatch.setattr("cae.data.load_dataset", missing)
    assert sentence(tmp_path) == "The data set could not be downloaded."


def test_a_folder_that_can_t_be_made_is_a_sentence(tmp_path):
    (tmp_path / "atlas").write_text("in the way")
    assert "could not be written (Not a directory)" in sentence(tmp_path)


def test_when_stdin_ends_a_file_being_written_may_be_finished(monkeypatch, tmp_path):
    exits, exited = [], threading.Event()

    def note(status: int) -> None:
        exits.append(status)
        exited.set()

    monkeypatch.setattr(os, "_exit", note)
    monkeypatch.setattr(worker_module, "FINISH_S", 5.0)
    writing = threading.Lock()
    reader, writer = os.pipe()
    os.close(writer)
    with os.fdopen(reader, "rb") as source, (tmp_path / "out").open("wb") as sink:
        with writing:
            worker_module.patient(writing)(source, sink)
            assert not exited.wait(0.1)
        assert exited.wait(5)
    assert exits == [0]
