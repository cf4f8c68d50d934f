"""Objectives by name."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cae import objectives, relatives
from cae.checks import Refused
from cae.experiments.settings import PathSettings


@pytest.mark.parametrize("name", relatives.KINDS)
def test_every_name_is_an_objective_whose_word_makes_it_again(name):
    made = objectives.named(name)
    assert made.text.split(":")[0] == made.name == name
    assert objectives.named(made.text).numbers == made.numbers == dict(relatives.KINDS[name].defaults)


@given(st.floats(1e-300, 1e300), st.floats(1e-9, 1 - 1e-9))
def test_what_is_written_is_read_to_the_same_number(sigma, target):
    for name, numbers in (("denoising", {"sigma": sigma}), ("sparse-kl", {"target": target})):
        text = relatives.written(name, numbers)
        assert relatives.parse(text) == (name, numbers)
        assert relatives.check_text("objective", text) == text


def test_a_number_of_a_word_may_be_written_in_any_way():
    assert relatives.check_text("objective", " denoising:sigma=0,30 ") == "denoising:sigma=0.3"
    assert relatives.check_text("objective", "denoising:sigma=2e0") == "denoising:sigma=2"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("dropout", "objective must be one of contraction, .* but 'dropout' came"),
        ("", "objective must be one of contraction, .* but nothing came"),
        (3, "objective must be one of contraction, .* but 3 came"),
        ("denoising:0.3", "objective must be a name and numbers behind it"),
        ("denoising:sigma=0.3:sigma=1", "objective must give each number once, but sigma came twice"),
        ("denoising:noise=0.3", "The objective denoising has no number 'noise'; there are sigma"),
        ("weight-decay:lam=1", "The objective weight-decay has no number 'lam'; it has none"),
        ("denoising:sigma=0", "sigma must be a finite number above 0, but 0 came"),
        ("denoising:sigma=much", "sigma must be a finite number above 0, but 'much' came"),
        ("masking:fraction=1.0", "fraction must be a number above 0 and below 1, but 1 came: with every pixel masked"),
        ("masking:fraction=0", "fraction must be a number above 0 and below 1, but 0 came"),
        ("sparse-kl:target=1", "target must be a number above 0 and below 1, but 1 came: a unit that is always on"),
        ("cae+h:gamma=-1", "gamma must be a number from 0 to"),
        ("cae+h:draws=1.5", "draws must be a whole number from 1"),
    ],
)
def test_what_is_no_objective_is_refused_with_a_sentence(text, sentence):
    with pytest.raises(Refused, match=sentence):
        relatives.parse(text)
    with pytest.raises(ValueError, match=sentence):
        objectives.named(text)


@pytest.mark.parametrize("value", [1.0, 0, -0.1, math.nan, "0.3", None, True])
def test_a_class_refuses_what_its_word_refuses(value):
    with pytest.raises(ValueError, match="fraction must be a number above 0 and below 1"):
        objectives.Masking(value)
    with pytest.raises(ValueError, match="target must be a number above 0 and below 1"):
        objectives.SparseKL(value)


# -- in the settings of a sweep --------------------------------------------------------------------------------


def test_settings_of_the_usual_objective_say_what_they_always_said():
    assert "objective" not in PathSettings().as_dict()
    other = PathSettings(objective="sparse-kl")
    assert other.as_dict()["objective"] == other.objective == "sparse-kl:target=0.05"
    assert PathSettings.from_dict(other.as_dict()) == other


def test_settings_refuse_what_does_not_go_together():
    with pytest.raises(Refused, match="sparse-kl needs units with a lowest and a highest value"):
        PathSettings(objective="sparse-kl", activation="identity")
    with pytest.raises(Refused, match=r"lambdas must be 0 alone for denoising, in which λ has no part, but '0 0.01"):
        PathSettings(objective="denoising")
    assert PathSettings(objective="denoising", lambdas=(0.0,)).lambdas == (0.0,)
