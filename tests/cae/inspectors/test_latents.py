"""Frames of where the codes lie, against the maths called directly, and what holds from model to model."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.decomposition import PCA

from cae import Autoencoder, Trainer, load_dataset
from cae.checks import Refused
from cae.contraction import penalty
from cae.embedding import aligned, most_variable, pca
from cae.figures.images import Images
from cae.inspectors import latents
from cae.inspectors.asked import MAPPED
from cae.inspectors.held import Held
from cae.inspectors.reference import Reference
from cae.inspectors.subject import Subject
from cae.inspectors.works import Scene
from cae.objectives import error_from_logits
from cae.processes.frames import Section, unpack
from cae.readouts import neighbours, trustworthiness
from tests.helpers.fakes import WORDS

pytestmark = pytest.mark.usefixtures("no_gradients")


def of(scene: Scene, model: Autoencoder | None = None, images: Images | None = None, **more: object) -> Scene:
    """The next scene, of another model or other images, without one at λ = 0."""
    return replace(scene, subject=Subject(model or scene.subject.model, images or scene.subject.images), **more)


def few(scene: Scene, *places: int) -> Scene:
    return of(scene, images=scene.subject.images.some(places), held=Held())


def last(pieces: Iterator[bytes | None]) -> tuple[dict, dict[str, Section]]:
    return unpack([frame for frame in pieces if frame is not None][-1])


def mapped(scene: Scene, **asked: object) -> tuple[dict, dict[str, Section]]:
    return last(latents.map_(scene, asked))


def near(section: Section, values: torch.Tensor) -> bool:
    """Whether a section of images holds these, as exactly as it is sent."""
    return np.abs(section.decoded() - values.numpy()).max() <= 0.51 * (section.hi - section.lo) / 255 + 1e-6


# -- the map -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dimensions", [2, 3])
def test_the_map_is_that_of_the_principal_components_and_lambda_0_is_laid_on_it(dimensions, scene, model, plain):
    header, sections = mapped(scene, dimensions=dimensions)
    h, h0 = model.encode(scene.subject.x), plain.encode(scene.subject.x)
    found = pca(h, dimensions)
    np.testing.assert_allclose(sections["points"].values, found.points, atol=1e-5)
    np.testing.assert_allclose(sections["points0"].values, aligned(pca(h0, dimensions).points, found.points), atol=1e-4)
    assert header["explained"] == pytest.approx(found.explained)
    assert header["trustworthiness"] == pytest.approx(trustworthiness(h, found.points))
    told = {"serial": 7, "count": 397, "measured": 397, "reference": WORDS, "error": None, "progress": None}
    told |= {"method": "pca", "dimensions": dimensions, "step": None, "axes": found.axes, "words": found.words}
    assert {name: header[name] for name in told} == told


def test_without_a_model_at_lambda_0_there_is_one_map_and_it_is_said_why(scene):
    header, sections = mapped(of(scene))
    assert sections.keys() == {"points"}
    assert header["reference"] == "none"


def test_the_units_that_vary_most_are_drawn_and_of_two_units_the_plane(scene, plain):
    header, sections = mapped(scene, method="units")
    found = most_variable(scene.subject.h)
    np.testing.assert_allclose(sections["points"].values, found.points, atol=1e-6)
    units = [int(name.split()[-1]) for name in header["axes"]]
    own = plain.encode(scene.subject.x)[:, units]
    np.testing.assert_allclose(sections["points0"].values, aligned(own, found.points), atol=1e-5)
    header, sections = mapped(of(scene, Autoencoder((64, 2), "tanh"), held=Held()), method="units")
    assert header["method"] == "plane"
    assert header["explained"] == pytest.approx(1)


def trained(steps: int, hidden: int = 16) -> Iterator[Autoencoder]:
    """Models along a training."""
    data = load_dataset("digits")
    trainer = Trainer(Autoencoder((64, hidden), seed=0), data.x_train, lam=0.1, lr=3e-3, batch_size=64, seed=0)
    for _ in range(steps):
        copy = Autoencoder((64, hidden))
        copy.load_state_dict({name: values.clone() for name, values in trainer.model.state_dict().items()})
        yield copy
        with torch.enable_grad():
            trainer.run(steps=5)


@pytest.mark.parametrize("asked", [{"dimensions": 2}, {"dimensions": 3}])
def test_along_a_training_the_map_neither_turns_nor_flips_and_stays_the_components_plane(asked, scene):
    before = None
    for model in trained(12):
        scene = of(scene, model, live=True)
        points = mapped(scene, **asked)[1]["points"].values.astype(float)
        exact = pca(scene.subject.h, **asked).points.numpy()
        # Turned, nothing else: all distances are those of the components.
        gram = points @ points.T
        np.testing.assert_allclose(gram, exact @ exact.T, atol=1e-4 * np.abs(gram).max())
        if before is not None:
            for axis in range(points.shape[1]):
                a, b = points[:, axis], before[:, axis]
                assert a @ b / np.linalg.norm(a) / np.linalg.norm(b) > 0.5
            turn = np.linalg.svd(points.T @ before)
            assert np.allclose(turn[0] @ turn[2], np.eye(points.shape[1]), atol=0.05)
        before = points


def test_a_unit_that_is_drawn_keeps_its_axis_when_another_takes_the_others_place(scene, model):
    first = mapped(of(scene), method="units")[0]["axes"]
    units = [int(name.split()[-1]) for name in first]
    other = Autoencoder((64, 16), "tanh")
    other.load_state_dict({name: values.clone() for name, values in model.state_dict().items()})
    other.W[0][units[0]] *= 0.01  # the unit on the first axis varies no more
    second = mapped(of(scene, other), method="units")[0]["axes"]
    assert second[1] == first[1]
    assert second[0] not in first


def test_while_a_model_trains_units_of_much_the_same_variance_do_not_take_turns(scene):
    x = torch.randn(397, 8, generator=torch.Generator().manual_seed(0))
    h = x / x.std(0, unbiased=False) * torch.tensor([3, 2, 1.99, 1, 1, 1, 1, 1])
    maps = Held().maps
    assert maps._varying(h.double(), 2, live=True) == [0, 1]
    h[:, 2] *= 1.02
    assert maps._varying(h.double(), 2, live=True) == [0, 1]
    assert maps._varying(h.double(), 2, live=False) == [0, 2], "where it stands the two that vary most are drawn"


@pytest.mark.parametrize(
    ("places", "asked", "sentence"),
    [
        ((4, 9), {}, "There must be at least 3 images"),
        ((1, 4, 9), {"method": "tsne"}, "perplexity must be a number from 1 to 0.666667"),
        (range(60), {"method": "tsne", "perplexity": 20.0}, "perplexity must be a number from 1 to 19.6667"),
    ],
)
def test_what_can_not_be_drawn_is_said_in_the_frame(places, asked, sentence, scene):
    header, sections = mapped(few(scene, *places), **asked)
    assert header["error"].startswith(sentence)
    assert sections == {}
    assert (header["trustworthiness"], header["measured"], header["explained"]) == (None, None, None)


def test_codes_that_are_all_alike_are_said_by_every_method(scene, images):
    same = replace(images, x=images.x[:1].expand(397, -1).clone())
    for method in ("pca", "units", "tsne"):
        header, sections = mapped(of(scene, images=same, held=Held()), method=method)
        assert header["error"] == "All 397 codes are alike: there is nothing to draw of them."
        assert sections == {}


def test_codes_alike_at_lambda_0_have_no_map_beside(scene, model, images):
    flat = Autoencoder((64, 16), "tanh")
    flat.W[0].zero_()
    scene = replace(scene, subject=Subject(model, images, Reference(WORDS, lambda: flat)))
    assert mapped(scene)[1].keys() == {"points"}


def test_of_few_images_nothing_is_said_of_trust(scene):
    header, sections = mapped(few(scene, *range(12)))
    assert (header["trustworthiness"], header["measured"]) == (None, None)
    assert len(sections["points"].values) == 12


# -- its colour ----------------------------------------------------------------------------------------------


def test_images_are_coloured_by_what_is_measured_at_each(scene, model):
    subject = scene.subject
    expected = {
        "penalty": penalty(model, subject.x),
        "error": error_from_logits(model, model.logits(subject.h), subject.x),
        "h": subject.h[:, 5],
        "gain": subject.gain[:, 5],
    }
    for by, values in expected.items():
        header, sections = last(latents.colour(scene, 5, {"colour": by}))
        np.testing.assert_allclose(sections["values"].values, values, rtol=1e-4)
        assert (header["by"], header["unit"]) == (by, 5 if by in ("h", "gain") else None)
        assert header["lo"] <= sections["values"].values.min() + 1e-5
        assert header["hi"] >= sections["values"].values.max() - 1e-5
        assert header["says"].endswith(".")
    assert last(latents.colour(scene, 5, {"colour": "h"}))[0]["lo"] == -1
    header, sections = last(latents.colour(scene, 5, {}))
    assert (header["by"], header["lo"], header["hi"], sections) == ("class", None, None, {})


# -- what lies between ---------------------------------------------------------------------------------------


def a_place(*at: float) -> dict:
    return {"place": MAPPED["place"]("place", {"id": 3, "at": list(at)})}


def test_a_place_is_decoded_by_the_way_back_of_the_map_that_is_drawn(scene, model):
    for method, make in (("pca", pca), ("units", most_variable)):
        found = make(scene.subject.h)
        header, sections = last(latents.place(scene, a_place(0.3, -0.2) | {"method": method}))
        code = found.back(torch.tensor([[0.3, -0.2]], dtype=torch.float64)).float()
        assert near(sections["x"], model.decode(code)[0])
        assert (header["id"], header["at"], header["words"], header["error"]) == (3, [0.3, -0.2], found.words, None)


def test_on_a_map_that_was_turned_the_place_of_an_image_is_still_its_code_on_the_plane(scene):
    for model in trained(6):
        scene = of(scene, model, live=True)
        points = mapped(scene)[1]["points"].values
    exact, at = pca(scene.subject.h), points[5].tolist()
    sections = last(latents.place(scene, a_place(*at)))[1]
    assert near(sections["x"], model.decode(exact.back(exact.points[5:6]).float())[0])


def test_while_a_model_trains_a_place_is_of_the_model_whose_map_is_drawn(scene):
    first, second = trained(2)
    before = of(scene, first, live=True)
    at = mapped(before)[1]["points"].values[5].tolist()
    drawn = last(latents.place(before, a_place(*at)))[1]["x"].values
    np.testing.assert_array_equal(last(latents.place(of(before, second, serial=8), a_place(*at)))[1]["x"].values, drawn)


def test_in_three_dimensions_and_before_there_is_a_map_no_place_is_decoded(scene):
    header, sections = last(latents.place(scene, a_place(0, 0) | {"dimensions": 3}))
    assert header["error"].startswith("A place can be decoded in two dimensions only")
    assert sections == {}
    assert list(latents.place(scene, {})) == []
    header, sections = last(latents.place(few(scene, 1, 2), a_place(0, 0)))
    assert header["error"].startswith("There must be at least 3 images")


def a_line(b: int | None, count: int = 11) -> dict:
    return {"line": MAPPED["line"]("line", {"id": 4, "count": count}), "b": b}


def test_the_ends_of_the_line_are_the_reconstructions_and_those_of_the_blend_the_images(scene, model, plain):
    header, sections = last(latents.line(scene, 8, a_line(21)))
    x = scene.subject.x
    for name, own in (("decoded", model), ("decoded0", plain)):
        assert sections[name].values.shape == (11, 64)
        r = own.decode(own.encode(x[[8, 21]]))
        ends = Section(sections[name].values[[0, -1]], sections[name].lo, sections[name].hi)
        assert near(ends, r)
    assert near(sections["blend"].first(1), x[8:9])
    middle = model.decode(model.encode(x[[8, 21]]).mean(0, keepdim=True))
    assert near(Section(sections["decoded"].values[5:6], sections["decoded"].lo, sections["decoded"].hi), middle)
    away = torch.cdist(torch.cat([middle, x[[8, 21]].mean(0, keepdim=True)]), x).min(1).values
    assert [sections["away"].values[5], sections["away_blend"].values[5]] == pytest.approx(away.tolist(), rel=1e-4)
    assert sections["away_blend"].values[[0, -1]] == pytest.approx([0, 0], abs=1e-3)
    points = mapped(scene)[1]["points"].values
    np.testing.assert_allclose(
        sections["at"].values[[0, 5, 10]], [points[8], points[[8, 21]].mean(0), points[21]], atol=1e-5
    )
    told = {"image": 8, "a": 8, "b": 21, "id": 4, "reference": WORDS, "error": None}
    assert {name: header[name] for name in told} == told


def test_the_line_on_the_map_is_where_its_codes_lie(scene):
    at = last(latents.line(scene, 8, a_line(21)))[1]["at"].values[3]
    h = scene.subject.h.double().numpy()
    theirs = PCA(2, svd_solver="full").fit(h)
    np.testing.assert_allclose(at, theirs.transform([0.7 * h[8] + 0.3 * h[21]])[0], atol=1e-5)


def test_without_b_there_is_no_line_and_a_b_that_is_not_there_is_said(scene):
    assert list(latents.line(scene, 8, a_line(None))) == []
    assert list(latents.line(scene, 8, {"b": 3})) == []
    header, sections = last(latents.line(scene, 8, a_line(397)))
    assert header["error"] == "Image 397 is not among the 397 that are shown; choose another as B."
    assert sections == {}


# -- neighbours ----------------------------------------------------------------------------------------------


def test_the_nearest_in_code_space_and_in_pixel_space_and_how_many_agree(scene, model, plain):
    header, sections = last(latents.neighbours(scene, 8))
    x = scene.subject.x
    rows = {"code": model.encode(x), "code0": plain.encode(x), "pixel": x}
    near_to = {name: neighbours(rows[name], 8).tolist() for name in rows}
    assert {name: sections[name].values.tolist() for name in rows} == near_to
    for name, distance in (("code", "distance"), ("code0", "distance0"), ("pixel", "distance_pixel")):
        expected = (rows[name][near_to[name]] - rows[name][8]).norm(dim=1)
        np.testing.assert_allclose(sections[distance].values, expected, rtol=1e-4)
    assert header["agree"] == len(set(near_to["code"]) & set(near_to["pixel"]))
    assert header["agree0"] == len(set(near_to["code0"]) & set(near_to["pixel"]))
    assert near(sections["r"], model(x[8:9])[0])
    assert near(sections["r0"], plain(x[8:9])[0])
    assert header["rerror"] == pytest.approx(float(error_from_logits(model, model.logits(rows["code"][8:9]), x[8:9])))
    assert (header["image"], header["reference"]) == (8, WORDS)


def test_of_few_images_all_others_are_neighbours_and_of_one_it_is_said(scene):
    header, sections = last(latents.neighbours(few(scene, 5, 30, 200), 1))
    assert header["image"] == 30
    assert sorted(sections["code"].values) == sorted(sections["pixel"].values) == [5, 200]
    assert (header["agree"], header["agree0"]) == (2, None)
    header, sections = last(latents.neighbours(few(scene, 5), 0))
    assert header["error"].startswith("There must be 2 images")
    assert sections == {}


def test_on_the_wire_images_have_the_numbers_of_the_data_set(scene):
    some = few(scene, *range(100, 160))
    header, sections = last(latents.line(some, 3, a_line(150)))
    assert (header["a"], header["b"], header["error"]) == (103, 150, None)
    assert near(sections["blend"].first(1), scene.subject.x[103:104])
    assert last(latents.line(some, 3, a_line(3)))[0]["error"].startswith("Image 3 is not among the 60")


# -- what may be asked ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("place", {"id": 1, "at": [1]}),
        ("place", {"id": 1, "at": [1, "x"]}),
        ("place", {"id": 1, "at": [1, float("nan")]}),
        ("place", {"id": 1}),
        ("line", {"id": 1, "count": 1}),
        ("line", {"id": 1, "count": 400}),
        ("tsne", {"id": 1, "go": 1}),
        ("tsne", True),
        ("b", -1),
        ("b", "7"),
    ],
)
def test_what_can_not_be_asked_is_refused_in_a_sentence(name, value):
    with pytest.raises(Refused, match=rf"^{name}.* must be .* came\.$"):
        MAPPED[name](name, value)
