"""A model kept as it was, beside the run that goes on."""

import numpy as np
import pytest
import torch

from cae.config import RunConfig
from cae.data import load_dataset
from cae.processes.frames import unpack
from cae.runs.beside import NUMBERS, PREFIX
from cae.runs.run import LiveRun
from tests.helpers.fakes import Clock

SETTINGS = RunConfig(dataset="digits", hidden=16, batch_size=32)
SECTIONS = {PREFIX + name for name in ("strip", "latent", "heat", "tiles", "units")}


@pytest.fixture
def run(digits):
    return LiveRun(SETTINGS, Clock(), digits)


def train(run, steps):
    goal = run.trainer.step + steps
    run._on_play({})
    while run.trainer.step < goal:
        run.advance(0.0, lambda: True)


def frame(run, full=False):
    if full:
        run.obey({"type": "full"})
    run.obey({"type": "pause"})  # a whole picture
    return unpack(run.make_frame())


def say(run, kind, **fields):
    run.obey({"type": kind} | fields)


def test_what_is_kept_is_what_was_on_the_screen_and_stays_so_while_the_run_goes_on(run):
    train(run, 20)
    before, sections = frame(run, full=True)
    assert before["kept"] is None
    say(run, "beside", on=True)
    header, kept = frame(run)
    assert set(kept) >= SECTIONS
    for name in SECTIONS - {"a_latent"}:
        np.testing.assert_array_equal(kept[name].values, sections[name.removeprefix(PREFIX)].values, name)
    numbers = {name: header["kept"][name] for name in NUMBERS}
    assert numbers == pytest.approx({name: before[name] for name in NUMBERS}, rel=1e-5)
    train(run, 50)
    later, moved = frame(run)
    assert "kept" not in later
    assert not SECTIONS & set(moved)  # it is there already
    again, there = frame(run, full=True)  # but not on a page that comes now
    assert {name: again["kept"][name] for name in NUMBERS} == numbers
    for name in SECTIONS - {"a_latent"}:
        np.testing.assert_array_equal(there[name].values, kept[name].values, name)


def test_its_latent_plane_is_neither_turned_nor_mirrored(run):
    train(run, 30)
    _, shown = frame(run, full=True)
    say(run, "beside", on=True)
    _, kept = frame(run)
    ours, its = (np.asarray(section.values, dtype=float) for section in (shown["latent"], kept["a_latent"]))
    correlation = [np.corrcoef(ours[:, axis], its[:, axis])[0, 1] for axis in (0, 1)]
    assert min(correlation) > 0.99


def test_it_shows_the_images_and_units_that_the_run_shows(run):
    say(run, "beside", on=True)
    frame(run)
    images = [20, 21, 22, 23, 24, 25, 26, 27, 28, 29]
    say(run, "strip", images=images)
    header, sections = frame(run)
    assert header["kept"]["strip_images"] == images
    model = run.beside.picture.model
    with torch.inference_mode():
        made = model(run.picture.x[images]).numpy()
    np.testing.assert_allclose(sections["a_strip"].values / 255, made, atol=1 / 255)
    say(run, "pin", unit=None, image=7)
    header, sections = frame(run)
    assert header["kept"]["strip_images"] == [*images, 7]
    assert sections["a_heat"].values.shape == sections["heat"].values.shape == (16, 201)


def test_it_outlives_a_rebuild_with_the_same_images_and_ends_where_there_are_others(run):
    train(run, 20)
    say(run, "beside", on=True)
    recon = run.beside.numbers["recon"]
    say(run, "rebuild", settings=SETTINGS.with_(hidden=9, activation="tanh"))
    header, sections = frame(run)
    assert (header["kept"]["hidden"], header["kept"]["activation"], header["kept"]["recon"]) == (16, "sigmoid", recon)
    assert (len(sections["a_tiles"].values), len(sections["tiles"].values)) == (16, 9)
    say(
        run, "rebuild", settings=SETTINGS.with_(dataset="fashion-mnist-small"), data=load_dataset("fashion-mnist-small")
    )
    header, sections = frame(run)
    assert header["kept"] is None
    assert not SECTIONS & set(sections)


def test_it_can_be_let_go(run):
    say(run, "beside", on=True)
    frame(run)
    say(run, "beside", on=False)
    header, sections = frame(run)
    assert header["kept"] is None
    assert not SECTIONS & set(sections)


def test_a_new_engine_has_it_too(run, digits):
    train(run, 20)
    say(run, "beside", on=True)
    _, before = frame(run)
    train(run, 20)
    other = LiveRun.from_snapshot(run.snapshot(), Clock(), digits)
    header, sections = frame(other, full=True)
    assert {name: header["kept"][name] for name in NUMBERS} == run.beside.numbers
    np.testing.assert_array_equal(sections["a_tiles"].values, before["a_tiles"].values)
    assert torch.equal(other.trainer.flat, run.trainer.flat)
