"""The record of a run: what decides its bits, as text, and trained again."""

import contextlib
import json
import re
import string

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from cae.checks import Refused
from cae.config import RunConfig
from cae.experiments import record as telling
from cae.experiments.record import FORMAT, LINK_BYTES, MOST_CHANGES, Change, Changes, Record
from cae.experiments.replay import replay

CONFIG = RunConfig("digits", 16, lam=0.1, lr=1e-3, batch_size=32)
CHANGES = (Change(7, "lam", 3.0), Change(7, "lr", 0.002), Change(31, "batch_size", 64), Change(31, "lam", 0.0))
RECORD = Record(CONFIG, CHANGES, 50, 2, "0.1.0")

change = st.one_of(
    st.tuples(st.integers(0, 2**53), st.just("lam"), st.floats(0, 1e6)),
    st.tuples(st.integers(0, 2**53), st.just("lr"), st.floats(1e-6, 10)),
    st.tuples(st.integers(0, 2**53), st.just("batch_size"), st.integers(1, 1024)),
)
records = st.builds(Record, st.just(CONFIG), st.lists(change, max_size=12), st.integers(0, 2**53), st.integers(1, 64))


@given(records)
def test_a_record_comes_back_from_its_text_and_has_one_text(record):
    assert Record.from_json(record.to_json()) == record
    assert Record.from_json(json.dumps(record.as_dict(), indent=2)).to_json() == record.to_json()


@settings(max_examples=300)
@given(records)
def test_a_record_comes_back_from_a_link_whatever_settings_that_may_change_stand_in_it(record):
    text = record.to_link()
    assert set(text) <= {*string.ascii_letters, *string.digits, *"_.-+"}
    if len(text) <= LINK_BYTES:
        assert Record.from_link(text, CONFIG.with_(lam=77.0, lr=1.0, batch_size=5)) == record


def test_a_link_can_be_read():
    assert RECORD.to_link() == "50t2v0.1.0_0l0.1_0r0.001_0b32_7l3_7r0.002_31l0_31b64"
    assert Record.from_link("50v1.2.post3t", CONFIG).version == "1.2.post3t"
    assert Record(CONFIG.with_(lr=1e-6), (), 5).to_link().endswith("_0r1e-6_0b32")


def test_what_changes_nothing_is_no_part_of_it():
    several = [Change(0, "lam", 5.0), Change(9, "lam", 1.0), Change(9, "lam", 5.0), Change(12, "batch_size", 32)]
    assert Record(CONFIG, several, 20) == Record(CONFIG.with_(lam=5.0), (), 20)
    assert Record(CONFIG.with_(speed=2.0, budget=9), (), 20) == Record(CONFIG, (), 20)
    assert Record(CONFIG, reversed(CHANGES), 50, 2, "0.1.0").to_json() == RECORD.to_json()


def test_it_says_with_what_a_step_is_trained():
    assert RECORD.at(6) == {"lam": 0.1, "lr": 1e-3, "batch_size": 32}
    assert RECORD.at(7) == {"lam": 3.0, "lr": 0.002, "batch_size": 32}
    assert RECORD.at(49) == {"lam": 0.0, "lr": 0.002, "batch_size": 64}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"format": "cae-lab record 2"}, "A record must be of format 'cae-lab record 1', but 'cae-lab record 2' came."),
        ({"steps": -1}, "steps must be a whole number from 0 to 9,007,199,254,740,992, but -1 came."),
        ({"threads": 0}, "threads must be a whole number from 1 to 1,024, but 0 came."),
        ({"version": "<b>"}, "version must be that of a package, but '<b>' came."),
        ({"changes": "all"}, "changes must be a list, but 'all' came."),
        ({"changes": [[1, "seed", 2]]}, "changes must be a step, one of lam, lr, batch_size, and a value each"),
        ({"changes": [[1, ["lam"], 2]]}, "changes must be a step, one of lam, lr, batch_size, and a value each"),
        ({"changes": [[1, "lam", -2]]}, "lam must be a number from 0 to 1,000,000, but -2 came."),
        ({"changes": [[-1, "lam", 2]]}, "the step of a change must be a whole number from 0 to"),
        ({"changes": [[1, "lam", 2]] * (MOST_CHANGES + 1)}, "changes must be at most 20,000, but 20,001 came."),
        ({"settings": []}, "settings must be an object, but [] came."),
        ({"settings": {"hidden": 1}}, "hidden must be a whole number from 2 to 1,024, but 1 came."),
        ({"settings": {"speed": 1}}, "settings of a record have no speed: it decides no bits."),
        ({"more": 1}, "A record has no field 'more'"),
    ],
)
def test_what_is_no_record_is_refused_in_words(changed, sentence):
    with pytest.raises(Refused, match=re.escape(sentence)):
        Record.from_json(json.dumps(RECORD.as_dict() | changed))


def test_a_record_lacks_nothing():
    for name in RECORD.as_dict():
        values = RECORD.as_dict()
        del values[name]
        with pytest.raises(Refused, match=r"needs the field|must be of format"):
            Record.from_dict(values)
    for text in ("", "[]", "{", "9" * 5000, "[" * 100_000, json.dumps({"format": FORMAT}), b"\xff", " " * 3_000_000):
        with pytest.raises(Refused):
            Record.from_json(text)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "again must begin with a number of steps, as 12480v0.1.0, but nothing came."),
        ("12v0.1.0_5x3", "again must hold changes that are a step, l, r or b, and a value, as 120l3, but '5x3' came."),
        ("12v0.1.0_5l1e", "again must hold numbers, but '1e' came."),
        ("12v0.1.0_5l1e9", "lam must be a number from 0 to 1,000,000, but 1000000000.0 came."),
        ("12v0.1.0_5b2.5", "batch_size must be a whole number from 1 to 1,024, but 2.5 came."),
        ("1" * 2049, "again must be the text of a record of up to 2,048 characters, but 2,049 characters came."),
        ("../../etc/passwd", "again must begin with a number of steps"),
    ],
)
def test_what_is_no_record_of_a_link_is_refused_in_words(text, sentence):
    with pytest.raises(Refused, match=re.escape(sentence)):
        Record.from_link(text, CONFIG)


@settings(max_examples=300)
@given(st.text(max_size=80))
def test_no_text_of_a_link_does_anything_else(text):
    with contextlib.suppress(Refused):
        Record.from_link(text, CONFIG)


# -- along a run -----------------------------------------------------------------------------------------------


def test_of_several_changes_at_one_step_the_last_counts_and_going_back_takes_them_back():
    changes = Changes(CONFIG)
    changes.note(0, CONFIG.with_(lam=2.0))
    for lam in (3.0, 4.0, 5.0):
        changes.note(10, CONFIG.with_(lam=lam))
    changes.note(20, CONFIG.with_(lam=6.0, batch_size=64))
    changes.note(20, CONFIG.with_(lam=5.0, batch_size=64))
    record = changes.record(CONFIG, 30, 1)
    assert record.config.lam == 2.0
    assert record.changes == (Change(10, "lam", 5.0), Change(20, "batch_size", 64))
    changes.note(15, CONFIG.with_(lam=5.0, lr=0.5))  # the run has gone back to step 15
    assert changes.record(CONFIG, 30, 1).changes == (Change(10, "lam", 5.0), Change(15, "lr", 0.5))


def test_a_run_changed_too_often_says_that_it_can_not_be_told(monkeypatch):
    monkeypatch.setattr(telling, "MOST_CHANGES", 200)
    changes = Changes(CONFIG)
    for step in range(1, 202):
        assert not changes.lost
        changes.note(step, CONFIG.with_(lam=float(step % 2)))
    assert changes.record(CONFIG, step, 1) is None


# -- replay ----------------------------------------------------------------------------------------------------


def test_a_replay_is_the_run_to_the_bit_at_every_step(digits):
    from cae import Autoencoder, Trainer

    model = Autoencoder((digits.x_train.shape[1], 16), "sigmoid", True, "sigmoid", 0)
    trainer = Trainer(model, digits.x_train, 0.1, 1e-3, 32, 0)
    flat = [trainer.flat.clone()]
    before = torch.get_num_threads()
    for step in range(50):
        for change in CHANGES:
            if change.step == step:
                setattr(trainer, change.name, change.value)
        trainer.run(1)
        flat.append(trainer.flat.clone())
    record = Record(CONFIG, CHANGES, 50, before)
    for to in (0, 1, 6, 7, 8, 31, 32, 50):
        assert torch.equal(replay(record, to, data=digits).flat, flat[to]), to
    assert torch.equal(replay(record).flat, flat[50])
    assert torch.get_num_threads() == before


def test_a_replay_that_can_not_be_had_is_refused(digits):
    with pytest.raises(ValueError, match="to_step must be a whole number"):
        replay(RECORD, -1)
    with pytest.raises(ValueError, match="model must be the one the run began with"):
        replay(Record(CONFIG.with_(start="0123456789abcdef.1"), (), 3), data=digits)
    with pytest.raises(ValueError, match="data must be fashion-mnist-small, as the record says, but digits came"):
        replay(Record(RunConfig(), (), 3), data=digits)
