"""Frames of one model on one sample of images, against the package's own figures."""

import math

import numpy as np
import pytest
import torch

from cae import Autoencoder, contraction
from cae.data import OFFERED, REGISTRY
from cae.diagnostics import STATES, constant_units, sat, scale_free, unit_states
from cae.figures.images import Images
from cae.inspection import blind_directions, mean_gradient
from cae.inspectors import sample
from cae.inspectors.sample import MOST, fitting, most_images
from cae.inspectors.subject import Subject
from cae.objectives import reconstruction_error
from cae.processes.frames import unpack
from cae.thresholds import Thresholds
from tests.helpers.made_units import made_units

KINDS = [
    {"sizes": (64, 8)},
    {"sizes": (64, 8), "tied": False},
    {"sizes": (64, 12), "activation": "relu", "output": "linear", "tied": False},
    {"sizes": (64, 20, 8), "activation": "tanh"},
    {"sizes": (64, 16, 12, 8), "activation": "softplus", "tied": False},
]


@pytest.fixture(autouse=True)
def _no_gradients():
    with torch.no_grad():
        yield


@pytest.fixture
def images() -> Images:
    return sample.load("digits")


@pytest.fixture(params=KINDS, ids=lambda kind: f"{kind['sizes']} {kind.get('activation', '')}")
def subject(request, images) -> Subject:
    model = Autoencoder(**request.param, seed=1)
    for W in model.W:
        W.mul_(3)  # so that units differ in what they do
    return Subject(model, images)


def units(subject: Subject, **thresholds: float) -> tuple[dict, dict]:
    return unpack(subject.units(Thresholds(**thresholds), {"serial": 1})[0])


def last(pieces) -> tuple[dict, dict]:
    *none, frame = pieces
    assert set(none) <= {None}
    return unpack(frame)


# -- the images --------------------------------------------------------------------------------------------


def test_the_subject_frame_says_what_a_page_needs_once(subject):
    header, sections = unpack(subject.statics())
    model = subject.model
    assert (header["kind"], header["dataset"], header["side"]) == ("statics", "digits", [8, 8])
    assert (header["count"], header["hidden"], header["sizes"]) == (397, model.sizes[-1], list(model.sizes))
    assert (header["activation"], header["tied"], header["output"]) == (model.activation.name, model.tied, model.output)
    assert header["states"] == list(STATES)
    assert header["defaults"] == Thresholds().as_dict()
    assert header["train_size"] == 1400
    assert header["slope_range"] == list(model.activation.slope_range)
    ends = [end if math.isfinite(end) else None for end in model.activation.output_range]
    assert header["output_range"] == ends
    assert np.abs(sections["images"].decoded() - subject.x.numpy()).max() < 0.5 / 255 + 1e-6
    assert np.array_equal(sections["labels"].values, subject.images.labels)


@pytest.mark.parametrize("name", OFFERED)
def test_what_is_said_of_a_data_sets_pixels_is_so(name):
    if name in ("digits", "fashion-mnist-small"):
        assert sample.load(name).x.shape[1] == REGISTRY[name].pixels
    else:
        assert REGISTRY[name].pixels == 784


def test_a_model_without_a_data_set_is_given_the_first_whose_images_it_takes():
    assert (fitting(784)[0], fitting(64), fitting(100)) == ("fashion-mnist-small", ["digits"], [])


@pytest.mark.parametrize(
    ("sizes", "most"),
    [((784, 64), MOST), ((784, 1024), MOST), ((784, 2048), MOST // 2), ((784, 64, 32), MOST), ((784, 512, 256), 372)],
)
def test_a_model_is_looked_at_with_as_many_images_as_somebody_can_wait_for(sizes, most):
    assert most_images(Autoencoder(sizes), MOST) == most
    assert most_images(Autoencoder(sizes), 100) == 100


def test_a_model_of_another_size_of_images_is_refused(images):
    with pytest.raises(ValueError, match=r"takes 784 pixels, but an image of digits has 64; choose"):
        Subject(Autoencoder((784, 8)), images)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_a_model_that_is_not_finite_is_refused(bad, images):
    model = Autoencoder((64, 8))
    model.W[0][3, 5] = bad
    with pytest.raises(ValueError, match=r"W\.0 holds NaN or infinity"):
        Subject(model, images)


# -- all units ---------------------------------------------------------------------------------------------


def test_the_matrices_are_h_and_its_slope_as_exact_as_two_bytes_are(subject):
    _, sections = units(subject)
    z = subject.model.pre_activations(subject.x)[-1]
    for name, values in (("h", subject.model.activation.phi(z)), ("gain", subject.model.activation.dphi(z))):
        section = sections[name]
        assert section.values.dtype == np.uint16
        step = (section.hi - section.lo) / 65535
        assert np.abs(section.decoded() - values.T.numpy()).max() <= 0.51 * step + 1e-6
    assert (sections["gain"].lo, sections["gain"].hi) == subject.model.activation.slope_range


def test_the_contribution_is_sent_of_deep_encoders_and_follows_from_the_rest_of_others(subject):
    _, sections = units(subject)
    exact = contraction.per_unit(subject.model, subject.x).T.numpy()
    if subject.model.depth == 1:
        assert "part" not in sections
        part = sections["gain"].decoded() ** 2 * sections["table"].values[:, 2:3]
    else:
        part = sections["part"].decoded()
    assert np.abs(part - exact).max() <= 2e-4 * exact.max()


def test_the_table_and_the_states_are_those_of_the_diagnostics(subject):
    header, sections = units(subject)
    states = unit_states(subject.model, subject.x)
    h = subject.model.encode(subject.x)
    columns = [
        states.mean_gain, states.mean_gain2, states.weight_norm2, states.contribution, states.share,
        states.share_low, states.share_high, h.mean(0), states.h_std, states.reach,
    ]  # fmt: skip
    assert np.array_equal(sections["table"].values, torch.stack(columns, 1).numpy())
    assert [STATES[i] for i in sections["state"].values] == list(states.state)
    assert header["counts"] == states.counts()
    figures = header["figures"]
    assert figures["reconstruction"] == pytest.approx(float(reconstruction_error(subject.model, subject.x).mean()))
    assert figures["penalty"] == pytest.approx(float(contraction.penalty(subject.model, subject.x).mean()), rel=1e-4)
    assert figures["sat"] == sat(h, subject.model.activation)
    assert figures["constant"] == constant_units(h)


def test_units_made_to_be_in_each_state_are_named_so():
    model, made = made_units()
    header, sections = units(Subject(model, sample.load("fashion-mnist-small")))
    assert [STATES[i] for i in sections["state"].values] == made
    assert set(made) == set(STATES)
    assert header["counts"] == {state: made.count(state) for state in STATES}


def test_other_thresholds_name_other_states(images):
    model, _ = made_units(images.x)
    strict, _ = units(Subject(model, images))
    loose, _ = units(Subject(model, images), low=0.5, most=0.3)
    assert loose["thresholds"] == Thresholds(low=0.5, most=0.3).as_dict()
    assert loose["counts"]["saturated at 0"] > strict["counts"]["saturated at 0"]


def test_of_more_images_than_one_chunk_the_figures_are_of_all(images):
    x = images.x.repeat(4, 1) * torch.linspace(0.5, 1, 4 * 397)[:, None]
    many = Images("digits", images.classes, images.side, 1400, x, np.tile(images.labels, 4))
    model = Autoencoder((64, 8))
    header, sections = units(Subject(model, many))
    assert sections["h"].values.shape == (8, 1588)
    assert header["figures"]["reconstruction"] == pytest.approx(float(reconstruction_error(model, x).mean()), rel=1e-5)


def test_a_float64_model_is_looked_at_in_its_own_precision():
    model = Autoencoder((64, 8)).double()
    header, sections = units(Subject(model, sample.load("digits", torch.float64)))
    single, _ = units(Subject(Autoencoder((64, 8)), sample.load("digits")))
    assert header["figures"]["penalty"] == pytest.approx(single["figures"]["penalty"], rel=1e-5)
    assert sections["table"].values.dtype == np.float32


# -- one unit ----------------------------------------------------------------------------------------------


def test_a_unit_is_shown_with_what_it_looks_at(subject):
    header, sections = last(subject.unit(5, serial=9))
    model = subject.model
    assert (header["kind"], header["unit"], header["serial"]) == ("unit", 5, 9)
    deep = model.depth > 1
    expected = mean_gradient(model, subject.x, 5) if deep else model.W[0][5]
    assert header["weights_are"] == ("mean gradient" if deep else "weights")
    assert sections["weights"].values == pytest.approx(expected.numpy())
    assert ("decoder" in sections) == (not model.tied and not deep)
    if "decoder" in sections:
        assert np.array_equal(sections["decoder"].values, model.V[0][5].numpy())


# -- one image ---------------------------------------------------------------------------------------------


def unit_vectors(section) -> np.ndarray:
    rows = section.decoded()
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def test_an_image_is_shown_with_the_directions_its_code_sees_and_does_not_see(subject):
    header, sections = last(subject.image(40, serial=9))
    model, x = subject.model, subject.x[40:41]
    spectrum = contraction.spectrum(model, x)[0].numpy()
    assert sections["spectrum"].values == pytest.approx(spectrum)
    assert (header["kind"], header["image"], header["serial"], header["pixels"]) == ("image", 40, 9, 64)
    assert header["penalty"] == pytest.approx((spectrum**2).sum(), rel=1e-4)
    assert header["rank"] == (spectrum > 0).sum()
    assert header["participation"] == pytest.approx((spectrum**2).sum() ** 2 / (spectrum**4).sum(), rel=1e-3)
    assert np.abs(sections["reconstruction"].decoded() - model(x)[0].numpy()).max() < 0.02

    tangents = contraction.tangents(model, x)[0].numpy()
    tangents = tangents[np.abs(tangents).max(1) > 0]
    k = min(8, len(tangents))
    agree = np.abs((unit_vectors(sections["tangents"]) * tangents[:k]).sum(1))
    assert agree == pytest.approx(np.ones(k), abs=1e-3)
    values = sections["weak_values"].values
    assert values == pytest.approx(spectrum[len(tangents) - len(values) : len(tangents)][::-1])
    agree = np.abs((unit_vectors(sections["weak"]) * tangents[::-1][: len(values)]).sum(1))
    assert agree == pytest.approx(np.ones(len(values)), abs=1e-3)

    header, sections = last(subject.blind(40, serial=9))
    blind = blind_directions(model, x, subject.x)
    assert (header["kind"], header["image"], header["serial"]) == ("blind", 40, 9)
    assert header["shares"] == pytest.approx(blind.share.tolist())
    assert len(sections["blind"].values) == len(blind.directions) > 0


def test_an_image_whose_code_sees_nothing_has_no_directions(images):
    model = Autoencoder((64, 8), activation="relu")
    model.b[0].fill_(-1e3)
    header, sections = last(Subject(model, images).image(0, 1))
    assert (header["rank"], header["participation"], header["penalty"]) == (0, 0.0, 0.0)
    assert [sections[name].values.shape[0] for name in ("tangents", "weak", "weak_values")] == [0, 0, 0]
    assert len(last(Subject(model, images).blind(0, 1))[1]["blind"].values) == 4


# -- orders and scale --------------------------------------------------------------------------------------


def test_an_order_puts_units_that_do_the_same_beside_each_other(images):
    model = Autoencoder((64, 12))
    model.W[0][7:9] = model.W[0][2]  # three of a kind
    header, sections = last(Subject(model, images).order(4))
    assert (header["kind"], header["serial"]) == ("order", 4)
    order = sections["units"].values.tolist()
    assert sorted(order) == list(range(12))
    places = sorted(order.index(unit) for unit in (2, 7, 8))
    assert places[2] - places[0] == 2
    assert sorted(sections["images"].values.tolist()) == list(range(397))


def test_the_scale_free_figures_are_those_of_the_diagnostics(subject):
    header, _ = last(subject.scale(4))
    assert header["images"] == 397
    expected = scale_free(subject.model, subject.x)
    for name in ("relative_contraction", "reconstruction_penalty", "participation"):
        assert header[name] == pytest.approx(getattr(expected, name), rel=1e-3)


def test_a_wide_models_figures_come_in_pieces_of_fewer_images(monkeypatch):
    images = sample.load("fashion-mnist-small")
    monkeypatch.setattr("cae.inspectors.subject.SCALE_OPERATIONS", 6e8)
    monkeypatch.setattr("cae.inspectors.subject.PIECE_OPERATIONS", 1e8)
    pieces = list(Subject(Autoencoder((784, 128)), images).scale(1))
    assert len(pieces) >= 4
    header, _ = unpack(pieces[-1])
    assert 8 <= header["images"] < 30


def test_a_code_that_is_the_same_for_all_images_has_no_relative_contraction(images):
    model = Autoencoder((64, 8))
    model.W[0].zero_()
    assert last(Subject(model, images).scale(1))[0]["relative_contraction"] is None
