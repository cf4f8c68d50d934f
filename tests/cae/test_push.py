import math

import pytest
import torch

from cae.push import PUSHES, blur, draw, noise, occlude, pushed, rotate, scale, shift

SIDE = (5, 7)
NONE_OF_IT = {
    "shift": {"right": 0.0, "down": 0.0},
    "rotate": {"degrees": 0},
    "scale": {"octaves": 0.0},
    "noise": {"sigma": 0.0, "seed": 3},
    "blur": {"sigma": 0},
    "occlude": {"size": 0.0, "across": 0.2},
    "draw": {"ink": torch.zeros(35)},
}
SOME_OF_IT = {
    "shift": {"right": 0.5, "down": -1.25},
    "rotate": {"degrees": 20},
    "scale": {"octaves": 0.4},
    "noise": {"sigma": 0.3},
    "blur": {"sigma": 0.8},
    "occlude": {"size": 2.5},
    "draw": {"ink": torch.linspace(-1, 1, 35)},
}
every = pytest.mark.parametrize("name", PUSHES)


def spot(row: int, column: int, side: tuple[int, int] = SIDE) -> torch.Tensor:
    image = torch.zeros(side)
    image[row, column] = 1
    return image.reshape(-1)


@every
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_an_amount_of_0_is_the_identity_to_the_bit(name, dtype, rand):
    x = rand(35).to(dtype)
    assert torch.equal(PUSHES[name](x, SIDE, **NONE_OF_IT[name]), x)
    assert torch.equal(PUSHES[name](x, SIDE), x)  # and it is the default


@every
def test_it_gives_an_image_in_range_the_same_each_time_and_leaves_the_one_that_came(name, rand):
    x = rand(35).float()
    before = x.clone()
    y = PUSHES[name](x, SIDE, **SOME_OF_IT[name])
    assert torch.equal(x, before)
    assert not torch.equal(y, x)
    assert (y.dtype, y.shape) == (x.dtype, x.shape)
    assert 0 <= float(y.min()) <= float(y.max()) <= 1
    assert torch.equal(PUSHES[name](x, SIDE, **SOME_OF_IT[name]), y)


@every
def test_little_of_it_is_a_small_move(name, rand):
    """A drag begins where the image is: nothing jumps at 0."""
    x, little = rand(35), {k: v if k == "across" else v * 1e-6 for k, v in SOME_OF_IT[name].items()}
    assert float((PUSHES[name](x, SIDE, **little) - x).abs().max()) < 1e-5


def test_a_shift_by_whole_pixels_moves_them_and_brings_in_black():
    torch.testing.assert_close(shift(spot(2, 3), SIDE, right=2, down=-1), spot(1, 5))
    torch.testing.assert_close(shift(spot(2, 3), SIDE, right=-3.0), spot(2, 0))
    torch.testing.assert_close(shift(torch.ones(35), SIDE, right=7), torch.zeros(35))


def test_a_shift_by_half_a_pixel_shares_it_between_two():
    torch.testing.assert_close(shift(spot(2, 3), SIDE, right=0.5), (spot(2, 3) + spot(2, 4)) / 2)
    torch.testing.assert_close(shift(spot(2, 3), SIDE, down=0.25), 0.75 * spot(2, 3) + 0.25 * spot(3, 3))


def test_a_turn_is_anticlockwise_round_the_middle():
    side = (5, 5)
    torch.testing.assert_close(rotate(spot(2, 4, side), side, 90), spot(0, 2, side))
    torch.testing.assert_close(rotate(spot(0, 0, side), side, 180), spot(4, 4, side))
    torch.testing.assert_close(rotate(spot(0, 0, side), side, 360), spot(0, 0, side))


def test_an_octave_doubles_the_size_round_the_middle():
    side = (4, 4)
    small = torch.zeros(4, 4)
    small[1:3, 1:3] = 1
    large = scale(small.reshape(-1), side, 1.0).reshape(4, 4)
    torch.testing.assert_close(large[1:3, 1:3], torch.ones(2, 2))
    assert float(large.sum()) == pytest.approx(4 * 4, rel=0.3)
    assert float(scale(torch.ones(16), side, -1).sum()) == pytest.approx(4)


def test_a_blur_keeps_what_there_is_and_spreads_it_as_a_gaussian_does():
    side = (21, 21)
    image = blur(spot(10, 10, side), side, 2.0).reshape(side)
    assert float(image.sum()) == pytest.approx(1, abs=1e-5)
    at = torch.arange(21) - 10.0
    assert float((image.sum(0) * at**2).sum()) == pytest.approx(4, rel=0.05)
    assert float(image[10, 12] / image[10, 10]) == pytest.approx(math.exp(-0.5), rel=1e-4)
    torch.testing.assert_close(blur(torch.full((441,), 0.4), side, 9), torch.full((441,), 0.4))  # no dark edge


def test_a_box_is_grey_where_it_lies_and_grey_in_part_where_it_covers_a_pixel_in_part():
    side = (4, 4)
    image = occlude(torch.ones(16), side, 2, across=0.5, down=0.5).reshape(4, 4)
    expected = torch.ones(4, 4)
    expected[1:3, 1:3] = 0.5
    torch.testing.assert_close(image, expected)
    assert float(occlude(torch.ones(16), side, 1, 0.25, 0.375).sum()) == pytest.approx(16 - 0.5)
    assert float(occlude(torch.zeros(16), side, 100).min()) == 0.5


def test_noise_has_the_deviation_asked_for_and_grows_with_it_in_its_place():
    x = torch.full((10_000,), 0.5)
    some, more = (noise(x, (100, 100), sigma, seed=4) - x for sigma in (0.05, 0.1))
    assert float(some.std()) == pytest.approx(0.05, rel=0.05)
    torch.testing.assert_close(more, 2 * some, rtol=0, atol=1e-6)
    assert not torch.equal(noise(x, (100, 100), 0.05, seed=5) - x, some)


def test_ink_draws_and_rubs_out():
    x, ink = torch.full((35,), 0.5), torch.zeros(35)
    ink[0], ink[1], ink[2] = 1, -1, 0.25
    assert draw(x, SIDE, ink)[:4].tolist() == [1, 0, 0.75, 0.5]


def test_several_come_one_after_the_other(rand):
    x = rand(35)
    together = pushed(x, SIDE, [("shift", {"right": 1.5}), ("blur", {"sigma": 0.5})])
    assert torch.equal(together, blur(shift(x, SIDE, right=1.5), SIDE, 0.5))
    assert torch.equal(pushed(x, SIDE, []), x)


@pytest.mark.parametrize(
    ("push", "sentence"),
    [
        (lambda x: shift(x, SIDE, right=math.nan), "right must be a finite number, but nan came"),
        (lambda x: rotate(x, SIDE, "much"), "degrees must be a finite number, but 'much' came"),
        (lambda x: scale(x, SIDE, 1000), "octaves must be a number from −16 to 16, but 1000 came"),
        (lambda x: noise(x, SIDE, -1), "sigma must be a finite number of at least 0, but -1 came"),
        (lambda x: noise(x, SIDE, 1, seed=-1), "seed must be a whole number"),
        (lambda x: draw(x, SIDE, torch.zeros(4)), r"ink must be a tensor of the image's shape \(35,\), but \(4,\)"),
        (lambda x: draw(x, SIDE, x * torch.nan), "ink must hold finite numbers only"),
        (lambda x: shift(x, (5, 6)), r"image must be floating-point, of shape \(30,\), but \(35,\)"),
        (lambda x: shift(x, (5, 0)), "side must be two whole numbers of at least 1"),
        (lambda x: shift(x * torch.nan, SIDE), "image must hold finite numbers only"),
        (lambda x: shift(x + 1, SIDE), "image must hold pixels in"),
        (lambda x: pushed(x, SIDE, [("melt", {})]), "A push must be one of shift, .*, but 'melt' came"),
        (lambda x: pushed(x, SIDE, [("blur", {"far": 1})]), "The push 'blur' takes no far"),
    ],
)
def test_what_can_t_be_done_is_refused_in_words(push, sentence, rand):
    with pytest.raises(ValueError, match=sentence):
        push(rand(35))
