"""A live run that goes on from a model of the atlas."""

import time
from pathlib import Path

import pytest
import torch

from cae import checkpoint
from cae.atlases.store import Store, checkpoint_name
from cae.atlases.worker import Work
from cae.config import RunConfig
from cae.experiments.settings import TRUNK, PathSettings
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
