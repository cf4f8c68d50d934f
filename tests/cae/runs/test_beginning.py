"""A live run that goes on from a model of the atlas."""

import time
from pathlib import Path

import pytest
import torch

from cae import checkpoint
from cae.atlases.store import Store, checkpoint_name, frame_name
from cae.atlases.worker import Work
from cae.config import RunConfig
from cae.experiments.settings import TRUNK, PathSettings
from cae.processes.frames import unpack
from cae.runs.run import LiveRun

SETTINGS = PathSettings("digits", 8, lambdas=(0.0, 1.0), epochs=1, first_epochs=1)


@pytest.fixture
def atlas(tmp_path, monkeypatch) -> Store:
    monkeypatch.setenv("CAE_CACHE_DIR", str(tmp_path))
    store = Store(SETTINGS)
    worker = Work(store, lambda event: None)
    for index in (TRUNK, 0, 1):
        worker.train(index)
    return store


def config_of(store: Store, index: int) -> RunConfig:
    lam = SETTINGS.lambdas[index]
    return RunConfig(SETTINGS.dataset, SETTINGS.hidden, lam=lam, start=f"{store.key}.{index}")


def weights(run: LiveRun) -> torch.Tensor:
    return run.trainer.flat.clone()


def same_weights(run: LiveRun, path: Path) -> bool:
    model = checkpoint.load_model(path)
    pairs = zip(run.trainer.model.parameters(), model.parameters(), strict=True)
    return all(torch.equal(one, other) for one, other in pairs)


def test_a_run_goes_on_from_the_atlas_s_model_and_reset_goes_back_to_it(atlas):
    run = LiveRun(config_of(atlas, 1), time.perf_counter)
    assert same_weights(run, atlas.folder / checkpoint_name(1))
    run.obey({"type": "step", "steps": 3})
    while run.active:
        run.advance(0.0, lambda: True)
    assert not same_weights(run, atlas.folder / checkpoint_name(1))
    run.obey({"type": "reset", "weights": "same"})
    assert same_weights(run, atlas.folder / checkpoint_name(1))


def test_new_weights_leave_the_atlas(atlas):
    run = LiveRun(config_of(atlas, 1), time.perf_counter)
    run.obey({"type": "reset", "weights": "new"})
    assert run.config.start == ""
    fresh = LiveRun(RunConfig("digits", 8, seed=1), time.perf_counter)
    assert torch.equal(weights(run), weights(fresh))


def test_a_snapshot_brings_its_weights_when_the_atlas_is_gone(atlas):
    run = LiveRun(config_of(atlas, 1), time.perf_counter)
    blob = run.snapshot()
    (atlas.folder / checkpoint_name(1)).unlink()
    again = LiveRun.from_snapshot(blob, time.perf_counter)
    assert torch.equal(weights(again), weights(run))
    assert again.config == run.config


def test_a_model_that_can_not_be_opened_is_refused_by_a_sentence_that_names_no_file(atlas):
    path = atlas.folder / checkpoint_name(1)
    model = checkpoint.load_model(path)
    with torch.no_grad():
        model.b[0][3] = torch.nan
    checkpoint.save(path, model)
    with pytest.raises(
        ValueError, match=r"training starts anew. The checkpoint's b.0 holds NaN or infinity"
    ) as refused:
        LiveRun(config_of(atlas, 1), time.perf_counter)
    assert str(path) not in str(refused.value)


def test_a_model_that_is_gone_or_of_other_settings_is_refused_by_a_sentence(atlas):
    with pytest.raises(ValueError, match="The model to continue from is no longer in this machine's atlas cache"):
        LiveRun(config_of(atlas, 1).with_(start="0123456789abcdef.0"), time.perf_counter)
    with pytest.raises(ValueError, match="The model to continue from is of other settings than the rest of the link"):
        LiveRun(config_of(atlas, 1).with_(hidden=16), time.perf_counter)


def test_a_run_knows_the_atlas_s_model_it_went_on_from_and_lies_as_it_does_there(atlas):
    run = LiveRun(config_of(atlas, 1), time.perf_counter)
    steps = int(checkpoint.resume(atlas.folder / checkpoint_name(1), run.data.x_train).step)
    assert run.origin == {"lam": 1.0, "steps": steps}
    _, sections = unpack((atlas.folder / frame_name(1)).read_bytes())
    there = torch.from_numpy(sections["latent"].values.astype("float32"))
    with torch.inference_mode():
        here = torch.from_numpy(run.picture.whole(settle=True)[1]["latent"].values.astype("float32"))
    for axis in range(2):
        assert torch.corrcoef(torch.stack([here[:, axis], there[:, axis]]))[0, 1] > 0.99
    again = LiveRun.from_snapshot(run.snapshot(), time.perf_counter)
    assert again.origin == run.origin
    run.obey({"type": "reset", "weights": "new"})
    assert run.origin is None


def test_an_atlas_of_few_units_is_trained_and_gone_on_from(tmp_path, monkeypatch):
    monkeypatch.setenv("CAE_CACHE_DIR", str(tmp_path))
    store = Store(PathSettings("digits", 3, lambdas=(0.0, 1.0), epochs=1, first_epochs=1))
    worker = Work(store, lambda event: None)
    for index in (TRUNK, 0):
        worker.train(index)
    _, sections = unpack(store.point(0))
    assert sections["tiles"].values.shape[0] == sections["heat"].values.shape[0] == 3
    run = LiveRun(RunConfig("digits", 3, lam=0.0, start=f"{store.key}.0"), time.perf_counter)
    assert same_weights(run, store.folder / checkpoint_name(0))
