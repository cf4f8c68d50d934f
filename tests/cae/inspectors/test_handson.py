"""Frames of what a hand does to an image, against the maths called directly, and what lasts between them."""

import base64
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from cae import Autoencoder, Trainer, load_dataset
from cae.directions import leading
from cae.figures.plane import LatentPlane
from cae.inspection import blind_directions
from cae.inspectors import drag, handson
from cae.inspectors.asked import ASKED
from cae.inspectors.held import FEW, Held
from cae.inspectors.subject import Subject
from cae.inspectors.works import Scene
from cae.neighbours import typical_distance
from cae.probing import along, control, exact_codes, responses
from cae.processes.frames import Section, unpack
from cae.push import pushed
from cae.sampling import Chain
from tests.helpers.fakes import WORDS

pytestmark = pytest.mark.usefixtures("no_gradients")

SHIFT = ["shift", {"right": 1.25, "down": 0.5}]
TURN = ["rotate", {"degrees": 20}]


def alone(scene: Scene, model: Autoencoder | None = None) -> Scene:
    """The same without a model at λ = 0, of another model too."""
    return replace(scene, subject=Subject(model or scene.subject.model, scene.subject.images))


def of(scene: Scene, model: Autoencoder) -> Scene:
    """The next scene, of another model."""
    subject = Subject(model, scene.subject.images, scene.subject.reference)
    return replace(scene, subject=subject, serial=scene.serial + 1)


def last(pieces: Iterator[bytes | None]) -> tuple[dict, dict[str, Section]]:
    """The last frame of a work, all whose errors are raised."""
    return unpack([frame for frame in pieces if frame is not None][-1])


def asked(name: str, **fields: object) -> dict:
    return ASKED[name](name, fields)


def push(*pushes: list, id: int = 1, drag: int = 1) -> dict:
    return asked("push", id=id, drag=drag, pushes=list(pushes))


def move(which: str = "tangent", index: int = 0, length: float = 1.5, id: int = 1) -> dict:
    return asked("along", id=id, which=which, index=index, length=length)


def go(step: int, sigma: float = 0.5, seed: int = 0, run: int = 1, id: int = 1) -> dict:
    return asked("chain", id=id, run=run, step=step, sigma=sigma, seed=seed)


def near(section: Section, values: torch.Tensor) -> bool:
    """Whether a section holds these, as exactly as it is sent."""
    step = (section.hi - (section.lo if section.values.dtype.kind == "u" else 0)) / np.iinfo(section.values.dtype).max
    return np.abs(section.decoded() - values.numpy()).max() <= 0.51 * step


# -- the plane -----------------------------------------------------------------------------------------------


def test_the_plane_is_that_of_all_images(scene):
    header, sections = last(handson.plane(scene))
    xy, explained = LatentPlane()(scene.subject.model.encode(scene.subject.x))
    assert (header["kind"], header["serial"]) == ("plane", 7)
    assert header["explained"] == pytest.approx(explained, abs=1e-6)
    assert np.allclose(sections["xy"].values, xy, atol=1e-5)


def test_from_model_to_model_the_plane_does_not_flip(scene):
    data = load_dataset("digits")
    trainer = Trainer(Autoencoder((64, 16), seed=0), data.x_train, lam=0.1, lr=3e-3, batch_size=64, seed=0)
    scene = alone(scene, trainer.model)
    before = None
    for _ in range(12):
        copy = Autoencoder((64, 16))
        copy.load_state_dict({name: values.clone() for name, values in trainer.model.state_dict().items()})
        scene = replace(alone(scene, copy), live=True)
        xy = last(handson.plane(scene))[1]["xy"].values
        if before is not None:
            correlation = [np.corrcoef(xy[:, axis], before[:, axis])[0, 1] for axis in (0, 1)]
            assert min(correlation) > 0.8
        before = xy
        trainer.run(steps=5)


def test_where_all_images_are_alike_there_is_a_plane_and_no_neighbour(scene, images):
    same = replace(images, x=images.x[:1].expand(30, -1).clone(), labels=images.labels[:30])
    scene = replace(scene, subject=Subject(scene.subject.model, same))
    header, sections = last(handson.plane(scene))
    assert np.isfinite(sections["xy"].values).all()
    assert header["explained"] == 1.0
    header, sections = last(handson.probe(scene, 0, push(SHIFT)))
    assert header["neighbour"] is None
    assert np.isfinite(sections["path"].values).all()
    assert last(handson.along(scene, 0, move()))[1]["lengths"].values[-1] == 20.0
    assert len(last(handson.directions(scene, 0))[1]["ignored"].values) == 0


@pytest.mark.parametrize("hidden", [1, 2])
def test_one_and_two_units_are_a_plane_as_they_are(hidden, scene):
    scene = alone(scene, Autoencoder((64, hidden), "identity", output="linear"))
    h = scene.subject.model.encode(scene.subject.x)
    assert np.allclose(last(handson.plane(scene))[1]["xy"].values[:, :hidden], h)
    path = last(handson.probe(scene, 3, push(SHIFT)))[1]["path"].values
    assert np.allclose(path[0, :hidden], h[3], atol=1e-5)
    header, sections = last(handson.directions(scene, 3))
    assert len(header["sigma"]) == len(sections["tangents"].values) == hidden
    header, sections = last(handson.along(scene, 3, move(index=2)))
    assert header["error"] == (
        f"The code of this image follows {hidden} such direction{'s' * (hidden > 1)}; there is no number 3."
    )
    assert header["dh"] == 0.0
    assert header["ratio"] is None
    assert near(sections["x"], scene.subject.x[3])
    assert not sections["moved"].values.any()
    assert sections["moved_random"].values.any()


# -- a push --------------------------------------------------------------------------------------------------


def test_a_push_is_told_as_the_maths_has_it_from_the_same_pixels(scene, model, plain, images):
    header, sections = last(handson.probe(scene, 40, push(TURN, SHIFT, id=17, drag=3)))
    x0 = images.x[40:41]
    x = pushed(x0[0], images.side, [("rotate", {"degrees": 20}), ("shift", {"right": 1.25, "down": 0.5})])[None]
    found = responses({"own": model, "plain": plain}, x0, x)
    assert {name: header[name] for name in ("kind", "id", "drag", "image", "serial", "reference")} == {
        "kind": "probe", "id": 17, "drag": 3, "image": 40, "serial": 7, "reference": WORDS,
    }  # fmt: skip
    for name, response, suffix in (("own", found["own"], ""), ("plain", found["plain"], "0")):
        assert header[f"dh{suffix}"] == pytest.approx(float(response.dh), rel=1e-12), name
        assert header[f"ratio{suffix}"] == pytest.approx(float(response.ratio), rel=1e-12)
        assert header[f"error{suffix}"] == pytest.approx(float((response.r - x).double().norm()), rel=1e-6)
        assert near(sections[f"r{suffix}"], response.r[0])
    assert header["dx"] == pytest.approx(float((x.double() - x0.double()).norm()), rel=1e-12)
    assert header["neighbour"] == typical_distance(images.x)
    assert near(sections["x"], x[0])
    assert sections["path"].values.shape == (2, 2)


def test_without_a_model_at_lambda_0_its_numbers_are_null_and_its_sections_absent(scene):
    header, sections = last(handson.probe(alone(scene), 0, push(SHIFT)))
    assert [header[name] for name in ("dh0", "ratio0", "error0", "reference")] == [None, None, None, "none"]
    assert set(sections) == {"x", "r", "path"}
    header, sections = last(handson.directions(alone(scene), 0))
    assert (header["sigma0"], header["random0"]) == (None, None)
    header, sections = last(handson.along(alone(scene), 0, move()))
    assert (header["dh0"], header["ratio0"]) == (None, None)
    assert not {"r0", "moved0"} & set(sections)
    header, sections = last(handson.chain(alone(scene), 0, go(2)))
    assert (header["outside0"], set(sections)) == (None, {"x", "at"})


def test_the_neighbour_does_not_keep_the_first_push_waiting(scene):
    frames = [unpack(frame) for frame in handson.probe(scene, 0, push(SHIFT))]
    assert [header["neighbour"] for header, _ in frames] == [None, typical_distance(scene.subject.x)]
    assert frames[0][0] | {"neighbour": 0} == frames[1][0] | {"neighbour": 0}
    assert len(list(handson.probe(scene, 0, push(TURN, id=2)))) == 1


def test_the_image_itself_has_gone_nowhere(scene):
    header, sections = last(handson.probe(scene, 5, push()))
    assert (header["dx"], header["dh"], header["ratio"], header["ratio0"]) == (0.0, 0.0, None, None)
    assert len(sections["path"].values) == 1


def test_the_path_of_a_drag_lies_in_the_plane_and_another_drag_or_image_begins_another(scene, images):
    xy = last(handson.plane(scene))[1]["xy"].values

    def path(image: int, *pushes: list, **ids: int) -> np.ndarray:
        return last(handson.probe(scene, image, push(*pushes, **ids)))[1]["path"].values

    assert np.allclose(path(5, SHIFT, id=1)[0], xy[5], atol=1e-5)
    assert len(path(5, TURN, id=2)) == 3
    assert len(path(5, TURN, id=2)) == 3, "of another model, say: the hand has not moved"
    assert len(path(5, TURN, id=3)) == 3, "it has come back to where it was"
    assert len(path(5, SHIFT, id=4, drag=2)) == 2
    other = path(6, SHIFT, id=4, drag=2)
    assert len(other) == 2
    assert np.allclose(other[0], xy[6], atol=1e-5)


def test_the_whole_path_is_of_the_model_as_it_is_now(scene):
    for step in range(4):
        last(handson.probe(scene, 5, push(["shift", {"right": 0.3 * step}], id=step)))
    xs = scene.held.drag.images
    other = Autoencoder((64, 16), "tanh", seed=9)
    header, sections = last(handson.probe(of(scene, other), 5, push(["shift", {"right": 0.9}], id=3)))
    assert header["serial"] == 8
    assert np.allclose(sections["path"].values, scene.held.placed(other.encode(xs)), atol=1e-6)
    assert np.allclose(sections["path"].values[0], last(handson.plane(of(scene, other)))[1]["xy"].values[5], atol=1e-4)


def test_a_long_path_is_thinned_and_keeps_its_ends(scene):
    for step in range(drag.MOST + 50):
        _, sections = last(handson.probe(scene, 5, push(["shift", {"right": 0.01 * step}], id=step)))
        assert len(sections["path"].values) <= drag.MOST
    images = scene.held.drag.images
    assert torch.equal(images[0], scene.subject.x[5])
    assert near(sections["x"], images[-1])
    assert len(images) > drag.MOST / 2


def test_ink_draws_and_rubs_out(scene, images):
    ink = np.zeros(64, np.int8)
    ink[10], ink[20] = 127, -127
    _, sections = last(handson.probe(scene, 0, push(["draw", {"ink": base64.b64encode(ink.tobytes()).decode()}])))
    drawn = images.x[0].clone()
    drawn[10], drawn[20] = 1.0, 0.0
    assert near(sections["x"], drawn)


@pytest.mark.parametrize(
    ("bad", "sentence"),
    [
        (["melt", {}], "A push must be one of shift, rotate"),
        (["shift", {"right": float("nan")}], "right must be a finite number"),
        (["shift", {"left": 1}], "The push 'shift' takes no left"),
        (["blur", {"sigma": -1}], "sigma must be a finite number of at least 0"),
        (["draw", {"ink": "nothing of the kind"}], "ink must be the base64 of a signed byte for each pixel"),
        (["draw", {"ink": 7}], "ink must be the base64 of a signed byte for each pixel"),
        (
            ["draw", {"ink": base64.b64encode(bytes(9)).decode()}],
            "ink must have a byte for each of the 64 pixels, but 9",
        ),
    ],
)
def test_a_push_that_can_not_be_is_answered_with_where_the_image_stayed_and_once_with_a_sentence(bad, sentence, scene):
    last(handson.probe(scene, 0, push(SHIFT)))
    answer = handson.probe(scene, 0, push(bad, id=2))
    header, sections = unpack(next(answer))
    assert header["id"] == 2
    assert near(sections["x"], scene.held.drag.x[0])
    assert len(sections["path"].values) == 2
    with pytest.raises(ValueError, match=sentence):
        next(answer)
    assert last(handson.probe(scene, 0, push(bad, id=2)))[0]["id"] == 2, "it is not complained about at every model"
    assert last(handson.probe(scene, 0, push(TURN, id=3)))[0]["dx"] > 0


# -- directions ----------------------------------------------------------------------------------------------


def test_directions_are_the_leading_ones_and_the_ignored_ones(scene, model, plain, images):
    header, sections = last(handson.directions(scene, 40))
    x = images.x[40:41]
    own, beside = leading(model, x), leading(plain, x)
    assert header["sigma"] == own.sigma.tolist()
    assert header["sigma0"] == beside.sigma.tolist()
    assert (header["random"], header["random0"]) == (own.random, beside.random)
    ignored = blind_directions(model, x, images.x[:: len(images.x) // FEW])
    assert header["ignored"] == pytest.approx(ignored.share.tolist())
    for name, v in (("tangents", own.v), ("ignored", ignored.directions), ("random", control(64)[None])):
        assert near(sections[name], (v / v.abs().amax(1, keepdim=True)).reshape(sections[name].values.shape))
    assert sections["random"].values.shape == (64,)


def test_over_a_training_directions_keep_their_signs(scene):
    data = load_dataset("digits")
    trainer = Trainer(Autoencoder((64, 16), seed=0), data.x_train, lam=0.1, lr=3e-3, batch_size=64, seed=0)
    flips = {"tangents": 0, "ignored": 0}
    before: dict = {}
    for _ in range(20):
        copy = Autoencoder((64, 16))
        copy.load_state_dict({name: values.clone() for name, values in trainer.model.state_dict().items()})
        scene = alone(scene, copy)
        _, sections = last(handson.directions(scene, 40))
        for name in flips:
            shown = sections[name].decoded()
            if name in before:
                cosines = (
                    (shown * before[name]).sum(1) / np.linalg.norm(shown, axis=1) / np.linalg.norm(before[name], axis=1)
                )
                flips[name] += int((cosines < -0.5).sum())
            before[name] = shown
        trainer.run(steps=2)
    assert flips == {"tangents": 0, "ignored": 0}


def test_of_another_image_directions_are_as_they_come(scene, model, images):
    last(handson.directions(scene, 3))
    _, sections = last(handson.directions(scene, 4))
    v = leading(model, images.x[4:5]).v
    assert near(sections["tangents"], v / v.abs().amax(1, keepdim=True))


# -- along one -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("which", "index"), [("tangent", 2), ("ignored", 1), ("random", 0)])
def test_a_move_is_along_the_direction_that_is_shown_and_beside_it_one_at_random(which, index, scene, images):
    models = {"": scene.subject.model, "0": scene.subject.reference.model}
    x0 = images.x[40:41]
    directions = {
        "tangent": leading(models[""], x0).v,
        "ignored": blind_directions(models[""], x0, images.x[:: len(images.x) // FEW]).directions,
        "random": control(64)[None],
    }[which]
    header, sections = last(handson.along(scene, 40, move(which, index, -1.5, id=4)))
    assert {name: header[name] for name in ("id", "which", "index", "length", "error")} == {
        "id": 4, "which": which, "index": index, "length": -1.5, "error": None,
    }  # fmt: skip
    lengths = torch.tensor(sections["lengths"].values)
    assert len(lengths) == 41
    assert float(lengths[-1]) == pytest.approx(3 * typical_distance(images.x))
    for suffix, one in models.items():
        x, found = along(one, x0, directions[index], torch.tensor([-1.5]))
        assert header[f"dh{suffix}"] == pytest.approx(float(found.dh), abs=1e-9)
        assert header[f"ratio{suffix}"] == pytest.approx(float(found.ratio), abs=1e-9)
        assert near(sections[f"r{suffix}"], found.r[0])
        _, way = along(one, x0, directions[index], lengths)
        assert np.allclose(sections[f"moved{suffix}"].values, way.dh, rtol=1e-5, atol=1e-6)
    assert near(sections["x"], x[0])
    assert sections["x"].lo < 0, "it may leave the range of pixels"
    change = exact_codes(models[""], x)[0] - exact_codes(models[""], x0)[0]
    assert np.abs(sections["dh_units"].decoded() - change.numpy()).max() < 0.01 * float(change.abs().max()) + 1e-6
    x, found = along(models[""], x0, control(64), torch.tensor([-1.5]))
    assert header["dh_random"] == pytest.approx(float(found.dh))
    assert near(sections["x_random"], x[0])


def test_where_the_image_has_not_moved_no_unit_has(scene):
    header, sections = last(handson.along(scene, 40, move(length=0.0)))
    assert (header["dh"], header["dh0"], header["ratio"]) == (0.0, 0.0, None)
    assert not sections["dh_units"].values.any()
    assert sections["moved"].values[20] < 1e-12 < sections["moved"].values[19]


def test_a_move_is_along_the_tangent_as_it_is_held_whatever_its_sign_has_become(scene):
    last(handson.directions(scene, 40))
    held = scene.held.tangents(scene.subject, 40).v.clone()
    scene.held._follow_tangents._held = -held
    scene = alone(scene, scene.subject.model)
    _, sections = last(handson.directions(scene, 40))
    _, moved = last(handson.along(scene, 40, move(length=2.0)))
    way = moved["x"].decoded() - scene.subject.x[40].numpy()
    assert (way * sections["tangents"].decoded()[0]).sum() > 0
    assert (way * held[0].numpy()).sum() < 0


# -- a chain -------------------------------------------------------------------------------------------------


def test_chains_are_of_both_models_with_the_same_noise_and_the_same_for_a_seed(scene, images, model, plain):
    x0 = images.x[40:41]
    own, beside = Chain(model, x0, 0.5, 3), Chain(plain, x0, 0.5, 3)
    for _ in range(4):
        own.step()
        beside.step()
    header, sections = last(handson.chain(scene, 40, go(4, seed=3, id=9)))
    assert {name: header[name] for name in ("id", "run", "step", "sigma", "seed", "error")} == {
        "id": 9, "run": 1, "step": 4, "sigma": 0.5, "seed": 3, "error": None,
    }  # fmt: skip
    assert near(sections["x"], own.x[0])
    assert near(sections["x0"], beside.x[0])
    assert (header["outside"], header["outside0"]) == (own.outside, beside.outside)
    assert np.allclose(sections["at"].values, scene.held.placed(own.h)[0], atol=1e-6)
    for step in range(5):
        _, again = last(handson.chain(scene, 40, go(step, seed=3, run=2)))
    assert np.array_equal(again["x"].values, sections["x"].values)


def shown(scene: Scene, asked: dict, image: int = 40) -> np.ndarray:
    return last(handson.chain(scene, image, asked))[1]["x"].decoded()


def test_a_chain_begins_at_the_image_and_goes_back_to_it(scene, images):
    assert near(last(handson.chain(scene, 40, go(0)))[1]["x"], images.x[40])
    first = shown(scene, go(1))
    third = shown(scene, go(3))
    assert not np.allclose(first, third)
    assert np.allclose(shown(scene, go(1)), first), "a step back begins anew"
    shown(scene, go(3))
    for other in (go(1, run=2), go(1, sigma=0.4), go(1, seed=1)):
        last(handson.chain(scene, 40, other))
        assert scene.held.chains.step == 1
    assert near(last(handson.chain(scene, 41, go(0)))[1]["x"], images.x[41])


def test_a_chain_follows_the_training_and_a_model_at_lambda_0_that_comes_begins_both(scene, model):
    both, scene = scene, alone(scene)
    shown(scene, go(3))
    other = Autoencoder((64, 16), "tanh", seed=9)
    expected = Chain(model, scene.subject.one(40), 0.5, 0)
    for step in range(4):
        expected.model = other if step == 3 else model
        expected.step()
    assert np.allclose(shown(alone(scene, other), go(4)), expected.x[0], atol=0.01)
    header, sections = last(handson.chain(both, 40, go(6)))
    assert header["step"] == 6
    begun = Chain(model, scene.subject.one(40), 0.5, 0)
    for _ in range(6):
        begun.step()
    assert near(sections["x"], begun.x[0])
    assert last(handson.chain(scene, 40, go(7)))[0]["step"] == 7, "and one that goes takes nothing with it"


def test_many_steps_are_taken_fifty_at_a_time(scene):
    steps = [last(handson.chain(scene, 0, go(120, id=turn)))[0]["step"] for turn in range(4)]
    assert steps == [50, 100, 120, 120]


def test_a_chain_that_leaves_the_finite_numbers_stays_where_it_was_and_says_so(scene):
    wild = Autoencoder((64, 16), "identity", output="linear", seed=0)
    wild.W[0].mul_(30)
    scene = alone(scene, wild)
    headers = [last(handson.chain(scene, 0, go(step, sigma=1e6)))[0] for step in range(0, 60, 20)]
    header, sections = last(handson.chain(scene, 0, go(60, sigma=1e6)))
    assert header["error"].endswith("a pixel went beyond a million; take a smaller sigma.")
    assert header["step"] < 60
    assert np.isfinite(sections["x"].decoded()).all()
    assert headers[0]["error"] is None
    assert last(handson.chain(scene, 0, go(1, sigma=1e-3)))[0]["error"] is None


def test_what_is_not_asked_makes_no_frame(scene):
    makers: list[Callable] = [handson.probe, handson.along, handson.chain]
    assert list(itertools.chain(*(make(scene, 0, None) for make in makers))) == []


def test_a_source_holds_nothing_of_another():
    assert Held().drag is not Held().drag
