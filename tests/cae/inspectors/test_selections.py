"""A selection of images: how it is kept, and what an inspector shows and says of a model by it."""

from pathlib import Path

import numpy as np
import pytest

from cae.inspectors import sample, selections
from cae.inspectors.selections import Selection
from cae.runs.run import LiveRun
from tests.cae.inspectors.test_inspector import LIVE, RUN, THRESHOLDS, World, drawn, event, kinds, later, of
from tests.helpers.fakes import Clock
from tests.helpers.units_files import a_checkpoint, an_atlas

IDS = (5, 17, 18, 40, 396)
CHECKPOINT = {"kind": "checkpoint", "id": "0123456789abcdef", "dataset": "digits"}


class Selecting(World):
    """A page whose images can be selected."""

    root: Path

    def opened_with(self, source: dict, select: str | None, figures: tuple[str, ...] = ()) -> list:
        self._shows += 1
        order = {"type": "open", "id": self._shows, "source": source, "images": 1000, "serial": 0, "select": select}
        self.order(**order, figures=list(figures), thresholds=THRESHOLDS)
        return self.work()

    def answer(self, **order: object) -> list:
        self.said.clear()
        self.order(type="select", **order)
        return list(self.said)


@pytest.fixture
def world(tmp_path) -> Selecting:
    a_checkpoint(tmp_path)
    made = Selecting(tmp_path)
    made.root = tmp_path
    return made


def kept(world: Selecting, ids: tuple[int, ...] = IDS, dataset: str = "digits") -> str:
    return selections.keep(world.root, Selection(dataset, ids))


# -- keeping ---------------------------------------------------------------------------------------------------


def test_the_same_images_have_the_same_id_and_are_found_by_it(tmp_path):
    one = Selection("digits", IDS)
    name = selections.keep(tmp_path, one)
    assert selections.keep(tmp_path, one) == name
    assert selections.find(tmp_path, name) == one
    assert selections.keep(tmp_path, Selection("mnist", IDS)) != name


def test_the_newest_are_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(selections, "KEPT", 2)
    names = [selections.keep(tmp_path, Selection("digits", (i, i + 1))) for i in range(3)]
    assert sum(selections.find(tmp_path, name) is not None for name in names) == 2
    assert selections.find(tmp_path, names[-1]) is not None
    assert {path.name for path in (tmp_path / "selections").iterdir()} <= {f"{name}.json" for name in names}


@pytest.mark.parametrize("text", ["", "[]", '{"dataset": "digits"}', '{"dataset": "digits", "images": [null]}'])
def test_what_can_not_be_read_is_not_there(text, tmp_path):
    name = selections.keep(tmp_path, Selection("digits", IDS))
    (tmp_path / "selections" / f"{name}.json").write_text(text)
    assert selections.find(tmp_path, name) is None
    assert selections.find(tmp_path, "../../x") is None


def test_chosen_images_know_their_numbers_and_of_how_many_they_are():
    images = sample.chosen(Selection("digits", IDS), 100)
    every = sample.load("digits")
    assert (len(images.x), images.pool) == (5, 397)  # one is not among the first 100
    assert sample.chosen(Selection("digits", IDS[:4]), 100).pool == 100
    assert np.array_equal(images.x, every.x[list(IDS)])
    assert images.labels.tolist() == every.labels[list(IDS)].tolist()
    assert [images.id(2), images.place(18), images.place(19), images.place(397)] == [18, 2, None, None]
    assert images.named(np.array([4, 0])).tolist() == [396, 5]
    assert images.first(2).ids.tolist() == [5, 17]
    assert [every.id(7), every.place(7), every.place(397)] == [7, 7, None]
    assert every.named(np.array([3])).dtype == np.uint32


# -- what a page says ------------------------------------------------------------------------------------------


def test_what_is_selected_is_kept_and_told(world):
    world.opened_with(CHECKPOINT, None)
    (told,) = world.answer(images=[40, 5, 5, 17])
    assert told == {"type": "selected", "id": told["id"], "images": [5, 17, 40], "count": 3, "of": 397}
    assert selections.find(world.root, told["id"]) == Selection("digits", (5, 17, 40))
    assert world.answer(id=told["id"]) == [told]


def test_what_can_not_be_selected_is_told_in_a_sentence(world, monkeypatch):
    (told,) = world.answer(images=[1, 2, 3])
    assert told == {"type": "error", "message": "Nothing is shown yet of which images could be selected."}
    world.opened_with(CHECKPOINT, None)
    (told,) = world.answer(images=[1, 397])
    assert told == {"type": "error", "message": "The test images are 0 to 396, but 397 is selected."}

    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(selections, "keep", full)
    (told,) = world.answer(images=[1, 2, 3])
    assert "could not be kept in the cache folder (No space left on device)" in told["message"]


# -- what is shown ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["checkpoint", "atlas"])
def test_a_model_is_looked_at_with_the_selected_images_only(kind, world):
    source = CHECKPOINT if kind == "checkpoint" else {"kind": "atlas", "key": an_atlas(world.root).key, "index": None}
    said = world.opened_with(source, kept(world))
    header, sections = of(said, "statics")
    assert (header["count"], header["of"]) == (5, 397)
    assert sections["ids"].values.tolist() == list(IDS)
    whole = sample.load("digits")
    assert sections["labels"].values.tolist() == whole.labels[list(IDS)].tolist()
    assert of(said, "units")[1]["h"].values.shape == (8, 5)
    if kind == "atlas":
        world.order(type="at", index=0)
        assert of(world.work(), "units")[1]["h"].values.shape == (8, 5)


def test_without_a_selection_nothing_is_said_of_one(world):
    header, sections = of(world.opened_with(CHECKPOINT, None), "statics")
    assert "of" not in header
    assert "ids" not in sections


def test_frames_and_figures_call_an_image_by_its_number_in_the_data_set(world):
    world.opened_with(CHECKPOINT, None)
    world.order(type="pin", unit=2, image=40)
    alone = world.work()
    later(world)
    figures = ("histogram", "by_class", "image_spectrum")
    said = world.opened_with(CHECKPOINT, kept(world), figures)
    for name in ("image", "blind"):
        assert of(said, name)[0]["image"] == 40
    assert of(said, "image")[0]["penalty"] == pytest.approx(of(alone, "image")[0]["penalty"], rel=1e-5)
    assert np.array_equal(of(said, "image")[1]["reconstruction"].values, of(alone, "image")[1]["reconstruction"].values)
    for name in figures:
        headers = [item[0] for item in said if isinstance(item, tuple) and item[0].get("name") == name]
        assert headers[-1]["image"] == 40
        assert "image 40" in [trace.get("name") for trace in drawn(said, name)["data"]]


def test_an_image_that_is_not_selected_is_not_looked_at(world):
    world.opened_with(CHECKPOINT, kept(world))
    world.order(type="pin", unit=1, image=6)
    said = list(world.said) + world.work()
    assert "unit" in kinds(said)
    assert not {"image", "error"} & set(kinds(said))


def test_three_images_of_one_class_can_be_looked_at(world):
    ids = tuple(int(i) for i in np.flatnonzero(sample.load("digits").labels == 3)[:3])
    world.order(type="pin", unit=1, image=ids[1])
    world.opened_with(CHECKPOINT, kept(world, ids), ("factors", "states", "histogram", "by_class", "image_spectrum"))
    world.order(type="cluster")
    said = list(world.said) + world.work()
    assert "error" not in kinds(said)
    assert sorted(of(said, "order")[1]["images"].values.tolist()) == [0, 1, 2]


@pytest.mark.parametrize(
    ("ids", "dataset", "sentence"),
    [
        (None, "", "The selection is no longer kept here; all images are shown."),
        (IDS, "mnist", "The selection is of images of mnist, and the model is looked at with those of digits; all "
                       "images are shown."),
        (IDS[:1], "digits", "The selection holds 1 image, and at least 3 are needed; all images are shown."),
        (IDS[:2], "digits", "The selection holds 2 images, and at least 3 are needed; all images are shown."),
    ],
)  # fmt: skip
def test_a_selection_that_is_of_no_use_is_let_go_in_a_sentence(ids, dataset, sentence, world):
    name = "f" * 16 if ids is None else kept(world, ids, dataset)
    said = world.opened_with(CHECKPOINT, name)
    assert event(said, "notice")["message"] == sentence
    header, sections = of(said, "statics")
    assert header["count"] == 397
    assert "ids" not in sections
    told = world.answer(id=name)
    assert told == [
        {"type": "notice", "message": sentence},
        {"type": "selected", "id": None, "images": [], "count": 0, "of": 397},
    ]


def test_a_live_run_is_looked_at_with_the_selected_images_until_it_has_others(world, digits):
    run = LiveRun(RUN, Clock(), digits)
    world.opened_with(LIVE, kept(world))
    said = world.followed(run)
    assert of(said, "statics")[1]["ids"].values.tolist() == list(IDS)
    later(world)
    took = event(said, "took")
    run.obey({"type": "rebuild", "settings": RUN.with_(dataset="fashion-mnist-small")})
    said = world.followed(run, took["since"], tuple(took["seen"]))
    assert "images of digits" in event(said, "notice")["message"]
    assert "ids" not in of(said, "statics")[1]
