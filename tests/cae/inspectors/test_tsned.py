"""A t-SNE in a process of its own: what is seen of it, what ends it, and that nothing of it is left."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from cae import Autoencoder
from cae.embedding import turning
from cae.inspectors import latents, mapping, sample
from cae.inspectors.held import Held
from cae.inspectors.mapping import Mapper
from cae.inspectors.reference import Reference
from cae.inspectors.subject import Subject
from cae.inspectors.works import Scene
from cae.processes.frames import unpack
from cae.thresholds import Thresholds
from cae.tsne import tsne

ASKED = {"method": "tsne", "perplexity": 10.0, "tsne_seed": 3}
PATIENCE_S = 120.0


@pytest.fixture(autouse=True)
def _no_gradients():
    with torch.no_grad():
        yield


class Page:
    """A scene of 120 images, and whoever waits for news of its map."""

    def __init__(self, reference: bool = False, live: bool = False) -> None:
        self.further = threading.Event()
        self.held = Held(lambda name: self.further.set())
        images = sample.load("digits").first(120)
        plain = Autoencoder((64, 16), "tanh", seed=2)
        beside = Reference("its twin", lambda: plain) if reference else None
        subject = Subject(Autoencoder((64, 16), "tanh", seed=1), images, beside)
        self.scene = Scene(subject, 1, Thresholds(), None, live, None, self.held, 40 if live else None)
        self.told: list[dict] = []

    def look(self, **asked: object) -> tuple[dict, dict]:
        frame = [piece for piece in latents.map_(self.scene, ASKED | asked) if piece is not None][-1]
        header, sections = unpack(frame)
        self.told.append(header)
        return header, {name: section.values.copy() for name, section in sections.items()}

    def until(self, enough: Callable[[dict, dict], bool], **asked: object) -> tuple[dict, dict]:
        """The first frame that is enough; looked for whenever there is news."""
        over = time.monotonic() + PATIENCE_S
        while True:
            self.further.clear()
            found = self.look(**asked)
            if enough(*found):
                return found
            assert self.further.wait(over - time.monotonic()), self.told[-1]

    @property
    def mapper(self) -> Mapper:
        return self.held.maps._tsne._mapper

    def show(self, seed: int, **more: object) -> None:
        """Another model of the same images."""
        subject = Subject(Autoencoder((64, 16), "tanh", seed=seed), self.scene.subject.images)
        self.scene = replace(self.scene, subject=subject, **more)


@pytest.fixture
def pages() -> Iterator[Callable[..., Page]]:
    made: list[Page] = []

    def make(**how: bool) -> Page:
        made.append(Page(**how))
        return made[-1]

    yield make
    for page in made:
        page.held.end()


def done(header: dict, sections: dict) -> bool:
    return header["progress"]["done"]


def begun(header: dict, sections: dict) -> bool:
    return "points" in sections


def spawned(monkeypatch) -> list[subprocess.Popen]:
    """The processes of t-SNEs that are started from now on."""
    started: list[subprocess.Popen] = []
    real = subprocess.Popen

    def start(command: list[str], **how: object) -> subprocess.Popen:
        process = real(command, **how)
        if "cae.inspectors.mapper" in command:  # libraries ask for the number of cores this way
            started.append(process)
        return process

    monkeypatch.setattr(mapping.subprocess, "Popen", start)
    return started


def test_the_map_is_that_of_the_seed_and_that_at_lambda_0_follows_and_then_the_process_is_gone(pages, monkeypatch):
    processes = spawned(monkeypatch)
    page = pages(reference=True)
    header, sections = page.look()
    assert sections == {}
    assert header["error"] is None
    assert (header["progress"]["step"], header["progress"]["of"], header["progress"]["divergence"]) == (0, 750, None)
    header, sections = page.until(lambda header, sections: "points0" in sections)
    h, h0 = page.scene.subject.h, page.scene.subject.reference.model.encode(page.scene.subject.x)
    own = tsne(h, 2, 10.0, 3)
    np.testing.assert_allclose(sections["points"], own, rtol=1e-5, atol=1e-4)
    other = tsne(h0, 2, 10.0, 3, begin=own)
    assert sections["points0"].shape == other.shape
    assert (header["method"], header["explained"], header["step"]) == ("tsne", None, None)
    steps = [told["progress"]["step"] for told in page.told]
    assert steps == sorted(steps)
    assert min(filter(None, steps)) < 750, "it is seen as it goes"
    assert header["progress"]["beside"] == header["progress"]["step"] == 750
    assert header["progress"]["seconds"] > 0
    assert not page.mapper.alive
    assert len(processes) == 1
    processes[0].wait(PATIENCE_S)
    # A place of it is decoded through the codes that lie nearest.
    at = sections["points"][5].tolist()
    asked = ASKED | {"place": {"id": 1, "at": at}}
    header, sections = unpack(list(latents.place(page.scene, asked))[-1])
    assert "nearest points" in header["words"]
    expected = page.scene.subject.model(page.scene.subject.one(5))[0]
    assert np.abs(sections["x"].decoded() - expected.numpy()).max() < 0.02
    # And no line is drawn on it.
    asked = ASKED | {"line": {"id": 1, "count": 5}, "b": 7}
    assert "at" not in unpack([one for one in latents.line(page.scene, 5, asked) if one][-1])[1]


def test_who_stops_it_keeps_what_there_is_and_may_begin_it_again(pages, monkeypatch):
    processes = spawned(monkeypatch)
    page = pages()
    _, before = page.until(begun)
    header, sections = page.look(tsne={"id": 1, "go": False})
    if not done(header, sections):  # it may have been quicker than the hand
        assert header["progress"]["stopped"]
    assert sections["points"].shape == before["points"].shape
    assert processes[0].poll() is not None
    step = header["progress"]["step"]
    assert page.look(tsne={"id": 1, "go": False})[0]["progress"]["step"] == step
    header, _ = page.look(tsne={"id": 2, "go": True})
    assert (header["progress"]["step"], header["progress"]["stopped"]) == (0, False)
    assert done(*page.until(done, tsne={"id": 2, "go": True}))


def test_another_perplexity_takes_the_place_of_the_one_that_goes_on(pages, monkeypatch):
    processes = spawned(monkeypatch)
    page = pages()
    page.until(begun)
    header, sections = page.look(perplexity=20.0)
    assert header["progress"]["step"] == 0
    assert sections == {}
    _, sections = page.until(done, perplexity=20.0)
    own = tsne(page.scene.subject.h, 2, 20.0, 3)
    np.testing.assert_allclose(sections["points"], own, rtol=1e-5, atol=1e-4)
    assert len(processes) <= 2, "one that goes on takes the next order"


def test_another_model_has_another_and_it_lies_as_the_last_one_did(pages):
    page = pages()
    _, before = page.until(done)
    page.held.maps._tsne._lay[2] = torch.from_numpy(before["points"][:, ::-1].copy()).double()  # as if mirrored
    page.show(1)  # the same weights
    _, after = page.until(done)
    turn = turning(torch.from_numpy(after["points"]), torch.from_numpy(before["points"][:, ::-1].copy()))
    angle = float((turn - torch.eye(2)).abs().max())
    assert angle < 0.5, "it was mirrored as the last one lay"
    spread = np.linalg.norm(after["points"] - after["points"].mean(0), axis=1)
    np.testing.assert_allclose(spread, np.linalg.norm(before["points"] - before["points"].mean(0), axis=1), rtol=1e-3)


def test_of_a_live_run_it_is_of_the_moment_it_began_until_it_is_asked_for_anew(pages):
    page = pages(live=True)
    page.until(begun)
    first = page.scene.subject
    page.show(5, step=60)
    header, sections = page.until(done)
    assert header["step"] == 40
    np.testing.assert_allclose(sections["points"], tsne(first.h, 2, 10.0, 3), rtol=1e-5, atol=1e-4)
    assert page.look(tsne={"id": 1, "go": True})[0]["step"] == 60


def test_when_something_else_is_drawn_it_ends_and_begins_when_it_is_drawn_again(pages, monkeypatch):
    processes = spawned(monkeypatch)
    page = pages()
    page.until(begun)
    going = processes[0].poll() is None
    assert page.look(method="pca")[0]["progress"] is None
    assert processes[0].poll() is not None or not going
    header, _ = page.look()
    assert header["progress"]["step"] == 0 or header["progress"]["done"]
    header, _ = page.until(done)
    page.look(method="pca")
    assert page.look()[0]["progress"]["done"], "what is done is kept"


def test_when_what_is_shown_ends_its_process_ends_and_no_other_begins(pages, monkeypatch):
    processes = spawned(monkeypatch)
    page = pages()
    page.look()
    assert processes[0].poll() is None
    page.held.end()
    assert processes[0].poll() is not None
    page.look(tsne_seed=4)
    assert len(processes) == 1


def test_a_process_that_dies_is_told(pages, monkeypatch):
    processes = spawned(monkeypatch)
    page = pages()
    page.look()
    processes[0].kill()
    header, sections = page.until(lambda header, _: header["error"] is not None)
    assert header["error"] == "The process that computes the t-SNE has ended; start it again."
    assert sections == {}
    assert not page.mapper.alive


@pytest.mark.skipif(os.name == "nt", reason="kill -9 is none there")
def test_it_ends_when_whoever_started_it_is_killed():
    code = (
        "import sys, torch, time\n"
        "from cae.inspectors.mapping import Mapper\n"
        "mapper = Mapper()\n"
        "mapper.begin(torch.rand(200, 8), (2, 10.0, 0))\n"
        "print(mapper._process.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    root = os.path.dirname(os.path.dirname(os.path.dirname(mapping.__file__)))
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=root) as parent:
        pid = int(parent.stdout.readline())
        os.kill(pid, 0)
        parent.kill()
    over = time.monotonic() + PATIENCE_S
    while _alive(pid):
        assert time.monotonic() < over
        time.sleep(0.05)


def _alive(pid: int) -> bool:
    """Whether a process is there; nobody may have collected the exit of one that is gone."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
