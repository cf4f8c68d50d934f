import pytest
import torch

from cae import diagnostics
from cae.activations import ACTIVATIONS


def test_sat_is_the_share_outside_a_twentieth_of_the_range():
    h = torch.tensor([[0.0, 0.049, 0.051, 0.5], [0.949, 0.951, 1.0, 0.2]])
    assert diagnostics.sat(h, ACTIVATIONS["sigmoid"]) == 4 / 8


def test_sat_of_tanh_is_that_of_the_same_code_mapped_to_0_to_1(rand):
    h = rand(50, 8)
    assert diagnostics.sat(2 * h - 1, ACTIVATIONS["tanh"]) == diagnostics.sat(h, ACTIVATIONS["sigmoid"]) > 0


@pytest.mark.parametrize("name", ["softplus", "relu", "gelu", "identity"])
def test_sat_is_none_where_the_activation_has_no_two_ends(name):
    assert diagnostics.sat(torch.zeros(3, 2), ACTIVATIONS[name]) is None


def test_constant_units_are_those_that_answer_every_image_alike(rand):
    h = rand(50, 5)
    h[:, 1] = 1.0  # saturated
    h[:, 3] = 0.4 + 0.001 * h[:, 3]  # moves by less than shows
    h[:, 4] = 0.9 + 0.1 * h[:, 4]  # moves a little, and that shows
    assert diagnostics.constant_units(h) == 2
    assert diagnostics.constant_units(h[:1]) == 5  # one image can't tell
