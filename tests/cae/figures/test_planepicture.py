"""The picture of a run in the plane, held against ``cae.field`` called by itself."""

import math

import numpy as np
import pytest
import torch

from cae import Autoencoder, Trainer, load_dataset, points
from cae.company import Company
from cae.contraction import penalty
from cae.data import Dataset
from cae.field import along_curve, error_share, field, grid
from cae.figures.planepicture import PlanePicture
from cae.objectives import Denoising
from cae.processes.frames import Section, pack


def trained(data: Dataset, lam: float = 3.0, steps: int = 30, objective: object = None, **about: object) -> Trainer:
    settings = {"activation": "sigmoid", "tied": True, "output": "linear", "seed": 0} | about
    trainer = Trainer(Autoencoder((2, 5), **settings), data.x_train, lam, 3e-2, objective=objective)
    return trainer.run(steps)


def pictured(data: Dataset, **about: object) -> PlanePicture:
    leader = trained(data, **about)
    company = Company(leader)
    company.join("twin", trained(data, 0.0, **about))
    company.join("denoising", trained(data, 0.0, objective=Denoising(0.3), **about))
    return PlanePicture(leader.model, data, company)


def whole(picture: PlanePicture, settle: bool = True) -> tuple[dict, dict[str, Section]]:
    picture.weights_changed()
    with torch.inference_mode():
        header, sections = picture.whole(settle)
    pack(header, sections)  # it can be sent
    return header, {
        name: section if isinstance(section, Section) else Section(section) for name, section in sections.items()
    }


@pytest.fixture(autouse=True)
def no_gradients():
    with torch.no_grad():
        yield


@pytest.fixture(scope="module")
def circle() -> Dataset:
    return load_dataset("plane-circle")


@pytest.mark.parametrize("about", [{}, {"activation": "gelu", "tied": False}], ids=["tied", "untied"])
def test_it_is_the_field_of_each_on_its_grids(about, circle):
    picture = pictured(circle, **about)
    said, _ = picture.statics()
    header, sections = whole(picture)
    models = {"": picture.model} | {f"{name}_": one.model for name, one in picture._company.others.items()}
    for prefix, model in models.items():
        everywhere = field(model, grid(said["grid"], said["reach"]))
        pull = sections[f"{prefix}pull"]
        np.testing.assert_allclose(pull.decoded(), everywhere.pull, atol=pull.hi / 30_000)
        if prefix == "denoising_":
            assert not {"denoising_heat", "denoising_ellipses"} & set(sections)
            continue
        heat = sections[f"{prefix}heat"]
        assert heat.lo == 0
        assert heat.hi == pytest.approx(float(everywhere.penalty.max()), rel=1e-5)
        np.testing.assert_allclose(heat.decoded(), everywhere.penalty, atol=heat.hi / 500)
        few, ovals = field(model, grid(said["ellipses"], said["reach"])), sections[f"{prefix}ellipses"].values
        np.testing.assert_allclose(ovals[:, :2], few.sigma, atol=1e-5)
        np.testing.assert_allclose(np.cos(ovals[:, 2]), few.axis[:, 0], atol=1e-3)
        np.testing.assert_allclose(np.sin(ovals[:, 2]), few.axis[:, 1], atol=1e-3)
    assert sections["pull"].values.shape == (1600, 2)
    assert sections["ellipses"].values.shape == (81, 3)
    assert header["steepest"] == (math.sqrt(2) if about else 0)


@pytest.mark.parametrize("tied", [True, False])
def test_units_and_numbers_are_those_of_the_model(tied, circle):
    picture, data = pictured(circle, tied=tied), circle
    header, sections = whole(picture)
    model, x = picture.model, torch.from_numpy(data.x_train[:300])
    w, b, v, c = model.W[0], model.b[0], model.decoder_weight(0), model.c[0]
    units = sections["units"].values
    np.testing.assert_array_equal(units[:, :5], torch.cat([w, b[:, None], v], 1))
    assert units[:, 5].sum() == pytest.approx(header["penalty"], rel=1e-5)
    np.testing.assert_array_equal(sections["bias"].values, c)
    held_out = torch.from_numpy(data.x_test[:500])
    assert header["penalty"] == pytest.approx(float(penalty(model, held_out).mean()), rel=1e-5)
    with torch.inference_mode():
        error, also = picture.held_out()
    assert also == pytest.approx(header["penalty"])
    assert error == pytest.approx(float((model(held_out) - held_out).square().sum(1).mean()), rel=1e-5)
    np.testing.assert_allclose(sections["made"].decoded(), model(x), atol=1e-3)
    for name, one in {"plane": model, "twin": picture._company.others["twin"].model}.items():
        tangent = torch.stack([-x[:, 1], x[:, 0]], 1) / 3
        measured, told = along_curve(one, x, tangent), header[name]
        assert told["along"] == pytest.approx(measured.ratio, rel=1e-4)
        assert told["cosine"] == pytest.approx(measured.cosine, abs=1e-4)
        assert told["error"] == pytest.approx(measured.error, rel=1e-4)
        assert told["encoder"] == pytest.approx(float(one.W[0].norm()))
        assert told["decoder"] == pytest.approx(float(one.decoder_weight(0).norm()))
        assert told["sigma"] == pytest.approx(field(one, x).sigma.mean(0).tolist(), rel=1e-4)
    assert (header["plane"]["encoder"] == header["plane"]["decoder"]) is tied
    assert header["denoising"]["noise"] == 0.3


def test_what_a_page_needs_once(circle):
    header, sections = pictured(circle).statics()
    assert header == {
        "dataset": "plane-circle",
        "classes": ("ring",),
        "reach": 4.0,
        "grid": 40,
        "ellipses": 9,
        "suggested": 3.0,
    }
    assert pictured(circle, activation="relu").statics()[0]["suggested"] is None
    np.testing.assert_array_equal(sections["points"], circle.x_train[:1000])
    assert len(sections["labels"]) == 1000


@pytest.mark.parametrize("name", [*points.NAMES, points.named([(k, k * k % 7) for k in range(9)])])
def test_every_set_lies_within_what_is_shown_and_can_be_drawn(name):
    data = load_dataset(name)
    picture = pictured(data)
    said, once = picture.statics()
    assert np.abs(data.x_train).max() < said["reach"] <= 1.6 * np.abs(data.x_train).max()
    assert len(once["points"]) == min(1000, len(data.x_test)) == len(np.unique(once["points"], axis=0))
    header, sections = whole(picture)
    assert len(sections["made"].values) == min(300, len(once["points"]))
    assert (header["plane"]["cosine"] is None) is (name != "plane-circle")
    followed = torch.from_numpy(once["points"][:300])
    assert header["plane"]["error"] == pytest.approx(error_share(picture.model, followed), rel=1e-4)
    if name != "plane-circle":
        first, second = header["plane"]["sigma"]
        assert header["plane"]["along"] == pytest.approx(first / second)


def test_while_all_move_those_beside_come_in_turn_and_their_numbers_always(circle):
    picture = pictured(circle)
    whole(picture)
    seen = []
    for _ in range(4):
        header, sections = whole(picture, settle=False)
        assert {"pull", "heat", "ellipses", "made", "units"} <= set(sections)
        assert header["twin"]
        assert header["denoising"]
        seen.append({name.partition("_")[0] for name in sections if "_" in name})
    assert sorted(map(tuple, seen)) == [("denoising",), ("denoising",), ("twin",), ("twin",)]
    assert seen[0] != seen[1]


def test_of_whom_there_is_none_or_who_trains_no_more_nothing_is_drawn(circle):
    leader = trained(circle)
    company = Company(leader)
    picture = PlanePicture(leader.model, circle, company)
    header, sections = whole(picture)
    assert (header["twin"], header["denoising"]) == (None, None)
    assert not any("_" in name for name in sections)
    company.join("twin", trained(circle, 0.0))
    assert whole(picture)[0]["twin"]
    company.others["twin"].model.W[0][0, 0] = math.nan
    header, sections = whole(picture)
    assert header["twin"] is None
    assert not any("_" in name for name in sections)


def test_where_the_code_moves_in_no_direction_there_is_no_ratio(circle):
    picture = pictured(circle)
    picture.model.W[0].zero_()
    header, sections = whole(picture)
    assert header["plane"]["along"] is None
    assert not sections["heat"].values.any()
    lopsided = pictured(load_dataset("plane-moons"))
    lopsided.model.W[0][:, 1] = 0
    assert whole(lopsided)[0]["plane"]["along"] is None


def test_points_of_which_the_first_are_alike_have_no_share_of_the_variance():
    data = load_dataset("plane-moons")
    data.x_train[:300] = 1.0
    assert whole(pictured(data))[0]["plane"]["error"] is None


def test_where_a_unit_is_sensitive_is_seen_as_long_as_it_is_looked_at_or_pinned(circle):
    picture = pictured(circle, activation="gelu")
    assert whole(picture)[0]["pin"] is None
    assert "unit_heat" not in whole(picture)[1]
    picture.look_at(3)
    header, sections = whole(picture)
    model, at = picture.model, grid(40, picture.reach)
    gain = model.activation.dphi(model.pre_activations(at)[0][:, 3]).abs() * model.W[0][3].norm()
    heat = sections["unit_heat"]
    np.testing.assert_allclose(heat.decoded(), gain, atol=heat.hi / 500)
    units = sections["units"].values
    assert header["pin"] == {"unit": 3, "share": pytest.approx(units[3, 5] / units[:, 5].sum(), rel=1e-5)}
    picture.pin(1, None)
    assert whole(picture)[0]["pin"]["unit"] == 1
    picture.pin(None, None)
    picture.look_at(None)
    assert whole(picture)[0]["pin"] is None


def test_another_picture_shows_what_this_one_showed_as_far_as_it_has_it(circle):
    picture = pictured(circle)
    picture.pin(4, 7)
    picture.look_at(1)
    fewer = Autoencoder((2, 3), output="linear")
    other = PlanePicture(fewer, circle, Company(Trainer(fewer, circle.x_train)))
    other.load_view(picture.view())
    assert other.view() == {"unit": None, "image": 7, "look": 1}
    assert picture.state() == {}


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda p: p.pin(5, None), "unit must be a whole number from 0 to 4, but 5 came"),
        (lambda p: p.pin(None, 1000), "image must be a whole number from 0 to 999, but 1000 came"),
        (lambda p: p.look_at(-1), "unit must be a whole number from 0 to 4, but -1 came"),
        (lambda p: p.show_strip([1]), "In the plane there is no strip of images"),
        (lambda p: p.probe_at(1, 1), "In the plane there are no cells to probe"),
        (lambda p: p.turn_to(1), "page must be a whole number from 0 to 0, but 1 came"),
    ],
)
def test_what_there_is_none_of_is_refused_in_words(call, sentence, circle):
    with pytest.raises(ValueError, match=sentence):
        call(pictured(circle))
