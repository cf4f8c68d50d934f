"""The worker: as a real process on tiny paths, and its parts without one."""

import asyncio
import contextlib
import errno
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
from cae.atlases.store import STATICS, Store, checkpoint_name, frame_name
from cae.atlases.worker import Work, work
from cae.data import DataError
from cae.experiments.settings import PathSettings
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


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> dict[str, bytes]:
    """The files of a path that was never interrupted, made in this process."""
    store = tiny(tmp_path_factory.mktemp("whole"))
    events = []
    assert work(order(store), events.append)
    assert [event["index"] for event in events if event["type"] == "point"] == [0, 1, 2, 3]
    return contents(store)


def order(store: Store) -> dict:
    return {"settings": store.settings.as_dict(), "root": str(store.root)}


# -- as a process ------------------------------------------------------------------------------------------


@contextlib.contextmanager
def started(store: Store, **options: object) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(
        [sys.executable, "-m", "cae.atlases.worker"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}, **options,
    )  # fmt: skip
    try:
        process.stdin.write(wire.encode_json(order(store)))
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


def test_a_worker_trains_the_path_and_one_that_is_killed_and_started_again_ends_with_the_same_bits(tmp_path, whole):
    store = tiny(tmp_path)
    with started(store) as process:
        for event in events_of(process):
            if event == {"type": "point", "index": 1}:
                process.send_signal(signal.SIGKILL)
                break
        process.wait(PATIENCE_S)
    store.sweep(process.pid)
    assert {STATICS, frame_name(1)} <= set(contents(store))
    assert frame_name(3) not in contents(store)

    with started(store) as process:
        events = list(events_of(process))
        assert process.wait(PATIENCE_S) == 0
    points = [event["index"] for event in events if event["type"] == "point"]
    assert sorted(points) == [0, 1, 2, 3]
    assert events[0] == {"type": "statics"}
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
        heard, over = [], asyncio.Event()

        def note(kind: int, content: bytes) -> None:
            heard.append(wire.decode_json(content))

        process.listen(note, over.set)
        async with asyncio.timeout(PATIENCE_S):
            await over.wait()
        kinds = [event["type"] for event in heard if event["type"] != "progress"]
        assert kinds == ["ready", "statics", "point"]

        store = Store(PathSettings.from_dict(ENDLESS), tmp_path)
        process = await start_worker(store)
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


def test_models_lost_in_the_middle_are_trained_again_to_the_same_bits(tmp_path, whole):
    store = tiny(tmp_path)
    store.folder.mkdir(parents=True)
    for name, content in whole.items():
        if name not in (frame_name(1), checkpoint_name(1), frame_name(3), STATICS):
            (store.folder / name).write_bytes(content)
    events = []
    assert work(order(store), events.append)
    assert [event["index"] for event in events if event["type"] == "point"] == [0, 2, 1, 3]
    assert bits(contents(store)) == bits(whole)


def test_a_path_from_scratch_goes_on_to_the_same_bits(tmp_path):
    straight, broken = tiny(tmp_path / "a", warm=False), tiny(tmp_path / "b", warm=False)
    assert work(order(straight), lambda event: None)
    assert work(order(broken), lambda event: None)
    for index in (2, 3):
        (broken.folder / frame_name(index)).unlink()
    assert work(order(broken), lambda event: None)
    assert bits(contents(broken)) == bits(contents(straight))


def test_a_finished_atlas_needs_no_training(tmp_path, whole, monkeypatch):
    store = tiny(tmp_path)
    store.folder.mkdir(parents=True)
    for name, content in whole.items():
        (store.folder / name).write_bytes(content)
    monkeypatch.setattr("cae.experiments.paths.train_path", None)
    events = []
    assert work(order(store), events.append)
    assert [event["type"] for event in events] == ["statics"] + ["point"] * 4


def test_the_files_are_what_the_checkpoint_reader_and_the_codec_read(tmp_path, whole):
    for index, lam in enumerate(TINY["lambdas"]):
        path = tmp_path / checkpoint_name(index)
        path.write_bytes(whole[path.name])
        assert checkpoint.load_model(path).sizes == (64, 8)
        assert unpack(whole[frame_name(index)])[0]["lam"] == lam


def test_progress_counts_the_epochs_of_the_path_and_guesses_the_rest(tmp_path):
    now = [100.0]
    events = []
    job = Work(tiny(tmp_path), events.append, clock=lambda: now[0])
    job._began = now[0]
    job._progress(0, 0.0)
    now[0] += 0.1
    job._progress(0, 0.5)  # too soon after the last
    now[0] += 0.2
    job._progress(0, 0.5)
    now[0] += 2.7
    job._done.add(0)
    job._progress(1, 0.0)
    assert [(event["fraction"], event["remaining_s"]) for event in events] == [
        (0.0, None), (pytest.approx(1.5 / 9), None), (pytest.approx(3 / 9), pytest.approx(6.0)),
    ]  # fmt: skip


def failing(monkeypatch, error: Exception):
    def train_path(*_, **__):
        raise error
        yield

    monkeypatch.setattr("cae.experiments.paths.train_path", train_path)


def sentence(tmp_path) -> str:
    events = []
    assert not work(order(tiny(tmp_path)), events.append)
    assert events[-1]["type"] == "failed"
    assert not list(tmp_path.rglob(".part*"))
    return events[-1]["message"]


def test_a_training_that_diverges_is_a_sentence_that_names_lambda_and_what_is_done_is_kept(tmp_path):
    store = tiny(tmp_path, lambdas=[0.0, 1e6], lr=10.0, output="linear", activation="identity")
    events = []
    assert not work(order(store), events.append)
    message = events[-1]["message"]
    assert "λ = " in message
    assert message.endswith("What was finished is kept; a smaller learning rate may help.")


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
