"""What an inspector does with its orders, without its process and without its lane's thread."""

import json
import math
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from cae.atlases.store import checkpoint_name, frame_name
from cae.config import RunConfig
from cae.data import DataError
from cae.diagnostics import STATES
from cae.figures.images import Images
from cae.inspectors import sample
from cae.inspectors.inspector import Inspector
from cae.inspectors.retrained import Retrained
from cae.processes import wire
from cae.processes.frames import unpack
from cae.runs.run import LiveRun
from cae.thresholds import Thresholds
from tests.cae.figures.decoding import decoded
from tests.helpers.fakes import Clock
from tests.helpers.made_units import made_units
from tests.helpers.units_files import LAMBDAS, SETTINGS, a_checkpoint, an_atlas, as_json, shrunk

CHECKPOINT = {"kind": "checkpoint", "id": "0123456789abcdef", "dataset": None}
LIVE = {"kind": "live", "run": "an id", "settings": {}}
THRESHOLDS = Thresholds().as_dict()
RUN = RunConfig(dataset="digits", hidden=16, batch_size=32)


class World:
    """A inspector, and what it has said: events, and frames as (header, sections)."""

    def __init__(self, root: Path) -> None:
        self.said: list = []
        self.inspector = Inspector(self, root)
        self._shows = 0

    def send(self, kind: int, content: bytes) -> None:
        assert kind == wire.FRAME
        self.said.append(unpack(content))

    def say(self, message: dict) -> None:
        self.said.append(json.loads(json.dumps(message)))

    def order(self, **order: object) -> None:
        self.inspector.obey(wire.JSON, as_json(order))

    def show(self, source: dict, images: int = 1000, figures: tuple[str, ...] = (), **thresholds: float) -> None:
        self._shows += 1
        order = {"type": "open", "id": self._shows, "source": source, "images": images, "serial": 0}
        self.order(**order, figures=list(figures), thresholds=THRESHOLDS | thresholds)

    def work(self, slow: bool = True) -> list:
        """Everything that is said until nothing is left to do."""
        self.said.clear()
        with torch.no_grad():
            while self.inspector.turn():
                pass
            while slow and self.inspector.lane.turn() == 0:
                pass
        return list(self.said)

    def opened(self, source: dict, **more: object) -> list:
        self.show(source, **more)
        return self.work()

    def followed(self, run: LiveRun, since: int = 0, seen: tuple[int, int] | None = None) -> list:
        """What is said of a run as it is now."""
        self.inspector.obey(wire.WEIGHTS, run.weights(since, seen))
        return self.work()


def kinds(said: list) -> list[str]:
    return [item["type"] if isinstance(item, dict) else item[0]["kind"] for item in said]


def of(said: list, kind: str) -> tuple:
    """The last frame of a kind."""
    return next(item for item in reversed(said) if isinstance(item, tuple) and item[0]["kind"] == kind)


def names(said: list) -> list[str]:
    """Of the figures, one after the other."""
    return [item[0]["name"] for item in said if isinstance(item, tuple) and item[0]["kind"] == "figure"]


def drawn(said: list, name: str) -> dict:
    """The last figure of a name, its arrays read."""
    figures = [item[0] for item in said if isinstance(item, tuple) and item[0]["kind"] == "figure"]
    return decoded(next(header["figure"] for header in reversed(figures) if header["name"] == name))


def steps(said: list) -> list[float]:
    """Where the models are that a run's ``path`` goes along."""
    return drawn(said, "path")["data"][0]["x"]


def places(said: list) -> list[int]:
    """Where they are in the atlas that a ``path`` goes along."""
    return drawn(said, "path")["data"][0]["customdata"]


def event(said: list, kind: str) -> dict:
    return next(item for item in reversed(said) if isinstance(item, dict) and item["type"] == kind)


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path)


@pytest.fixture
def atlas(tmp_path) -> dict:
    return {"kind": "atlas", "key": an_atlas(tmp_path).key, "index": None}


def later(world: World) -> None:
    """Let what rests have rested."""
    world.inspector.lane._not_before.clear()


# -- an atlas ----------------------------------------------------------------------------------------------


def test_an_atlas_is_opened_at_its_middle_with_what_is_needed_to_read_it_first(world, atlas):
    said = world.opened(atlas, figures=("states",))
    assert kinds(said) == ["opened", "statics", "units", "figure", "scale"]
    assert said[0]["source"] == atlas | {"index": 1}
    assert (said[0]["id"], said[0]["lambdas"], said[0]["done"]) == (1, list(LAMBDAS), [0, 1, 2])
    header, _ = said[2]
    assert (header["serial"], header["lam"], header["index"]) == (1, 0.5, 1)
    assert [header[name] for name in ("step", "epoch", "state", "rate")] == [None] * 4


def test_the_way_of_an_atlas_goes_along_its_lambda(world, atlas):
    world.order(type="pin", unit=3, image=None)
    said = world.opened(atlas, figures=("path", "states"))
    gain, norm, _ = drawn(said, "path")["data"]
    assert gain["text"] == [f"λ = {lam:g}" for lam in LAMBDAS]
    assert norm["y"][0] > norm["y"][1] > norm["y"][2]  # as these models were made
    assert drawn(said, "states")["layout"]["meta"]["over"] == "lambda"
    assert drawn(said, "states")["data"][0]["text"] == [f"{lam:g}" for lam in LAMBDAS]
    way = world.inspector._course.way(Thresholds())
    assert way.at.tolist() == way.lam.tolist() == list(LAMBDAS)
    norms = way.paths[:, :, 2].mean(1)
    assert norms[0] > norms[1] > norms[2]


def test_another_lambda_needs_no_new_path_which_is_the_same_from_everywhere(world, atlas):
    world.order(type="pin", unit=3, image=None)
    world.opened(atlas, figures=("path", "factors"))
    world.order(type="at", index=2)
    assert names(world.work()) == ["factors"]


def test_another_lambda_is_another_model_of_the_same_subject(world, atlas):
    before = of(world.opened(atlas), "units")[1]["table"].values[:, 2].sum()
    world.order(type="at", index=2)
    said = world.work()
    assert kinds(said)[0] == "units"
    assert "statics" not in kinds(said)
    header, sections = said[0]
    assert (header["serial"], header["lam"], header["index"]) == (2, 2.0, 2)
    assert sections["table"].values[:, 2].sum() < before


def test_of_several_lambdas_in_a_row_the_last_counts(world, atlas):
    world.opened(atlas)
    for index in (2, 1, 0, 2):
        world.order(type="at", index=index)
    said = world.work()
    assert [item[0]["index"] for item in said if not isinstance(item, dict) and item[0]["kind"] == "units"] == [2]


def test_a_model_that_was_deleted_meanwhile_is_told_and_the_rest_stays(world, atlas, tmp_path):
    world.order(type="pin", unit=3, image=None)
    world.opened(atlas, figures=("path",))
    folder = tmp_path / "atlas" / atlas["key"]
    (folder / checkpoint_name(2)).unlink()
    (folder / frame_name(2)).unlink()
    world.order(type="at", index=2)
    said = world.work()
    assert kinds(said) == ["failed"]
    assert "Model 2 of this atlas is not in the cache (any more)" in said[0]["message"]
    world.order(type="at", index=0)
    assert of(world.work(), "units")[0]["lam"] == 0.0
    world.order(type="thresholds", thresholds=THRESHOLDS | {"low": 0.1})
    said = world.work()
    assert places(said) == [0, 1]
    assert drawn(said, "path")["data"][0]["text"] == ["λ = 0", "λ = 0.5"]


def test_an_atlas_of_which_some_models_are_missing_shows_the_others(world, tmp_path):
    key = an_atlas(tmp_path, done=(0, 2)).key
    world.order(type="pin", unit=3, image=None)
    said = world.opened({"kind": "atlas", "key": key, "index": None}, figures=("path", "states"))
    assert said[0]["done"] == [0, 2]
    assert said[0]["source"]["index"] == 2
    for name, text in (("path", ["λ = 0", "λ = 2"]), ("states", ["0", "2"])):
        assert drawn(said, name)["data"][0]["text"] == text


def test_a_point_of_an_atlas_with_gaps_leads_to_the_model_that_it_is_of(world, tmp_path):
    key = an_atlas(tmp_path, done=(0, 3), settings=replace(SETTINGS, lambdas=(0.0, 0.1, 0.5, 2.0))).key
    world.order(type="pin", unit=3, image=None)
    said = world.opened({"kind": "atlas", "key": key, "index": 0}, figures=("path", "states"))
    assert said[0]["done"] == [0, 3]
    for name in ("path", "states"):
        for trace in drawn(said, name)["data"]:
            assert (trace["meta"]["pins"], trace["customdata"]) == ("at", [0, 3])
    world.order(type="at", index=places(said)[1])
    assert of(world.work(), "units")[0]["lam"] == 2.0


@pytest.mark.parametrize(
    ("index", "sentence"), [(1, "Model 1 of this atlas is not in the cache"), (7, "has the models 0 to 2, but 7 came")]
)
def test_a_model_an_atlas_does_not_have_is_told(index, sentence, world, tmp_path):
    key = an_atlas(tmp_path, done=(0, 2)).key
    (failed,) = world.opened({"kind": "atlas", "key": key, "index": index})
    assert failed["type"] == "failed"
    assert sentence in failed["message"]


def test_an_atlas_that_is_not_there_is_told(world):
    (failed,) = world.opened({"kind": "atlas", "key": "0" * 16, "index": None})
    assert (failed["type"], failed["id"]) == ("failed", 1)
    assert "open it on the Atlas page first" in failed["message"]


def test_another_lambda_of_what_is_no_atlas_is_told(world, tmp_path):
    world.order(type="at", index=1)
    assert "only be shown of an atlas" in world.work()[0]["message"]
    a_checkpoint(tmp_path)
    world.opened(CHECKPOINT)
    world.order(type="at", index=1)
    assert "only be shown of an atlas" in world.work()[0]["message"]


# -- a checkpoint ------------------------------------------------------------------------------------------


def test_a_checkpoint_is_shown_on_the_first_data_set_whose_images_it_takes(world, tmp_path):
    a_checkpoint(tmp_path)
    said = world.opened(CHECKPOINT)
    assert kinds(said) == ["opened", "statics", "units", "scale"]
    assert said[0]["source"] == CHECKPOINT | {"dataset": "digits"}
    assert "64-8 sigmoid, tied" in said[0]["label"]
    assert (said[2][0]["lam"], said[2][0]["index"]) == (None, None)


def test_the_units_frame_names_all_five_states_of_units_that_were_made_to_be_in_them(world, tmp_path):
    model, made = made_units()
    a_checkpoint(tmp_path, model)
    header, sections = of(world.opened(CHECKPOINT), "units")
    assert [STATES[i] for i in sections["state"].values] == made
    assert header["counts"] == {state: made.count(state) for state in STATES}
    assert min(header["counts"].values()) >= 2


def test_a_deep_checkpoint_is_shown_with_the_parts_of_its_units(world, tmp_path):
    a_checkpoint(tmp_path, shrunk(2, (64, 20, 8)))
    world.order(type="pin", unit=3, image=None)
    said = world.opened(CHECKPOINT, figures=("path", "states"))
    assert "part" in of(said, "units")[1]
    assert of(said, "unit")[0]["weights_are"] == "mean gradient"
    assert names(said) == ["states"]  # it has come no way
    assert drawn(said, "states")["layout"]["meta"]["over"] is None
    assert "error" not in kinds(said)


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def removed(path: Path) -> None:
    path.unlink()


def nonsense(path: Path) -> None:
    path.write_bytes(b"nonsense")


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [(truncated, "cut short"), (removed, "no longer kept here; bring the file again"), (nonsense, "safetensors file")],
)
def test_a_damaged_checkpoint_is_told_and_what_is_shown_stays(harm, sentence, world, tmp_path):
    a_checkpoint(tmp_path, shrunk(1), "f" * 16)
    world.opened(CHECKPOINT | {"id": "f" * 16})
    harm(a_checkpoint(tmp_path))
    (failed,) = world.opened(CHECKPOINT)
    assert failed["type"] == "failed"
    assert sentence in failed["message"]
    world.order(type="pin", unit=1, image=2)
    assert kinds(world.work()) == ["unit", "image", "blind"]


def test_a_model_whose_pixels_no_data_set_has_is_told(world, tmp_path):
    a_checkpoint(tmp_path, shrunk(1, (100, 8)))
    (failed,) = world.opened(CHECKPOINT)
    assert "The model takes images of 100 pixels, but fashion-mnist-small has 784, digits has 64" in failed["message"]


def test_a_data_set_the_model_does_not_fit_is_told(world, tmp_path):
    a_checkpoint(tmp_path)
    (failed,) = world.opened(CHECKPOINT | {"dataset": "mnist"})
    assert "The model takes images of 64 pixels" in failed["message"]


def test_a_data_set_that_can_not_be_had_is_told(world, tmp_path, monkeypatch):
    monkeypatch.setenv("CAE_DATA_DIR", str(tmp_path))
    a_checkpoint(tmp_path, shrunk(1, (784, 8)))
    (failed,) = world.opened(CHECKPOINT | {"dataset": "mnist"})
    assert "CAE_DATA_DIR is set, but" in failed["message"]


def test_a_model_that_is_not_finite_is_told(world, tmp_path):
    model = shrunk(1)
    with torch.no_grad():
        model.b[0][2] = math.inf
    a_checkpoint(tmp_path, model)
    (failed,) = world.opened(CHECKPOINT)
    assert "b.0 holds NaN or infinity" in failed["message"]


def test_a_model_whose_codes_leave_every_range_is_told(world, tmp_path):
    a_checkpoint(tmp_path, shrunk(1e30, (64, 8), activation="relu", output="linear"))
    (failed,) = world.opened(CHECKPOINT)
    assert "NaN or infinity" in failed["message"]


# -- what a page does --------------------------------------------------------------------------------------


def test_what_is_selected_is_looked_at_at_once_and_with_every_model(world, atlas):
    world.order(type="pin", unit=3, image=40)
    assert kinds(world.opened(atlas))[:5] == ["opened", "statics", "units", "unit", "image"]
    world.order(type="pin", unit=4, image=40)
    (unit,) = world.work()
    assert (unit[0]["unit"], unit[0]["serial"]) == (4, 1)
    world.order(type="at", index=0)
    said = world.work()
    assert (of(said, "unit")[0]["serial"], of(said, "image")[0]["serial"]) == (2, 2)
    world.order(type="pin", unit=None, image=None)
    assert world.work() == []


@pytest.mark.parametrize(
    ("unit", "image", "sentence"),
    [(8, 0, "unit must be a whole number from 0 to 7, but 8 came."),
     (0, 397, "image must be a whole number from 0 to 396, but 397 came.")],
)  # fmt: skip
@pytest.mark.parametrize("before", [True, False])
def test_a_unit_or_image_there_is_not_is_told_also_if_it_was_asked_for_before(
    before, unit, image, sentence, world, atlas
):
    if before:
        world.order(type="pin", unit=unit, image=image)
    said = world.opened(atlas)
    if not before:
        world.order(type="pin", unit=unit, image=image)
        said = list(world.said) + world.work()
    assert event(said, "error")["message"] == sentence
    other = "image" if unit else "unit"
    assert other in kinds(said)  # the one that there is is looked at
    assert kinds(said).count("unit") + kinds(said).count("image") == 1


def test_a_selection_that_the_next_source_does_not_have_ends_without_a_word(world, atlas, tmp_path):
    a_checkpoint(tmp_path, shrunk(1, (64, 4)))
    world.order(type="pin", unit=7, image=None)
    world.opened(atlas)
    assert kinds(world.opened(CHECKPOINT)) == ["opened", "statics", "units", "scale"]


def of_state(said: list, state: str) -> list[float]:
    """Units in a state, model by model, as ``states`` shows them."""
    return next(trace["y"] for trace in drawn(said, "states")["data"] if trace["name"] == state)


def test_other_thresholds_count_anew_here_and_along_the_way(world, atlas):
    world.opened(atlas, figures=("states",))
    changed = THRESHOLDS | {"dead": 0.9}
    world.order(type="thresholds", thresholds=THRESHOLDS | {"dead": 0.5})
    world.order(type="thresholds", thresholds=changed)
    said = world.work(slow=False)
    assert kinds(said) == ["units"]
    assert said[0][0]["thresholds"] == changed
    assert said[0][0]["counts"]["dead"] == 8
    assert of_state(world.work(), "dead") == [8, 8, 8]


def test_thresholds_that_come_while_a_source_is_being_opened_are_those_it_is_opened_with(world, atlas):
    world.show(atlas)
    world.order(type="thresholds", thresholds=THRESHOLDS | {"dead": 0.9})
    assert of(world.work(), "units")[0]["thresholds"]["dead"] == 0.9


def test_an_order_is_answered_with_permutations(world, atlas):
    world.opened(atlas)
    world.order(type="cluster")
    ((header, sections),) = world.work()
    assert (header["kind"], header["serial"]) == ("order", 1)
    assert sorted(sections["units"].values.tolist()) == list(range(8))
    assert sorted(sections["images"].values.tolist()) == list(range(397))


def test_a_source_that_was_overtaken_before_it_was_opened_is_never_shown(world, atlas, tmp_path):
    a_checkpoint(tmp_path)
    world.show(atlas)
    world.show(CHECKPOINT)
    said = world.work()
    assert [item["id"] for item in said if isinstance(item, dict)] == [2]
    assert kinds(said).count("statics") == 1


def test_serials_go_on_where_another_inspector_ended(world, atlas):
    world.order(type="open", id=1, source=atlas, images=1000, thresholds=THRESHOLDS, serial=41)
    assert of(world.work(), "units")[0]["serial"] == 42


def test_a_hidden_page_gets_its_slow_frames_when_it_is_seen_again(world, atlas):
    world.order(type="rest", rest=True)
    assert kinds(world.opened(atlas, figures=("states",))) == ["opened", "statics", "units"]
    world.order(type="rest", rest=False)
    assert kinds(world.work()) == ["figure", "scale"]


def test_after_a_page_has_left_nothing_of_it_is_said_and_nothing_is_remembered(world, atlas, tmp_path):
    world.order(type="pin", unit=3, image=40)
    world.show(atlas)
    world.work(slow=False)
    world.order(type="close")
    assert world.said[-1] == {"type": "closed"}
    assert world.work() == []
    a_checkpoint(tmp_path)
    assert kinds(world.opened(CHECKPOINT)) == ["opened", "statics", "units", "scale"]


def test_more_images_are_shown_if_asked_for_and_there_are_more(world, tmp_path, monkeypatch):
    x = torch.rand(3000, 64, generator=torch.Generator().manual_seed(0))
    many = Images("digits", ("a",), (8, 8), 1, x, np.zeros(3000, np.uint8))
    monkeypatch.setattr(sample, "load", lambda *_: many)
    a_checkpoint(tmp_path)
    assert of(world.opened(CHECKPOINT), "statics")[0]["count"] == 1000
    assert of(world.opened(CHECKPOINT, images=10000), "statics")[0]["count"] == 3000


# -- a live run --------------------------------------------------------------------------------------------


@pytest.fixture
def run(digits) -> LiveRun:
    return LiveRun(RUN, Clock(), digits)


@pytest.fixture
def live(world, run) -> World:
    """A world that follows the run, and shows what became of a unit and of all."""
    world.order(type="pin", unit=3, image=None)
    world.opened(LIVE, figures=("path", "states"))
    return world


def train(run: LiveRun, steps: int) -> None:
    target = run.trainer.step + steps

    def a_step_passed() -> bool:
        run._clock.now += 0.01
        return run.trainer.step >= target

    while run.active and run.trainer.step < target:
        run.advance(run._clock() + 0.04, a_step_passed)


def test_a_live_source_is_shown_when_its_first_weights_come(world, run):
    assert kinds(world.opened(LIVE, figures=("states",))) == ["opened"]
    train(run, 50)
    said = world.followed(run)
    assert kinds(said) == ["statics", "units", "took", "figure", "scale"]
    header, sections = said[1]
    assert {name: header[name] for name in ("step", "state", "lam", "seq", "lr", "batch_size", "index")} == {
        "step": 50, "state": "running", "lam": 0.1, "seq": 0, "lr": 1e-3, "batch_size": 32, "index": None,
    }  # fmt: skip
    assert header["epoch"] == pytest.approx(50 * 32 / 1400)
    assert header["rate"] > 0
    norms = run.trainer.model.W[0].detach().square().sum(1)
    assert np.allclose(sections["table"].values[:, 2], norms.numpy())
    assert said[2] == {"type": "took", "since": len(run.trail.points), "seen": [1, 50], "same": False}


def test_every_refresh_has_the_weights_of_its_moment_and_the_subject_comes_once(live, run):
    live.followed(run)
    before = of(live.said, "units")[1]["h"].values
    train(run, 20)
    said = live.followed(run)
    assert kinds(said)[:2] == ["units", "took"]
    assert "statics" not in kinds(said)
    header, sections = of(said, "units")
    assert (header["step"], header["serial"]) == (20, 2)
    assert not np.array_equal(sections["h"].values, before)


def test_the_way_of_a_run_goes_on_and_ends_where_the_run_is(live, run):
    train(run, 100)
    took = event(live.followed(run), "took")
    trail = [point.step for point in run.trail.points]
    at = [*trail, 100] if trail[-1] < 100 else trail
    assert steps(live.said) == at
    assert drawn(live.said, "states")["data"][0]["x"] == at
    train(run, 101)
    later(live)
    said = live.followed(run, took["since"], tuple(took["seen"]))
    at = steps(said)
    assert at[: len(run.trail.points)] == [point.step for point in run.trail.points]
    assert at[-1] == 201


def test_a_run_that_pauses_shows_its_way_up_to_where_it_stands(live, run):
    """What rested of the training rests no more."""
    train(run, 100)
    took = event(live.followed(run), "took")
    for steps_more in (20, 20):
        train(run, steps_more)
        took = event(live.followed(run, took["since"], tuple(took["seen"])), "took")
    run.obey({"type": "pause"})
    said = live.followed(run, took["since"], tuple(took["seen"]))
    assert of(said, "units")[0]["state"] == "paused"
    assert (steps(said)[-1], drawn(said, "states")["data"][0]["x"][-1]) == (140, 140)


def test_thresholds_that_change_while_it_trains_are_those_of_the_next_figure_whatever_has_begun(world, run):
    world.opened(LIVE, figures=("states",))
    train(run, 100)
    world.inspector.obey(wire.WEIGHTS, run.weights(0, None))
    world.work(slow=False)
    with torch.no_grad():
        while not any(point.seen for point in world.inspector._course.points.values()):
            assert world.inspector.lane.turn() == 0
    assert names(world.said) == []  # it has begun to look at the way
    world.order(type="thresholds", thresholds=THRESHOLDS | {"dead": 1.0, "low": 0.0})
    said = world.work()
    assert names(said) == ["states"]
    assert set(of_state(said, "dead")) == {16}


def test_a_run_that_rests_is_not_shown_again_and_a_press_of_a_button_is(live, run):
    train(run, 20)
    took = event(live.followed(run), "took")
    run.obey({"type": "pause"})
    said = live.followed(run, took["since"], tuple(took["seen"]))
    assert [header["state"] for header, _ in said[:1]] == ["paused"]
    assert event(said, "took")["same"]
    assert kinds(live.followed(run, took["since"], tuple(took["seen"]))) == ["took"]
    run.obey({"type": "set", "lam": 2.0, "seq": 5})
    assert of(live.followed(run, took["since"], tuple(took["seen"])), "units")[0]["seq"] == 5


def test_a_run_that_is_rebuilt_with_other_units_is_another_subject_with_a_new_way(live, run):
    live.order(type="pin", unit=12, image=3)
    train(run, 50)
    took = event(live.followed(run), "took")
    run.obey({"type": "rebuild", "settings": RUN.with_(hidden=8, activation="tanh")})
    train(run, 5)
    said = live.followed(run, took["since"], tuple(took["seen"]))
    assert kinds(said)[:3] == ["statics", "units", "took"]
    assert of(said, "statics")[0]["activation"] == "tanh"
    assert of(said, "units")[1]["h"].values.shape == (8, 397)
    assert drawn(said, "states")["data"][0]["x"] == [0, 1, 5]
    assert "unit" not in kinds(said)  # there is none of that number any more
    assert names(said) == ["states"]
    assert of(said, "image")[0]["image"] == 3


def test_a_run_that_is_reset_is_the_same_subject_with_a_new_way_at_once(live, run):
    train(run, 50)
    took = event(live.followed(run), "took")
    run.obey({"type": "reset", "weights": "new"})
    said = live.followed(run, took["since"], tuple(took["seen"]))
    assert "statics" not in kinds(said)
    assert of(said, "units")[0]["step"] == 0
    assert steps(said) == [0]
    assert drawn(said, "states")["layout"]["meta"]["over"] is None


def test_a_rebuild_with_another_data_set_shows_that_ones_images(live, run):
    live.followed(run)
    run.obey({"type": "rebuild", "settings": RUN.with_(dataset="fashion-mnist-small")})
    said = live.followed(run)
    header, sections = of(said, "statics")
    assert (header["dataset"], sections["images"].values.shape) == ("fashion-mnist-small", (1000, 784))


def test_a_diverged_run_shows_its_last_good_weights_and_says_so(live, run):
    train(run, 200)
    with torch.inference_mode():
        run.trainer.flat.fill_(float("nan"))
    header, sections = of(live.followed(run), "units")
    assert header["state"] == "diverged"
    assert np.isfinite(sections["table"].values).all()


def test_whoever_opens_the_page_late_gets_the_whole_way_in_turns_also_of_a_run_that_rests(
    live, run, monkeypatch: pytest.MonkeyPatch
):
    train(run, 300)
    run.obey({"type": "pause"})
    monkeypatch.setattr("cae.runs.trail.MESSAGE_BYTES", 3 * run.trail.points[0].nbytes)
    since, seen, rounds = 0, None, 0
    while True:
        took = event(live.followed(run, since, seen), "took")
        if took["since"] == since:
            break
        since, seen, rounds = took["since"], tuple(took["seen"]), rounds + 1
        later(live)
    assert rounds > 2
    assert list(live.inspector._course.points) == [point.serial for point in run.trail.points]


def test_a_run_that_goes_on_in_another_engine_gets_its_new_way_whole(live, run):
    train(run, 100)
    took = event(live.followed(run), "took")
    twin = LiveRun.from_snapshot(run.snapshot(), Clock())
    train(twin, 20)
    later(live)
    took = event(live.followed(twin, took["since"], tuple(took["seen"])), "took")
    later(live)
    said = live.followed(twin, took["since"], tuple(took["seen"]))
    points = live.inspector._course.points
    assert list(points) == [point.serial for point in twin.trail.points]
    assert [point.at for point in points.values()] == [point.step for point in twin.trail.points]
    assert "took" in kinds(said)


def test_every_message_of_weights_is_answered_once_whatever_becomes_of_it(live, run, atlas):
    train(run, 10)
    for _ in range(3):
        live.inspector.obey(wire.WEIGHTS, run.weights(0, None))
    said = list(live.said) + live.work()
    assert kinds(said).count("took") == 3
    live.said.clear()
    live.inspector.obey(wire.WEIGHTS, run.weights(0, None))
    live.show(atlas)  # overtakes them
    live.inspector.obey(wire.WEIGHTS, run.weights(0, None))  # was on its way already
    said = list(live.said) + live.work()
    assert kinds(said).count("took") == 2
    assert [item[0]["lam"] for item in said if not isinstance(item, dict) and item[0]["kind"] == "units"] == [0.5]


def test_what_can_not_be_shown_of_a_run_is_told_once_and_not_at_every_refresh(live, run, monkeypatch):
    def fail(*_: object) -> Callable:
        raise DataError("The data set could not be had.")

    monkeypatch.setattr(sample, "first", fail)
    said = live.followed(run)
    assert kinds(said) == ["failed", "took"]
    assert event(said, "took")["same"]
    assert kinds(live.followed(run)) == ["took"]
    monkeypatch.undo()
    assert "units" in kinds(live.followed(run))


def test_an_atlas_after_a_run_and_a_run_after_an_atlas(live, run, atlas):
    live.followed(run)
    assert kinds(live.opened(atlas))[:3] == ["opened", "statics", "units"]
    live.opened(LIVE)
    assert kinds(live.followed(run))[:2] == ["statics", "units"]
    assert SETTINGS.hidden != RUN.hidden


# -- of a page with figures --------------------------------------------------------------------------------


def test_a_page_that_wants_figures_alone_gets_them_and_a_word_on_the_model(world, atlas):
    world._shows += 1
    order = {"type": "open", "id": 1, "source": atlas, "images": 1000, "serial": 0, "thresholds": THRESHOLDS}
    world.order(**order, works=[], figures=["spectrum"], asked={})
    said = world.work()
    assert kinds(said) == ["opened", "statics", "units", "figure"]
    units, sections = of(said, "units")
    assert sections == {}
    assert (units["lam"], units["index"]) == (0.5, 1)
    assert units["figures"]["reconstruction"] > 0
    header, _ = of(said, "figure")
    assert (header["name"], header["serial"], header["image"]) == ("spectrum", 1, None)
    assert header["figure"]["layout"]["meta"]["images"] > 100

    world.order(type="pin", unit=None, image=3)
    assert of(world.work(), "figure")[0]["image"] == 3
    world.order(type="watch", figures=[])
    world.order(type="at", index=2)
    assert kinds(world.work()) == ["units"]
    world.order(type="watch", figures=["spectrum"])
    assert of(world.work(), "figure")[0]["serial"] == 2


# -- against λ = 0 -----------------------------------------------------------------------------------------


def figure_header(said: list, name: str) -> dict:
    return next(item[0] for item in reversed(said) if isinstance(item, tuple) and item[0].get("name") == name)


def beside(said: list) -> bool:
    """Whether the model at λ = 0 is drawn in the spectrum."""
    return any(trace.get("name") == "mean at λ = 0" for trace in drawn(said, "spectrum")["data"])


def test_an_atlas_is_held_against_its_own_at_lambda_0_which_is_held_against_nothing(world, atlas):
    said = world.opened(atlas, figures=("spectrum", "states"))
    assert beside(said)
    assert "shares the trunk" in figure_header(said, "spectrum")["reference"]
    assert "reference" not in figure_header(said, "states")
    world.order(type="at", index=0)
    said = world.work()
    assert not beside(said)
    assert figure_header(said, "spectrum")["reference"] == "none: this is the model at λ = 0 itself"
    world.order(type="at", index=2)
    assert beside(world.work())


def test_a_checkpoint_that_does_not_tell_how_it_was_trained_is_held_against_nothing_and_it_is_said(world, tmp_path):
    a_checkpoint(tmp_path)
    said = world.opened(CHECKPOINT, figures=("spectrum",))
    assert not beside(said)
    assert figure_header(said, "spectrum")["reference"].startswith(
        "none: this checkpoint does not tell with which seed"
    )
    assert names(said) == ["spectrum"]


def test_a_checkpoint_of_a_run_is_held_against_its_twin_which_is_trained_meanwhile(world, run, tmp_path):
    train(run, 40)
    a_checkpoint(tmp_path).write_bytes(run.checkpoint())
    said = world.opened(CHECKPOINT, figures=("spectrum", "states"))
    headers = [item[0] for item in said if isinstance(item, tuple) and item[0].get("name") == "spectrum"]
    assert [header["reference"].partition(",")[0] for header in headers] == [
        "none yet: its twin at λ = 0 is being trained",
        *["its twin at λ = 0"] * 3,
    ]
    assert [header["reference"].partition(": ")[2] for header in headers[1:]] == [
        "at step 4 of 40", "at step 20 of 40", "for as many steps, 40",
    ]  # fmt: skip
    assert beside(said)
    assert names(said).count("states") == 1, "which is held against nothing"
    assert kinds(said)[:3] == ["opened", "statics", "units"]
    world.order(type="thresholds", thresholds=THRESHOLDS | {"low": 0.2})
    assert "spectrum" not in names(world.work())


def test_a_page_that_holds_a_checkpoint_against_nothing_trains_no_twin(world, run, tmp_path, monkeypatch):
    train(run, 5)
    a_checkpoint(tmp_path).write_bytes(run.checkpoint())
    monkeypatch.setattr(Retrained, "train", lambda _: pytest.fail("it was trained"))
    assert "units" in kinds(world.opened(CHECKPOINT, figures=("states",)))


def test_a_run_is_held_against_its_twin_as_soon_as_it_has_one(world, run):
    world.opened(LIVE, figures=("spectrum",))
    train(run, 20)

    def looked(seen: list[int] | None) -> tuple[list, list[int]]:
        later(world)
        world.inspector.obey(wire.WEIGHTS, run.weights(0, tuple(seen) if seen else None, "twin"))
        said = world.work()
        return said, event(said, "took")["seen"]

    said, seen = looked(None)
    assert not beside(said)
    assert figure_header(said, "spectrum")["reference"].startswith("none: no twin")
    run.obey({"type": "pause"})
    run.obey({"type": "company", "members": {"twin": 0.0}})  # it joins a run that rests
    said, seen = looked(seen)
    assert seen == [1, 20, 0]
    assert beside(said)
    run.obey({"type": "play"})
    train(run, 20)
    said, seen = looked(seen)
    assert seen == [1, 40, 40]
    assert figure_header(said, "spectrum")["reference"].endswith("in step with it")
    run.obey({"type": "company", "members": {}})
    said, seen = looked(seen)
    assert seen == [1, 40]
    assert not beside(said)


# -- of a page where a hand pushes images ------------------------------------------------------------------

HANDS = ("probe", "along", "chain", "directions", "plane")


def handed(world: World, source: dict, asked: dict | None = None, **more: object) -> list:
    """A page that wants what a hand does opens a source."""
    world._shows += 1
    order = {"type": "open", "id": world._shows, "source": source, "images": 1000, "serial": 0}
    world.order(**order, thresholds=THRESHOLDS, works=list(HANDS), figures=[], asked=asked or {}, **more)
    return world.work()


def pushes(id: int, *done: list) -> dict:
    return {"push": {"id": id, "drag": 1, "pushes": list(done)}}


def test_a_push_is_answered_with_the_serial_of_the_model_and_follows_the_lambda(world, atlas):
    said = handed(world, atlas, pushes(1, ["shift", {"right": 1}]))
    assert kinds(said) == ["opened", "statics", "units", "probe", "probe", "directions", "plane"]
    assert "shares the trunk" in of(said, "probe")[0]["reference"]
    first = of(said, "probe")[0]
    world.order(type="at", index=2)
    said = world.work()
    second = of(said, "probe")[0]
    assert (second["id"], second["serial"], second["dx"]) == (1, 2, first["dx"])
    assert second["dh"] < first["dh"]
    assert second["dh0"] == first["dh0"]
    world.order(type="pin", unit=None, image=9)
    said = world.work()
    assert sorted(kinds(said)) == ["directions", "probe"]
    assert of(said, "probe")[0]["image"] == of(said, "directions")[0]["image"] == 9
    world.order(type="at", index=0)
    header, sections = of(world.work(), "probe")
    assert header["dh0"] is None
    assert header["reference"] == "none: this is the model at λ = 0 itself"
    assert "r0" not in sections


def test_what_lasts_is_of_the_source_and_of_the_next_begins_anew(world, atlas, tmp_path):
    handed(world, atlas, pushes(1, ["shift", {"right": 1}]))
    world.order(type="ask", asked=pushes(2, ["shift", {"right": 2}]))
    assert len(of(world.work(), "probe")[1]["path"].values) == 3
    world.order(type="at", index=2)
    assert len(of(world.work(), "probe")[1]["path"].values) == 3
    a_checkpoint(tmp_path)
    said = handed(world, CHECKPOINT, pushes(2, ["shift", {"right": 2}]))
    assert len(of(said, "probe")[1]["path"].values) == 2
    assert of(said, "probe")[0]["dh0"] is None


def test_what_is_not_seen_is_not_computed_and_of_the_seen_one_all_is(world, atlas):
    assert kinds(handed(world, atlas, pushes(1), seen=["plane"])) == ["opened", "statics", "units", "plane"]
    world.order(type="watch", figures=[], works=["probe"])
    assert kinds(world.work()) == ["probe", "probe"]
    world.order(type="at", index=2)
    assert kinds(world.work()) == ["units", "probe"]
    world.order(type="watch", figures=[], works=None)
    assert kinds(world.work()) == ["directions", "plane"]


def test_a_push_that_can_not_be_is_told_and_the_next_is_answered(world, atlas):
    handed(world, atlas)
    world.order(type="ask", asked=pushes(5, ["melt", {}]))
    said = world.work()
    assert [header["id"] for header, _ in said[:-1]] == [5, 5]
    assert said[-1]["message"].startswith("This push could not be computed: A push must be one of shift, rotate")
    world.order(type="at", index=2)
    assert "error" not in kinds(world.work())
    world.order(type="ask", asked=pushes(6, ["rotate", {"degrees": 9}]))
    assert of(world.work(), "probe")[0]["id"] == 6


def test_of_a_run_the_path_and_the_tangents_go_with_its_training(world, run):
    handed(world, LIVE, pushes(1, ["shift", {"right": 1}]))
    run.obey({"type": "company", "members": {"twin": 0.0}})
    train(run, 20)

    def looked(seen: list[int] | None) -> tuple[list, list[int]]:
        later(world)
        world.inspector.obey(wire.WEIGHTS, run.weights(0, tuple(seen) if seen else None, "twin"))
        said = world.work()
        return said, event(said, "took")["seen"]

    said, seen = looked(None)
    before = of(said, "probe")
    train(run, 20)
    said, seen = looked(seen)
    header, sections = of(said, "probe")
    assert header["id"] == 1
    assert header["reference"].endswith("in step with it")
    assert header["dh0"] != before[0]["dh0"]
    assert sections["path"].values.shape == (2, 2)
    assert not np.allclose(sections["path"].values, before[1]["path"].values)
    assert {"directions", "plane"} <= set(kinds(said))


# -- of a page that draws where the codes lie --------------------------------------------------------------

MAPS = ("place", "line", "map", "colour", "neighbours", "readouts")


def mapping(world: World, source: dict, asked: dict | None = None, **more: object) -> list:
    """A page that wants maps opens a source."""
    world._shows += 1
    order = {"type": "open", "id": world._shows, "source": source, "images": 1000, "serial": 0}
    world.order(**order, thresholds=THRESHOLDS, works=list(MAPS), figures=[], asked=asked or {}, **more)
    return world.work()


def process(world: World) -> object:
    """That of a t-SNE, if there is one."""
    return world.inspector._held.maps._tsne._mapper._process


def test_a_map_and_all_that_is_seen_on_it_follows_the_lambda_what_is_asked_and_what_is_pinned(world, atlas):
    asked = {"place": {"id": 1, "at": [0.1, 0.2]}, "line": {"id": 1, "count": 5}, "b": 9}
    said = mapping(world, atlas, asked)
    assert kinds(said) == ["opened", "statics", "units", "place", "line", "map", "colour", "neighbours", "readouts"]
    assert "shares the trunk" in of(said, "map")[0]["reference"]
    world.order(type="at", index=2)
    later(world)
    said = world.work()
    assert kinds(said) == ["units", "place", "line", "map", "colour", "neighbours", "readouts"]
    assert {of(said, name)[0]["serial"] for name in MAPS} == {2}
    world.order(type="ask", asked={"method": "units"})
    assert kinds(world.work()) == ["place", "line", "map"]
    world.order(type="ask", asked={"colour": "penalty"})
    assert kinds(world.work()) == ["colour"]
    world.order(type="pin", unit=3, image=4)
    said = world.work()
    assert sorted(kinds(said)) == ["colour", "line", "neighbours"]
    assert of(said, "line")[0]["a"] == of(said, "neighbours")[0]["image"] == 4
    world.order(type="at", index=0)
    later(world)
    said = world.work()
    assert "points0" not in of(said, "map")[1]
    assert of(said, "readouts")[0]["knn0"] is None


def test_of_a_map_that_is_not_seen_nothing_is_computed(world, atlas):
    assert kinds(mapping(world, atlas, seen=["neighbours"])) == ["opened", "statics", "units", "neighbours"]
    world.order(type="at", index=2)
    assert kinds(world.work()) == ["units", "neighbours"]
    world.order(type="watch", figures=[], works=["map", "colour"])
    assert kinds(world.work()) == ["map", "colour"]


def test_a_t_sne_ends_with_what_it_is_of_and_with_its_page(world, atlas, tmp_path):
    tsne = {"method": "tsne", "perplexity": 10.0}
    mapping(world, atlas, tsne)
    first = process(world)
    assert first.poll() is None
    a_checkpoint(tmp_path)
    mapping(world, CHECKPOINT, tsne)
    assert first.poll() is not None
    second = process(world)
    assert second.poll() is None
    world.order(type="close")
    world.work()
    assert second.poll() is not None
    assert process(world) is None


def test_a_t_sne_that_has_come_further_is_told_of_without_being_asked_for(world, atlas):
    mapping(world, atlas, {"method": "tsne", "perplexity": 10.0}, seen=["map"])
    over, said = time.monotonic() + 120, []
    while not any(kind == "map" and "points" in of(said, "map")[1] for kind in kinds(said)):
        assert time.monotonic() < over
        time.sleep(0.01)
        said = world.work()
    world.order(type="close")
    world.work()
