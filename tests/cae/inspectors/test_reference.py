"""What a model is held against, by source."""

from dataclasses import replace

import pytest
import torch

from cae import Autoencoder
from cae.atlases.store import checkpoint_name
from cae.experiments.settings import WAYS
from cae.inspectors.reference import SHARES, of_atlas, of_run
from tests.helpers.units_files import SETTINGS, an_atlas


def test_of_a_run_it_is_the_twin_with_its_step():
    like, twin = Autoencoder((6, 4), "tanh", tied=False), Autoencoder((6, 4), "tanh", tied=False, seed=3)
    parameters = {name: values.detach() for name, values in twin.named_parameters()}
    found = of_run(1500, {"lam": 0.0, "step": 1200, "diverged": False}, parameters, like)
    assert found.words == "its twin at λ = 0: the same seed and batches, at step 1,200, 300 behind and catching up"
    x = torch.rand(3, 6, generator=torch.Generator().manual_seed(0))
    assert torch.equal(found.model(x), twin(x))
    assert found.model is found.model
    level = of_run(1200, {"lam": 0.0, "step": 1200, "diverged": False}, parameters, like)
    assert level.words.endswith("the same seed and batches, in step with it")


@pytest.mark.parametrize(
    ("member", "words"),
    [
        (None, "none: no twin at λ = 0 trains beside this run"),
        ({"lam": 0.5, "step": 9, "diverged": False}, "none: no twin at λ = 0 trains beside this run"),
        ({"lam": 0.0, "step": 9000, "diverged": True}, "none: the twin at λ = 0 diverged at step 9,000"),
    ],
)
def test_a_run_without_a_good_one_says_so(member, words):
    found = of_run(9, member, {}, Autoencoder((6, 4)))
    assert (found.words, found.model) == (words, None)


def test_of_an_atlas_it_is_its_own_and_what_they_share_is_said(tmp_path):
    store = an_atlas(tmp_path)
    found = of_atlas(tmp_path, store.key, 1)
    assert found.words == SHARES[store.settings.way]
    assert set(SHARES) == set(WAYS)
    assert found.model.sizes == (64, 8)
    assert of_atlas(tmp_path, store.key, 0).words == "none: this is the model at λ = 0 itself"


def test_an_atlas_without_one_or_whose_is_not_finished_or_gone_says_so(tmp_path):
    store = an_atlas(tmp_path)
    found = of_atlas(tmp_path, store.key, 1)
    (store.folder / checkpoint_name(0)).unlink()
    assert found.model is None  # it was there when it was asked about
    assert of_atlas(tmp_path, store.key, 1).words == "none yet: this atlas’s model at λ = 0 is not finished"
    other = an_atlas(tmp_path, (0,), replace(SETTINGS, lambdas=(0.1, 1.0)))
    assert of_atlas(tmp_path, other.key, 0).words == "none: this atlas has no model at λ = 0"
    assert of_atlas(tmp_path, "0" * 16, 1).words == "none: this atlas has no model at λ = 0"
