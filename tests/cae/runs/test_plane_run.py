"""A live run of points in the plane."""

import json

import numpy as np
import pytest
import torch

from cae import points
from cae.config import IN_THE_PLANE
from cae.data import load_dataset
from cae.experiments.record import Record
from cae.processes.frames import Section, unpack
from cae.runs.run import LiveRun
from cae.runs.seat import Seat
from tests.helpers.fakes import Clock

COMPANY = {"type": "company", "members": {"twin": 0.0, "denoising": 0.3}}
LIVE = ["pull", "heat", "ellipses", "made", "units", "bias"]
BESIDE = ["twin_pull", "twin_heat", "twin_ellipses", "denoising_pull"]
ONCE = ["points", "labels", "history", "marks"]


def begun(company: dict | None = COMPANY, **changes: object) -> LiveRun:
    config = IN_THE_PLANE.with_(**changes)
    run = LiveRun(config, Clock(), load_dataset(config.dataset))
    if company is not None:
        run.obey(company)
    return run


def train(run: LiveRun, steps: int) -> LiveRun:
    run.obey({"type": "step", "steps": steps})
    while run.stepping:
        run._clock.now += 0.05
        run.advance(0.0, lambda: False)
    return run


def frame(run: LiveRun) -> tuple[dict, dict[str, Section]]:
    run.dirty = True
    return unpack(run.make_frame())


def test_the_first_frame_has_everything_and_the_later_ones_what_moves():
    run = begun()
    header, sections = frame(run)
    assert set(sections) == {*LIVE, *BESIDE, *ONCE}
    assert header["settings"] == IN_THE_PLANE.as_dict()
    assert header["kept"] is None
    for name in ("recon", "penalty", "weighted", "sat", "dead", "rate", "lam", "state", "step"):
        assert name in header
    assert header["weighted"] == pytest.approx(3 * header["penalty"])
    run.state = "running"
    for _ in range(4):
        run._clock.now += 0.03
        run.advance(run._clock() + 0.01, lambda: True)
        header, sections = frame(run)
        assert set(LIVE) <= set(sections)
        assert not {"points", "labels", "history"} & set(sections)
        assert header["plane"]
        assert header["twin"]
        assert header["denoising"]


def test_on_a_circle_the_frame_says_that_the_map_contracts_across_the_curve_and_not_along_it():
    """Of the maths three seeds and two activations are tested; this is what reaches a page."""
    run = train(begun(), 5000)
    header, _ = frame(run)
    ours, plain = header["plane"], header["twin"]
    assert (header["step"], header["company"]["twin"]["step"]) == (5000, 5000)
    assert ours["along"] >= 2.6
    assert ours["along"] >= 1.35 * plain["along"]
    assert min(ours["cosine"], plain["cosine"]) > 0.95
    assert ours["error"] < 0.01
    # The denoising autoencoder pulls to the curve from both sides: it learnt something else than the twin did.
    _, sections = frame(run)
    pull = {name: sections[f"{name}_pull"].decoded() for name in ("twin", "denoising")}
    assert np.abs(pull["twin"] - pull["denoising"]).max() > 0.1


def test_untied_the_encoder_shrinks_and_the_decoder_grows_and_nothing_is_contracted_across():
    header, _ = frame(train(begun(tied=False), 3000))
    ours, plain = header["plane"], header["twin"]
    assert ours["encoder"] < plain["encoder"] / 3
    assert ours["decoder"] > 2 * plain["decoder"]
    assert ours["along"] < 1.2 < plain["along"]


def test_a_denoising_member_is_told_with_its_noise_and_trains_from_the_same_weights():
    run = begun()
    first = run.company.others["denoising"].flat.clone()
    assert torch.equal(first, run.trainer.flat)
    header, _ = frame(train(run, 20))
    assert header["company"] == {
        "twin": {"lam": 0.0, "step": 20, "diverged": False},
        "denoising": {"lam": 0.0, "step": 20, "diverged": False, "noise": 0.3},
    }
    assert not torch.equal(run.company.others["denoising"].flat, run.company.others["twin"].flat)
    run.obey({"type": "company", "members": {"twin": 0.0, "denoising": 0.5}})
    assert frame(run)[0]["denoising"]["noise"] == 0.5
    assert run.company.steps == {"twin": 20, "denoising": 0}


def test_a_snapshot_brings_all_three_back_to_the_same_bits():
    run = train(begun(), 25)
    run.obey({"type": "pin", "unit": 3, "image": None})
    other = LiveRun.from_snapshot(run.snapshot(), Clock())
    for one in (run, other):
        train(one, 25)
    assert torch.equal(other.trainer.flat, run.trainer.flat)
    for name in ("twin", "denoising"):
        assert torch.equal(other.company.others[name].flat, run.company.others[name].flat)
    assert frame(other)[0]["pin"]["unit"] == 3


def test_a_reset_and_another_set_begin_with_the_same_company():
    run = train(begun(), 10)
    run.obey({"type": "pin", "unit": 3, "image": None})
    run.obey({"type": "reset", "weights": "same"})
    assert run.company.steps == {"twin": 0, "denoising": 0}
    drawn = points.named(np.random.default_rng(0).integers(-100, 100, (20, 2)))
    run.obey({"type": "rebuild", "settings": IN_THE_PLANE.with_(dataset=drawn, hidden=3)})
    header, sections = frame(train(run, 10))
    assert (header["dataset"], header["unit"]) == (drawn, None)
    assert len(sections["points"].values) == 20
    assert header["denoising"]["noise"] == 0.3
    assert run.record().config.dataset == drawn


def test_one_of_the_company_that_diverges_is_told_and_the_run_goes_on():
    run = train(begun(), 10)
    with torch.no_grad():
        run.company.others["denoising"].flat.fill_(1e30)
    header, sections = frame(train(run, 60))
    assert header["company"]["denoising"]["diverged"]
    assert header["denoising"] is None
    assert "denoising_pull" not in sections
    assert (header["diverged"], header["step"]) == (None, 70)


def test_a_run_in_the_plane_that_diverges_says_what_did_it_and_goes_back():
    run = train(begun(), 40)
    frame(run)
    run.obey({"type": "set", "lr": 10.0})
    run.obey({"type": "step", "steps": 200})
    while run.stepping:
        run._clock.now += 0.05
        run.advance(0.0, lambda: False)
    header, _ = frame(run)
    assert header["diverged"]["setting"] == "lr"
    run.obey({"type": "restore"})
    assert run.config.lr == IN_THE_PLANE.lr


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        ({"type": "beside", "on": True}, "In the plane nothing is kept beside the model"),
        ({"type": "strip", "images": [1]}, "no strip of images"),
        ({"type": "probe", "unit": 1, "image": 1}, "no cells to probe"),
        ({"type": "page", "index": 1}, "page must be a whole number from 0 to 0"),
        ({"type": "pin", "unit": 16, "image": None}, "unit must be a whole number from 0 to 15"),
        ({"type": "rebuild", "settings": IN_THE_PLANE.with_(batch_size=1024)}, ""),
    ],
)
def test_what_there_is_none_of_in_the_plane_is_refused_and_the_run_goes_on(message, sentence):
    run = begun()
    if sentence:
        with pytest.raises(ValueError, match=sentence):
            run.obey(message)
    else:
        run.obey(message)
    assert frame(train(run, 5))[0]["step"] == 5


def test_a_run_whose_points_can_t_be_had_is_given_the_usual_ones_of_the_plane(monkeypatch):
    class Out:
        busy = False

        def __init__(self):
            self.said = []

        def send(self, kind, content):
            self.said.append(kind)

        def say(self, message):
            self.said.append(message)

    class Shelf:
        def take(self, name):
            if name == "plane-moons":
                raise ValueError("There are no moons.")
            return load_dataset(name)

    out, clock = Out(), Clock()
    seat = Seat(out, Shelf(), clock)
    asked = {"type": "start", "settings": IN_THE_PLANE.with_(dataset="plane-moons", hidden=3).as_dict()}
    seat.post(0, json.dumps(asked).encode())
    seat.turn(None, lambda: True)
    assert out.said[0] == {"type": "error", "message": "There are no moons."}
    assert seat.run.config == IN_THE_PLANE


def test_a_record_of_it_trains_the_same_bits_again_beside_its_company_and_without():
    run = train(begun(), 20)
    run.obey({"type": "set", "lam": 0.5, "seq": 1})
    train(run, 20)
    record = Record.from_json(run.record().to_json())
    again = LiveRun(IN_THE_PLANE, Clock(), run.data, record)
    again.obey(COMPANY)
    while again.active:
        again.advance(0.0, lambda: False)
    assert torch.equal(again.trainer.flat, run.trainer.flat)
    for name in ("twin", "denoising"):
        assert torch.equal(again.company.others[name].flat, run.company.others[name].flat)


def test_a_link_to_the_model_leaves_the_company_to_the_page_that_opens_it():
    run = train(begun(), 20)
    kept = LiveRun.from_snapshot(run.kept(), Clock())
    assert kept.invited.strengths == {}
    kept.obey(COMPANY)
    assert kept.company.steps == {"twin": 0, "denoising": 0}
    train(kept, 20)
    assert kept.company.steps == {"twin": 40, "denoising": 40}  # it has caught up
    train(run, 20)
    assert torch.equal(kept.company.others["twin"].flat, run.company.others["twin"].flat)
