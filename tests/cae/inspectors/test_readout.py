"""What simple means read out of the code, against ``cae.readouts`` called directly."""

from dataclasses import replace

import numpy as np
import pytest

from cae import Autoencoder
from cae.inspectors import readout, sample
from cae.inspectors.held import Held
from cae.inspectors.reference import Reference
from cae.inspectors.subject import Subject
from cae.inspectors.works import Scene
from cae.processes.frames import unpack
from cae.readouts import knn_accuracy, probe_accuracy
from cae.thresholds import Thresholds

pytestmark = pytest.mark.usefixtures("no_gradients")


@pytest.fixture
def scene() -> Scene:
    plain = Autoencoder((64, 16), "tanh", seed=2)
    reference = Reference("its twin", lambda: plain)
    subject = Subject(Autoencoder((64, 16), "tanh", seed=1), sample.load("digits"), reference)
    return Scene(subject, 7, Thresholds(), None, False)


def told(scene: Scene) -> dict:
    pieces = list(readout.readouts(scene))
    return unpack(pieces[-1])[0]


def test_they_are_those_of_held_out_images_on_codes_at_lambda_0_and_on_pixels(scene):
    header, subject = told(scene), scene.subject
    y = subject.images.labels
    rows = {"": subject.h, "0": subject.reference.model.encode(subject.x), "_pixels": subject.x}
    for of, own in rows.items():
        halves = own[::2], y[::2], own[1::2], y[1::2]
        assert header[f"knn{of}"] == knn_accuracy(*halves)
        assert header[f"probe{of}"] == probe_accuracy(*halves)
    assert (header["fitted"], header["measured"], header["error"]) == (199, 198, None)
    assert f"{header['probe']:.0%} of 198" in header["says"]
    assert header["reference"] == "its twin"


def test_no_image_is_in_both_halves_and_of_many_images_two_thousand_are_taken():
    for count in (20, 21, 1000, 10_000):
        fitted, measured = readout.halves(count)
        assert not set(fitted) & set(measured)
        assert len(fitted) + len(measured) == min(count, 2000)


def test_between_two_measurements_others_have_their_turn_and_pixels_are_measured_once(scene, monkeypatch):
    pieces = list(readout.readouts(scene))
    assert pieces[:-1] == [None] * 6
    measured: list[str] = []
    real = readout._measured
    monkeypatch.setattr(readout, "_measured", lambda name, *rest: measured.append(name) or real(name, *rest))
    again = told(replace(scene, subject=Subject(scene.subject.model, scene.subject.images)))
    assert measured == ["knn", "probe"]
    assert again["knn0"] is None
    assert again["knn_pixels"] == unpack(pieces[-1])[0]["knn_pixels"]


def test_too_few_images_and_those_of_one_class_are_said(scene):
    images, model = scene.subject.images, scene.subject.model
    small = replace(scene, subject=Subject(model, images.some(range(12))), held=Held())
    assert told(small)["error"] == "There must be at least 20 images, half of them to fit on, but 12 came."
    ones = np.flatnonzero(images.labels == 1)
    header = told(replace(scene, subject=Subject(model, images.some(ones)), held=Held()))
    assert header["error"] == "There must be images of two classes or more to tell apart, but all are of 1."
    assert all(header[name] is None for name in (*readout.NAMES, "says"))
