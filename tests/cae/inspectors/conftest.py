"""One small model beside one that stands for λ = 0, and the images that both are looked at with."""

from collections.abc import Iterator

import pytest
import torch

from cae import Autoencoder
from cae.figures.images import Images
from cae.inspectors import sample
from cae.inspectors.reference import Reference
from cae.inspectors.subject import Subject
from cae.inspectors.works import Scene
from cae.thresholds import Thresholds
from tests.helpers.fakes import WORDS


@pytest.fixture
def no_gradients() -> Iterator[None]:
    """As an inspector draws."""
    with torch.no_grad():
        yield


@pytest.fixture(scope="module")
def images() -> Images:
    return sample.load("digits")


@pytest.fixture(scope="module")
def model() -> Autoencoder:
    return Autoencoder((64, 16), "tanh", seed=1)


@pytest.fixture(scope="module")
def plain() -> Autoencoder:
    return Autoencoder((64, 16), "tanh", seed=2)


@pytest.fixture
def scene(images, model, plain) -> Scene:
    return Scene(Subject(model, images, Reference(WORDS, lambda: plain)), 7, Thresholds(), None, False)
