"""Numbers, truths and words of whatever type come as Python's own, or are refused by the argument's name."""

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import torch

from cae import Autoencoder, Trainer, contraction, diagnostics
from cae.checks import Refused, choice, flag, number, whole
from cae.config import RunConfig
from cae.experiments.grid import run_grid
from cae.experiments.settings import PathSettings
from cae.likeness import near_copies
from cae.objectives import objective


@pytest.fixture
def x(rand):
    return rand(100, 12, dtype=torch.float32)


# -- numbers of every type ---------------------------------------------------------------------------------

HALF = [
    0.5, Decimal("0.5"), np.float32(0.5), np.float16(0.5), np.longdouble(0.5), Fraction(1, 2),
    np.array(0.5), torch.tensor(0.5),
]  # fmt: skip


@pytest.mark.parametrize("number", HALF, ids=lambda number: type(number).__name__)
def test_a_real_number_of_any_type_is_a_strength_and_a_learning_rate(number, x):
    trainer = Trainer(Autoencoder((12, 5)), x, lam=number, lr=number, batch_size=32).run(1)
    assert (trainer.lam, trainer.lr) == (0.5, 0.5)
    assert type(trainer.lam) is type(trainer.lr) is float
    assert float(objective(trainer.model, x, number).detach()) == float(objective(trainer.model, x, 0.5).detach())


@pytest.mark.parametrize("number", [16, np.int64(16), np.uint8(16), np.array(16), torch.tensor(16)])
def test_a_whole_number_of_any_type_is_a_size_a_seed_and_a_number_of_steps(number, x):
    model = Autoencoder((12, number), seed=number)
    trainer = Trainer(model, x, lam=number, lr=number, batch_size=number, seed=number).run(number)
    assert (model.sizes, trainer.batch_size, trainer.step) == ((12, 16), 16, 16)
    assert torch.equal(trainer.flat, Trainer(Autoencoder((12, 16), seed=16), x, 16, 16, 16, 16).run(16).flat)


BAD = [
    True,
    np.True_,
    np.array(True),
    torch.tensor(True),
    "1",
    None,
    1j,
    [1],
    np.array([1]),
    10**400,
    10**5000,
    -(10**5000),
]


@pytest.mark.parametrize("value", BAD, ids=lambda value: type(value).__name__)
def test_what_is_no_number_or_a_huge_one_is_refused_by_the_argument_s_name(value, x):
    trainer = Trainer(Autoencoder((12, 5)), x, batch_size=32)
    for name in ("lam", "lr", "batch_size"):
        with pytest.raises(ValueError, match=rf"{name} must be .* came"):
            setattr(trainer, name, value)
    with pytest.raises(ValueError, match=r"steps must be .* came"):
        trainer.run(value)
    with pytest.raises(ValueError, match=r"lam must be .* came"):
        objective(trainer.model, x, value)
    for arguments in ({"seed": value}, {"sizes": (12, value)}):
        with pytest.raises(ValueError, match=rf"{next(iter(arguments))} must .* came"):
            Autoencoder(**{"sizes": (12, 5)} | arguments)


def test_a_strength_that_the_model_s_precision_does_not_have_is_refused(x):
    for lam in (1e38, 1e300):
        with pytest.raises(ValueError, match=r"lam must be at most 8.5e\+37 in torch.float32"):
            Trainer(Autoencoder((12, 5)), x, lam=lam, batch_size=32)
    Trainer(Autoencoder((12, 5)).double(), x, lam=1e100, batch_size=32).train_step()


# -- settings ----------------------------------------------------------------------------------------------


def test_settings_of_every_type_of_number_are_those_of_pythons_own():
    made = PathSettings(hidden=np.int64(16), lr=1, lambdas=(np.float32(0.5), Fraction(1), 2), seed=np.uint8(3))
    assert made == PathSettings(hidden=16, lr=1.0, lambdas=(0.5, 1.0, 2.0), seed=3)
    assert made.as_dict() == PathSettings.from_dict(made.as_dict()).as_dict()
    assert [type(lam) for lam in made.lambdas] == [float] * 3
    assert (type(made.hidden), type(made.lr), type(made.seed)) == (int, float, int)
    assert RunConfig(tied=np.False_, dataset=np.str_("digits"), lam=np.float64(3)) == RunConfig(
        "digits", tied=False, lam=3
    )


@pytest.mark.parametrize("lambdas", [[0, 1, 2], (0, 1, 2), range(3), np.arange(3), torch.arange(3.0)])
def test_strengths_come_in_whatever_has_an_order(lambdas):
    assert PathSettings(lambdas=lambdas).lambdas == (0.0, 1.0, 2.0)


@pytest.mark.parametrize(
    "lambdas", [{0, 1}, {0: 1}, "01", b"01", 7, np.array(1.0), np.zeros((2, 2)), [[0, 1]], [10**5000]]
)
def test_what_has_no_order_or_holds_no_numbers_is_no_list_of_strengths(lambdas):
    with pytest.raises(Refused, match="lambdas must be 1 to 200 numbers"):
        PathSettings(lambdas=lambdas)


@pytest.mark.parametrize("value", BAD, ids=lambda value: type(value).__name__)
def test_a_setting_that_is_no_number_or_a_huge_one_is_refused_by_name(value):
    for name in ("hidden", "lr", "seed", "epochs", "batch_size"):
        if (name, value is None) != ("epochs", True):
            with pytest.raises(Refused, match=f"{name} must be .* came"):
                PathSettings(**{name: value})


@pytest.mark.parametrize("value", [np.array(["digits", "mnist"]), ["digits"], 3, None])
def test_a_word_that_is_none_is_refused_by_name(value):
    with pytest.raises(Refused, match="dataset must be one of"):
        PathSettings(dataset=value)
    with pytest.raises(ValueError, match="output must be one of"):
        Autoencoder((12, 5), output=value)
    with pytest.raises(ValueError, match="activation must be one of"):
        Autoencoder((12, 5), activation=value)


def test_truths_are_no_numbers_and_numbers_no_truths():
    for truth in (True, np.True_, torch.tensor(True)):
        assert flag("tied", truth) is True
        for check in (whole(0, 5), number(0, 5)):
            with pytest.raises(Refused, match="x must be"):
                check("x", truth)
    for no_truth in (1, np.int64(1), "true", None):
        with pytest.raises(Refused, match="tied must be true or false"):
            flag("tied", no_truth)
        with pytest.raises(ValueError, match="tied must be True or False"):
            Autoencoder((12, 5), tied=no_truth)
    assert choice("a", "b")("x", np.str_("b")) == "b"


# -- figures -----------------------------------------------------------------------------------------------


def test_figures_take_every_type_of_number_too(x):
    model, few = Autoencoder((12, 5)), x[:4]
    assert torch.equal(
        contraction.hessian(model, few, np.int64(3), Fraction(1, 100)), contraction.hessian(model, few, 3, 0.01)
    )
    curve = diagnostics.contraction_curve(model, few, (Fraction(1, 2), np.float32(1)), np.int64(4))
    assert torch.equal(curve.mean, diagnostics.contraction_curve(model, few, [0.5, 1.0], 4).mean)
    sigma = contraction.spectrum(model, few).detach()
    assert diagnostics.leading_directions(sigma, Fraction(9, 10)) == diagnostics.leading_directions(sigma, 0.9)
    assert torch.equal(near_copies(model, np.float32(0.5)), near_copies(model, 0.5))


@pytest.mark.parametrize("value", BAD[:4] + BAD[-3:], ids=lambda value: type(value).__name__)
def test_figures_refuse_what_is_none_by_name(value, x):
    model, few = Autoencoder((12, 5)), x[:4]
    sigma = contraction.spectrum(model, few).detach()
    for name, use in {
        "draws": lambda: contraction.hutchinson(model, few, value),
        "sigma": lambda: contraction.hessian(model, few, 1, value),
        "k": lambda: contraction.tangents(model, few, value),
        "radii": lambda: diagnostics.contraction_curve(model, few, [value]),
        "share": lambda: diagnostics.leading_directions(sigma, value),
    }.items():
        with pytest.raises(ValueError, match=f"{name} must be .* came"):
            use()


@pytest.mark.parametrize("hidden", [8, "8", None, [True], [10**5000]])
def test_a_grid_of_what_is_no_list_of_numbers_is_refused(hidden, tmp_path):
    with pytest.raises(ValueError, match=r"hidden must be|hidden and seeds must be"):
        run_grid(PathSettings("digits", lambdas=(0.1,)), hidden, [0], tmp_path / "out")
    assert not (tmp_path / "out").exists()
