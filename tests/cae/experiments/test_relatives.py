"""A sweep by each of the objectives."""

import csv
import dataclasses
from pathlib import Path

import pytest
import torch

from cae import checkpoint
from cae.__main__ import main
from cae.atlases import messages
from cae.atlases.store import key_of
from cae.checks import Refused
from cae.experiments.grid import run_grid
from cae.experiments.settings import PathSettings
from cae.relatives import KINDS

SHORT = PathSettings("digits", 8, lambdas=(0.0, 1.0), epochs=1, first_epochs=1)
NETWORKS = {"recipe": {"activation": "relu", "output": "linear", "tied": False}}


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(newline="") as file:
        return list(csv.DictReader(file))


def family(name: str) -> PathSettings:
    lambdas = (0.0, 1.0) if KINDS[name].weighs else (0.0,)
    return dataclasses.replace(SHORT, objective=name, lambdas=lambdas, **NETWORKS.get(name, {}))


@pytest.mark.parametrize("name", KINDS)
def test_a_sweep_takes_every_objective_and_goes_on_to_the_same_table(name, tmp_path, digits):
    settings = family(name)
    table = run_grid(settings, [8], [0], tmp_path)
    rows, text = rows_of(table), table.read_text()
    assert [float(row["lambda"]) for row in rows] == list(settings.lambdas)
    assert {row["objective"] for row in rows} == {settings.objective}
    assert {row["status"] for row in rows} == {"trained"}
    last = tmp_path / rows[-1]["checkpoint"]
    assert checkpoint.resume(last, digits.x_train).objective.text == settings.objective
    last.with_suffix(".json").unlink()
    assert run_grid(settings, [8], [0], tmp_path).read_text() == text


def test_what_lambda_weighs_is_the_objective_s_penalty(tmp_path):
    table = run_grid(dataclasses.replace(family("weight-decay"), lambdas=(0.0, 10.0)), [8], [0], tmp_path)
    models = [checkpoint.load_model(tmp_path / row["checkpoint"]) for row in rows_of(table)]
    norms = [float(torch.linalg.matrix_norm(model.W[0].detach())) for model in models]
    assert norms[1] < norms[0]


def test_a_folder_of_another_objective_is_refused(tmp_path):
    run_grid(family("denoising"), [8], [0], tmp_path)
    with pytest.raises(ValueError, match="out must be a new folder or one with a sweep of the same settings"):
        run_grid(dataclasses.replace(SHORT, lambdas=(0.0,)), [8], [0], tmp_path)


def test_the_command_takes_an_objective_and_has_its_own_lambdas_and_learning_rate(tmp_path, capsys):
    small = ["--dataset", "digits", "--hidden", "8", "--epochs", "1", "--first-epochs", "1", "--workers", "1"]
    assert main(["sweep", "--objective", "rbm", "--out", str(tmp_path / "out"), *small]) == 0
    (row,) = rows_of(tmp_path / "out" / "table.csv")
    assert (row["objective"], row["lambda"], row["lr"]) == ("rbm", "0.0", "0.05")
    capsys.readouterr()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["dropout"], "objective must be one of contraction, cae+h, weight-decay"),
        (
            ["masking:fraction=1.0"],
            "fraction must be a number above 0 and below 1, but 1 came: with every pixel",
        ),
        (["sparse-kl", "--activation", "identity"], "sparse-kl needs units with a lowest and a highest value"),
        (["denoising", "--lambdas", "0", "1"], "lambdas must be 0 alone for denoising, in which λ has no part"),
    ],
)
def test_the_command_says_what_does_not_go(arguments, sentence, tmp_path, capsys):
    assert main(["sweep", "--objective", *arguments, "--out", str(tmp_path / "out")]) == 2
    assert sentence in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


# -- atlases are of contractive autoencoders --------------------------------------------------------------------


def test_an_atlas_keeps_the_name_it_had():
    assert key_of(PathSettings()) == "ebb5d27e0e647a73"


def test_no_atlas_of_another_objective_is_opened():
    with pytest.raises(Refused, match="An atlas is one of contractive autoencoders, but weight-decay came"):
        messages.parse('{"type": "open", "settings": {"objective": "weight-decay"}}')
