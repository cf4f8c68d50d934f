import dataclasses
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from cae import Autoencoder, contraction, diagnostics
from cae.figures.picture import Picture
from cae.objectives import reconstruction_error
from cae.processes.frames import FrameError, Section, pack, unpack
from cae.thresholds import Thresholds


@pytest.fixture(autouse=True)
def _as_in_the_engine() -> Iterator[None]:
    with torch.inference_mode():
        yield


@pytest.fixture
def draw(seeded):
    """A picture of a model with weights of order one."""

    def make(data, hidden=16, **settings):
        model = Autoencoder((data.x_train.shape[1], hidden), **settings)
        for parameter in model.parameters():
            parameter.add_(0.3 * torch.randn(parameter.shape, generator=seeded(7)))
        return Picture(model, data)

    return make


@pytest.fixture
def picture(draw, digits):
    return draw(digits)


def sent(header: dict, sections: dict) -> tuple[dict, dict[str, Section]]:
    """What the browser gets of it."""
    return unpack(pack(header, sections))


# -- once --------------------------------------------------------------------------------------------------


def test_the_page_gets_a_thousand_test_images_with_their_classes(draw, fashion):
    header, sections = sent(*draw(fashion).statics())
    assert sections["images"].values.dtype == np.uint8
    np.testing.assert_allclose(sections["images"].decoded(), fashion.x_test[:1000], atol=1e-6)
    np.testing.assert_array_equal(sections["labels"].values, fashion.y_test[:1000])
    assert sections["labels"].values.dtype == np.uint8
    assert header["classes"] == list(fashion.classes)
    assert (header["side"], header["train_size"]) == ([28, 28], 6000)


@pytest.mark.parametrize("name", ["fashion", "digits"])
def test_the_heatmaps_images_are_twenty_of_each_class_grouped_by_class(name, draw, request):
    data = request.getfixturevalue(name)
    header, _ = draw(data).statics()
    ids = header["heat_images"]
    assert len(set(ids)) == 200
    assert data.y_test[ids].tolist() == [c for c in range(10) for _ in range(20)]


def test_the_strip_begins_with_one_image_of_each_class(picture, digits):
    assert digits.y_test[picture.strip].tolist() == list(range(10))


def test_a_data_set_with_fewer_test_images_shows_those_it_has(picture):
    _, sections = sent(*picture.whole(settle=True))
    assert sections["latent"].values.shape == (397, 2)


# -- every frame -------------------------------------------------------------------------------------------


def test_the_strip_is_the_reconstruction_of_its_images_and_of_the_pinned_one(picture, digits):
    picture.image = 42
    header, sections = sent(*picture.small())
    assert header["strip_images"] == [*picture.strip, 42]
    x = torch.from_numpy(digits.x_test[header["strip_images"]])
    assert sections["strip"].values.shape == (11, 64)
    np.testing.assert_allclose(sections["strip"].decoded(), picture.model(x), atol=0.5 / 255 + 1e-6)


def test_a_linear_output_widens_the_strips_range_instead_of_hiding_an_error(draw, digits):
    picture = draw(digits, output="linear")
    _, sections = sent(*picture.small())
    r = picture.model(torch.from_numpy(digits.x_test[picture.strip]))
    assert (sections["strip"].lo, sections["strip"].hi) == pytest.approx((float(r.min()), float(r.max())))
    assert sections["strip"].lo < 0
    assert sections["strip"].hi > 1
    step = (sections["strip"].hi - sections["strip"].lo) / 255
    np.testing.assert_allclose(sections["strip"].decoded(), r, atol=0.51 * step)


def test_a_probe_is_exact(picture, digits):
    assert "probe" not in picture.small()[0]
    picture.probe = (3, 40)
    z = picture.model.pre_activations(torch.from_numpy(digits.x_test[40:41]))[0][0, 3]
    h, gain = torch.sigmoid(z), torch.sigmoid(z) * torch.sigmoid(-z)
    probe = {"unit": 3, "image": 40, "h": pytest.approx(float(h)), "gain": pytest.approx(float(gain))}
    assert picture.small()[0]["probe"] == probe


# -- the whole picture -------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "gelu"])
def test_the_heatmap_is_the_slope_of_every_unit_at_every_image(activation, draw, digits):
    picture = draw(digits, activation=activation)
    header, sections = sent(*picture.whole(settle=True))
    heat, ids = sections["heat"], picture.statics()[0]["heat_images"]
    z = picture.model.pre_activations(torch.from_numpy(digits.x_test[ids]))[0]
    assert (heat.lo, heat.hi) == picture.model.activation.slope_range
    assert heat.values.shape == (16, 200)
    half_a_level = 0.51 * (heat.hi - heat.lo) / 255
    np.testing.assert_allclose(heat.decoded(), picture.model.activation.dphi(z).T, atol=half_a_level)
    assert (header["page"], header["pages"]) == (0, 1)


def test_a_pinned_image_is_the_201st_column(picture, digits):
    picture.image = 42
    _, sections = sent(*picture.whole(settle=True))
    z = picture.model.pre_activations(torch.from_numpy(digits.x_test[42:43]))[0][0]
    assert sections["heat"].values.shape == (16, 201)
    np.testing.assert_allclose(sections["heat"].decoded()[:, 200], picture.model.activation.dphi(z), atol=0.001)


def test_the_numbers_are_the_librarys_own_over_the_test_images(picture, digits):
    header, _ = picture.whole(settle=True)
    x = torch.from_numpy(digits.x_test)
    h = picture.model.encode(x)
    assert header["penalty"] == pytest.approx(float(contraction.penalty(picture.model, x).mean()), rel=1e-5)
    assert header["sat"] == pytest.approx(float(((h < 0.05) | (h > 0.95)).float().mean()))
    assert header["dead"] == 0
    assert 0 < header["explained"] < 1
    assert picture.held_out() == pytest.approx(
        (float(reconstruction_error(picture.model, x).mean()), header["penalty"]), rel=1e-5
    )


def test_sat_is_none_for_an_activation_without_two_ends(draw, digits):
    assert draw(digits, activation="relu").whole(settle=True)[0]["sat"] is None


def test_the_latent_plane_has_the_same_scale_on_both_axes(picture):
    _, sections = sent(*picture.whole(settle=True))
    latent = sections["latent"]
    assert latent.values.dtype == np.int16
    assert latent.lo == -latent.hi
    assert np.abs(latent.decoded()).max() == pytest.approx(latent.hi)


def test_with_two_units_the_latent_plane_is_the_code(draw, digits):
    picture = draw(digits, hidden=2)
    header, sections = sent(*picture.whole(settle=True))
    h = picture.model.encode(torch.from_numpy(digits.x_test))
    np.testing.assert_allclose(sections["latent"].decoded(), h, atol=1e-4)
    assert header["explained"] == 1


def test_a_pinned_unit_comes_with_its_weights_and_its_share_of_the_penalty(picture, digits):
    assert "pin" not in picture.whole(settle=True)[0]
    picture.unit = 5
    header, sections = sent(*picture.whole(settle=True))
    x, w = torch.from_numpy(digits.x_test), picture.model.W[0][5]
    gain = picture.model.activation.dphi(picture.model.pre_activations(x)[0])[:, 5]
    own = float(contraction.per_unit(picture.model, x).mean(0)[5])
    expected = {"unit": 5, "gain": gain.mean(), "gain2": gain.square().mean(), "norm2": w.square().sum()}
    expected |= {"product": own, "share": own / header["penalty"]}
    pin = {name: header["pin"][name] for name in expected}
    assert pin == pytest.approx({name: float(value) for name, value in expected.items()}, rel=1e-4)
    tile = sections["pin_tile"]
    np.testing.assert_allclose(tile.decoded(), w, atol=0.51 * tile.hi / 127)
    assert tile.hi == pytest.approx(float(w.abs().max()))


def test_the_units_shares_sum_to_one_and_are_those_of_the_penalty(picture, digits):
    header, _ = picture.whole(settle=True)
    _, sections = sent({}, picture.tiles())
    units = sections["units"].values
    assert (units.dtype, units.shape) == (np.float32, (16, 4))
    rows = contraction.per_unit(picture.model, torch.from_numpy(digits.x_test)).mean(0)
    assert float(units[:, 3].sum()) == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(units[:, 3], rows / header["penalty"], rtol=1e-4)
    np.testing.assert_allclose(units[:, 1] * units[:, 2], rows, rtol=1e-4)


def test_tiles_are_the_encoders_weights_on_one_scale(picture):
    picture.whole(settle=True)
    tiles = sent({}, picture.tiles())[1]["tiles"]
    W = picture.model.W[0]
    assert (tiles.values.dtype, tiles.values.shape) == (np.int8, (16, 64))
    np.testing.assert_allclose(tiles.decoded(), W, atol=0.51 * float(W.abs().max()) / 127)


def test_three_hundred_units_come_in_three_pages(draw, digits):
    picture, heat, tiles = draw(digits, hidden=300), [], []
    for page, count in enumerate((128, 128, 44)):
        picture.page = page
        header, sections = sent(*picture.whole(settle=True))
        assert (header["page"], header["pages"]) == (page, 3)
        heat.append(sections["heat"].decoded())
        assert heat[-1].shape == (count, 200)
        page_sections = sent({}, picture.tiles())[1]
        tiles.append(page_sections["tiles"].decoded())
        assert page_sections["units"].values.shape == (300, 4)  # of all units, whatever the page
    W = picture.model.W[0]
    np.testing.assert_allclose(np.concatenate(tiles), W, atol=0.51 * float(W.abs().max()) / 127)
    z = picture.model.pre_activations(torch.from_numpy(digits.x_test[picture.heat_images]))[0]
    np.testing.assert_allclose(np.concatenate(heat), picture.model.activation.dphi(z).T, atol=0.51 * 0.25 / 255)


def test_a_model_that_does_not_contract_at_all_has_no_shares_to_divide(draw, digits):
    picture = draw(digits)
    picture.model.W[0].zero_()
    picture.unit = 3
    header, _ = sent(*picture.whole(settle=True))
    assert (header["penalty"], header["pin"]["share"], header["dead"]) == (0, 0, 16)
    assert not sent({}, picture.tiles())[1]["units"].values[:, 2:].any()


def test_weights_that_are_not_finite_are_refused_and_not_drawn(picture):
    picture.model.W[0][2, 3] = np.nan
    with pytest.raises(FrameError, match="finite numbers only"):
        picture.whole(settle=True)


def test_more_than_a_thousand_test_images_are_cut_to_a_thousand(draw, digits):
    many = dataclasses.replace(digits, x_test=digits.x_train, y_test=digits.y_train)
    _, sections = sent(*draw(many).statics())
    assert sections["images"].values.shape == (1000, 64)


# -- the pinned unit ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "softplus", "gelu", "identity"])
def test_what_is_said_of_a_unit_is_what_its_state_is_told_by(activation, draw, digits):
    picture = draw(digits, activation=activation, output="linear")
    states = diagnostics.unit_states(picture.model, picture.x)
    header, _ = picture.statics()
    assert header["thresholds"] == Thresholds().as_dict()
    told = {"low": "share_low", "high": "share_high", "std": "h_std", "reach": "reach", "share": "share"}
    told |= {"gain": "mean_gain", "gain2": "mean_gain2", "norm2": "weight_norm2", "product": "contribution"}
    for unit in range(picture.hidden):
        picture.pin(unit, None)
        pin = picture.whole(settle=True)[0]["pin"]
        assert pin["state"] == states.state[unit]
        for name, column in told.items():
            assert pin[name] == pytest.approx(float(getattr(states, column)[unit]), rel=1e-4, abs=1e-7), name


def test_a_range_without_an_end_can_be_told(draw, digits):
    assert draw(digits, activation="relu").statics()[0]["output_range"] == [0.0, None]
    assert draw(digits, activation="tanh").statics()[0]["output_range"] == [-1.0, 1.0]
