import itertools

import numpy as np
import pytest
import torch
from sklearn.linear_model import RidgeClassifier

from cae import Autoencoder, contraction, diagnostics
from cae.atlases import store
from cae.atlases.picture import AtlasPicture
from cae.experiments.paths import TRUNK, PathPoint, initial, train_path
from cae.experiments.settings import PathSettings
from cae.objectives import reconstruction_error
from cae.processes.frames import unpack

SETTINGS = PathSettings(dataset="digits", hidden=16, lambdas=(0.0, 0.1, 1.0, 10.0), epochs=4, first_epochs=4)


@pytest.fixture(scope="module")
def path(digits) -> list[PathPoint]:
    return sorted((p for p in train_path(SETTINGS, digits) if p.index != TRUNK), key=lambda p: p.index)


@pytest.fixture(scope="module")
def draw(digits):
    return AtlasPicture(SETTINGS, digits)


@pytest.fixture(scope="module")
def drawn(path, draw) -> list[bytes]:
    return [draw.point(point) for point in path]


@pytest.fixture
def strong(seeded):
    """A point whose model has weights of order one, with any settings."""

    def make(data, **settings):
        made = PathSettings.from_dict({"dataset": data.name, "hidden": 16} | settings)
        sizes = (data.x_train.shape[1], made.hidden)
        model = Autoencoder(sizes, made.activation, made.tied, made.output).requires_grad_(False)
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape, generator=seeded(7)))
        return made, PathPoint(0, made.lambdas[0], model, None, 3, 1.0, 2.0)

    return make


# -- once --------------------------------------------------------------------------------------------------


def test_the_statics_say_what_the_points_show(draw, digits):
    header, sections = unpack(draw.statics())
    assert header["kind"] == "statics"
    assert header["classes"] == list("0123456789")
    assert (header["side"], header["train_size"], header["hidden"]) == ([8, 8], 1400, 16)
    assert (header["activation"], header["slope_range"], header["pixel_range"]) == ("sigmoid", [0, 0.25], [0, 1])
    assert header["tile_units"] == list(range(16))
    assert sections["images"].values.shape == (397, 64)
    np.testing.assert_allclose(sections["images"].decoded(), digits.x_test[:1000], atol=0.002)
    np.testing.assert_array_equal(sections["labels"].values, digits.y_test[:1000])
    assert digits.y_test[header["strip_images"]].tolist() == list(range(10))
    assert np.all(np.diff(digits.y_test[header["heat_images"]].astype(int)) >= 0)


# -- the figures -------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_test_images(path, drawn, digits):
    x = torch.from_numpy(digits.x_test[:1000])
    for point, frame in zip(path, drawn, strict=True):
        header, _ = unpack(frame)
        assert (header["index"], header["lam"], header["epochs"]) == (point.index, point.lam, point.epochs)
        figures, model = header["figures"], point.model
        with torch.no_grad():
            h = model.encode(x)
            spectrum = contraction.spectrum(model, x)
            assert figures["reconstruction"] == pytest.approx(float(reconstruction_error(model, x).mean()), rel=1e-5)
            assert figures["penalty"] == pytest.approx(float(contraction.penalty(model, x).mean()), rel=1e-5)
        assert figures["sat"] == diagnostics.sat(h, model.activation)
        assert figures["constant"] == diagnostics.constant_units(h)
        expected = float(diagnostics.participation_ratio(spectrum).mean())
        assert figures["participation"] == pytest.approx(expected, rel=1e-4)
        assert figures["states"] == diagnostics.unit_states(model, x).counts()
        assert sum(figures["states"].values()) == 16
        assert (figures["train_reconstruction"], figures["train_penalty"]) == (point.reconstruction, point.penalty)


def test_the_probe_is_a_linear_classifier_on_standardised_codes(path, drawn, digits):
    with torch.no_grad():
        train, test = (path[0].model.encode(torch.from_numpy(x)) for x in (digits.x_train, digits.x_test))
    mean, deviation = train.mean(0), train.std(0)
    probe = RidgeClassifier().fit(((train - mean) / deviation).numpy(), digits.y_train)
    expected = probe.score(((test - mean) / deviation).numpy(), digits.y_test)
    assert unpack(drawn[0])[0]["figures"]["probe"] == pytest.approx(expected, abs=0.004)
    assert expected > 0.5


# -- the pictures ------------------------------------------------------------------------------------------


def test_the_sections_are_what_the_model_does_on_the_images_the_statics_name(path, drawn, draw, digits):
    once, _ = unpack(draw.statics())
    model, (_, sections) = path[-1].model, unpack(drawn[-1])
    x = torch.from_numpy(digits.x_test)
    with torch.no_grad():
        strip = model(x[once["strip_images"]])
        z = model.pre_activations(x)[0]
    gain, W = model.activation.dphi(z), model.W[0].detach()
    np.testing.assert_allclose(sections["strip"].decoded(), strip.numpy(), atol=1 / 500)
    heat = gain[once["heat_images"]].T.numpy()
    np.testing.assert_allclose(sections["heat"].decoded(), heat, atol=0.25 / 500)
    np.testing.assert_allclose(sections["tiles"].decoded(), W.numpy(), atol=float(W.abs().max()) / 250)
    share = gain.square().mean(0) * W.square().sum(1)
    units = [gain.mean(0), gain.square().mean(0), W.square().sum(1), share / share.sum()]
    np.testing.assert_allclose(sections["units"].values, torch.stack(units, 1).numpy(), rtol=1e-4)
    assert {name: s.values.dtype.name for name, s in sections.items()} == {
        "strip": "uint8", "latent": "int16", "heat": "uint8", "tiles": "int8", "units": "float32",
    }  # fmt: skip


def test_only_the_units_that_fit_have_tiles_and_rows(strong, fashion, monkeypatch):
    lambdas = [float(i) for i in range(200)]
    settings, point = strong(fashion, lambdas=lambdas, hidden=64)
    draw = AtlasPicture(settings, fashion)
    units = len(unpack(draw.statics())[0]["tile_units"])
    frame = draw.point(point)
    _, sections = unpack(frame)
    assert 4 <= units < 64
    assert (len(sections["tiles"].values), len(sections["heat"].values), len(sections["units"].values)) == (units,) * 3
    assert len(draw.statics()) + 200 * len(frame) <= store.BUDGET_BYTES


@pytest.mark.parametrize("hidden", [2, 1024])
@pytest.mark.parametrize("settings", [{"activation": "relu", "output": "linear", "tied": False}, {}])
def test_every_kind_of_model_can_be_drawn(hidden, settings, strong, digits):
    settings, point = strong(digits, hidden=hidden, **settings)
    draw = AtlasPicture(settings, digits)
    header, sections = unpack(draw.point(point))
    assert (header["figures"]["sat"] is None) == (settings.activation == "relu")
    # What a linear output puts outside 0 to 1 is kept: a clipped pixel would hide an error.
    assert (sections["strip"].hi > 1.01) == (settings.output == "linear")


def test_a_model_that_tells_no_image_from_another_can_be_drawn(strong, digits, draw):
    _, point = strong(digits)
    for parameter in point.model.parameters():
        parameter.zero_()
    header, sections = unpack(draw.point(point))
    assert not sections["latent"].values.any()
    assert (header["figures"]["constant"], header["figures"]["participation"]) == (16, 0)


# -- points travel -----------------------------------------------------------------------------------------


def latent(frame: bytes) -> np.ndarray:
    return unpack(frame)[1]["latent"].decoded()


@pytest.fixture(scope="module")
def at_first(draw, digits) -> np.ndarray:
    """The latent points of the initial weights, as a model of its own."""
    trainer = initial(SETTINGS, digits)
    return latent(draw.point(PathPoint(0, 0.0, trainer.model, trainer, 0, 0.0, 0.0)))


def moved(after: np.ndarray, before: np.ndarray) -> float:
    return np.square(after - before).sum()


def test_points_lie_as_near_those_of_the_initial_weights_as_turning_allows(drawn, at_first):
    for frame in drawn:
        after = latent(frame)
        for a in np.linspace(0, 2 * np.pi, 73):
            turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
            for flip in (np.eye(2), np.diag([1, -1])):
                assert moved(after, at_first) <= moved(after @ flip @ turn, at_first) * (1 + 1e-3)


def test_from_one_lambda_to_the_next_points_move_hardly_more_than_they_must(drawn):
    for before, after in itertools.pairwise(map(latent, drawn)):
        U, _, Vt = np.linalg.svd(after.T @ before)
        assert moved(after, before) <= 1.1 * moved(after @ U @ Vt, before)


def test_a_model_is_drawn_to_the_same_bits_by_another_worker(path, drawn, digits):
    assert AtlasPicture(SETTINGS, digits).point(path[2]) == drawn[2]


def test_two_units_are_their_own_axes_for_every_lambda(strong, digits):
    settings, point = strong(digits, hidden=2)
    draw = AtlasPicture(settings, digits)
    point.model.W[0].neg_()
    point.model.b[0].neg_()
    _, sections = unpack(draw.point(point))
    with torch.no_grad():
        h = point.model.encode(torch.from_numpy(digits.x_test))
    np.testing.assert_allclose(sections["latent"].decoded(), h.numpy(), atol=1e-4)
