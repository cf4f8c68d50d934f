"""The command ``python -m cae sweep`` and what it leaves on disk."""

import csv
import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas
import psutil
import pytest
import torch

from cae import Autoencoder, Trainer, checkpoint, contraction
from cae.__main__ import main
from cae.data import Dataset
from cae.experiments import grid
from cae.experiments.grid import run_grid, side_by_side
from cae.experiments.measure import mean_participation, measure
from cae.experiments.settings import TRUNK, PathSettings
from cae.trainer import Diverged

ROOT = Path(__file__).parents[3]
SHORT = PathSettings("digits", 8, lambdas=(0.0, 0.1, 1.0), epochs=1, first_epochs=2)
COMMAND = ["sweep", "--dataset", "digits", "--lambdas", "0", "0.1", "1", "--epochs", "1", "--first-epochs", "2"]


def rows_of(table: Path) -> list[dict[str, str]]:
    with table.open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_model_is_a_row_and_a_checkpoint(tmp_path, digits: Dataset):
    table = run_grid(SHORT, [8, 16], [0, 1], tmp_path / "out")
    rows = rows_of(table)
    assert [(int(r["hidden"]), int(r["seed"]), float(r["lambda"])) for r in rows] == [
        (hidden, seed, lam) for hidden in (8, 16) for seed in (0, 1) for lam in (0.0, 0.1, 1.0)
    ]
    x = torch.from_numpy(digits.x_test)
    for row in rows:
        model = checkpoint.load_model(table.parent / row["checkpoint"])
        assert model.sizes == (64, int(row["hidden"]))
        assert float(row["penalty"]) == pytest.approx(float(contraction.penalty(model, x).mean().detach()))
        states = [int(value) for name, value in row.items() if name.startswith("units ")]
        assert sum(states) == int(row["hidden"])


def test_a_sweep_started_again_trains_only_what_is_missing_and_ends_with_the_same_table(tmp_path):
    whole = run_grid(SHORT, [8], [0, 1], tmp_path / "whole").read_text()
    table = run_grid(SHORT, [8], [0, 1], tmp_path / "again")
    for path in table.parent.glob("hidden-8_seed-1_lambda-[01].*.json"):
        if "lambda-0.0" not in path.name:
            path.unlink()
    (table.parent / "hidden-8_seed-0_lambda-1.0.json").write_text('{"cut')  # as a full disk leaves it
    told: list[float] = []
    assert run_grid(SHORT, [8], [0, 1], tmp_path / "again", on_progress=told.append).read_text() == whole
    assert told == sorted(told)
    assert told[-1] == 2 * SHORT.total_epochs()


def test_models_are_trained_side_by_side_to_the_same_table(tmp_path):
    alone = run_grid(SHORT, [8, 16], [0], tmp_path / "alone").read_text()
    told: list[float] = []
    with side_by_side(2) as executor:
        table = run_grid(SHORT, [8, 16], [0], tmp_path / "together", "csv", told.append, executor)
    assert table.read_text() == alone
    assert told == sorted(told)
    assert told[-1] == 2 * SHORT.total_epochs()


def test_a_sweep_of_the_time_before_fans_is_gone_on_with(tmp_path):
    up = dataclasses.replace(SHORT, way="up")
    whole = run_grid(up, [8], [0], tmp_path).read_text()
    about = json.loads((tmp_path / "sweep.json").read_text())
    about["settings"]["warm"] = about["settings"].pop("way") == "up"
    (tmp_path / "sweep.json").write_text(json.dumps(about))
    for path in tmp_path.glob("hidden*.json"):
        row = json.loads(path.read_text())
        del row["near_copies"]
        path.write_text(json.dumps({("warm" if name == "way" else name): value for name, value in row.items()}))
    (tmp_path / "hidden-8_seed-0_lambda-1.0.json").unlink()
    rows = rows_of(run_grid(up, [8], [0], tmp_path))
    assert [row["way"] for row in rows] == ["up"] * 3
    assert [row["near_copies"] for row in rows] == ["", "", "0"]
    assert [row["penalty"] for row in rows] == [row["penalty"] for row in csv.DictReader(whole.splitlines())]


def test_what_diverges_is_a_row_that_says_so_and_holds_up_nothing_that_does_not_start_from_it(tmp_path):
    linear = {"output": "linear", "activation": "identity", "way": "scratch"}
    wild = dataclasses.replace(SHORT, lambdas=(0.0, 1e6), lr=0.5, first_epochs=40, **linear)
    with pytest.raises(Diverged, match="The training at λ = 0 diverged"), side_by_side(2) as pool:
        run_grid(wild, [8], [0], tmp_path, executor=pool)
    diverged, trained = rows_of(tmp_path / "table.csv")
    assert (diverged["lambda"], diverged["status"], diverged["penalty"]) == ("0.0", "diverged", "")
    assert diverged["why"].startswith("The training at λ = 0 diverged.")
    assert (trained["lambda"], trained["status"], trained["why"]) == ("1000000.0", "trained", "")
    checkpoint.load_model(tmp_path / trained["checkpoint"])


@pytest.mark.parametrize("way", ["fan", "up", "scratch"])
@pytest.mark.parametrize("table", ["csv", "parquet"])
def test_a_sweep_in_which_some_diverge_trains_all_others_once(way, table, tmp_path, monkeypatch):
    tried = []
    real = grid.train_model

    def train(family, data, index, *arguments):
        tried.append((family.hidden, family.seed, index))
        if family.hidden == 8 and index == (TRUNK if way == "fan" else 0):
            raise Diverged(7, "The training at λ = 0 diverged. It did.")
        return real(family, data, index, *arguments)

    monkeypatch.setattr(grid, "train_model", train)
    settings = dataclasses.replace(SHORT, way=way)
    for _ in range(2):
        with pytest.raises(Diverged, match="Not all models could be trained") as failed:
            run_grid(settings, [8, 16], [0, 1], tmp_path, table)
    assert len(tried) == len(set(tried))  # nothing is tried again
    read = pandas.read_csv if table == "csv" else pandas.read_parquet
    rows = read(tmp_path / f"table.{table}")
    assert len(rows) == 4 * 3
    assert set(rows[rows.hidden == 16].status) == {"trained"}
    states = list(rows[(rows.hidden == 8) & (rows.seed == 1)].status)
    waiting = "not trained"
    assert (
        states
        == {"fan": [waiting] * 3, "up": ["diverged", waiting, waiting], "scratch": ["diverged", *["trained"] * 2]}[way]
    )
    first, *lines = str(failed.value).splitlines()
    assert str(tmp_path / f"table.{table}") in first
    assert len(lines) == sum(state != "trained" for state in rows.status) + 2 * (way == "fan")
    assert all(line.startswith("hidden-8, seed-") for line in lines)


def test_a_model_whose_figures_are_no_numbers_has_diverged(tmp_path, monkeypatch):
    def measured(model, data):
        raise torch.linalg.LinAlgError("The algorithm failed to converge")

    monkeypatch.setattr(grid, "measure", measured)
    with pytest.raises(Diverged, match="Its figures have no numbers"):
        run_grid(SHORT, [8], [0], tmp_path)
    assert {row["status"] for row in rows_of(tmp_path / "table.csv")} == {"diverged"}


# -- going on ----------------------------------------------------------------------------------------------


def times_of(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in folder.glob("*.safetensors")}


@pytest.mark.parametrize(
    ("more", "new"),
    [
        ({"seeds": [0, 1]}, 4),
        ({"seeds": [1, 0]}, 4),
        ({"hidden": [8, 16]}, 4),
        ({"lambdas": (0.0, 0.05, 0.1, 1.0, 2.0)}, 2),
        ({"lambdas": (0.05,)}, 1),
        ({"seeds": [5]}, 4),
        ({"seeds": [0, 1], "hidden": [8, 16], "lambdas": (0.0, 0.1, 0.5, 1.0)}, 1 + 3 * 5),
    ],
)
def test_a_sweep_with_more_units_seeds_or_strengths_trains_only_those(more, new, tmp_path):
    whole = {"hidden": [8], "seeds": [0], "lambdas": SHORT.lambdas}

    def run(hidden, seeds, lambdas):
        return run_grid(dataclasses.replace(SHORT, lambdas=lambdas), hidden, seeds, tmp_path)

    kept = rows_of(run(**whole))
    before = times_of(tmp_path)
    rows = rows_of(run(**whole | more))
    after = times_of(tmp_path)
    assert len(after) == len(before) + new
    assert {name: after[name] for name in before} == before
    assert [row for row in rows if row in kept] == kept  # what was there stays in the table
    lambdas = sorted({float(row["lambda"]) for row in rows})
    assert lambdas == sorted({*SHORT.lambdas, *more.get("lambdas", ())})
    assert rows_of(run(**whole)) == rows  # and so does what came
    assert times_of(tmp_path) == after


@pytest.mark.parametrize(
    ("way", "longer", "wrong"),
    [("up", (0.0, 0.1, 1.0, 2.0), (0.0, 0.05, 0.1, 1.0)), ("down", (0.0, 0.1, 1.0), (0.1, 1.0, 2.0))],
)
def test_a_path_goes_on_at_its_end_only(way, longer, wrong, tmp_path):
    first = dataclasses.replace(SHORT, way=way, lambdas=(0.1, 1.0) if way == "down" else SHORT.lambdas)
    run_grid(first, [8], [0], tmp_path / "out")
    before = times_of(tmp_path / "out")
    with pytest.raises(ValueError, match="lambdas of a path that is gone on with must come"):
        run_grid(dataclasses.replace(first, lambdas=wrong), [8], [0], tmp_path / "out")
    grown = run_grid(dataclasses.replace(first, lambdas=longer), [8], [0], tmp_path / "out")
    assert {name: times_of(tmp_path / "out")[name] for name in before} == before
    assert (
        grown.read_text()
        == run_grid(dataclasses.replace(first, lambdas=longer), [8], [0], tmp_path / "at once").read_text()
    )


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"settings": 7}', '{"settings": {"hidden": 8}}', "nonsense"])
def test_a_folder_whose_mark_can_not_be_read_is_left_alone(text, tmp_path):
    (tmp_path / "sweep.json").write_text(text)
    with pytest.raises(ValueError, match="out must be a new folder or one with a sweep of the same settings"):
        run_grid(SHORT, [8], [0], tmp_path)
    assert (tmp_path / "sweep.json").read_text() == text


@pytest.mark.parametrize("text", ["", "[]", "7", "{}", '{"checkpoint": 3}', '{"status": "trained"}'])
def test_a_row_that_is_none_counts_for_nothing(text, tmp_path):
    whole = run_grid(SHORT, [8], [0], tmp_path).read_text()
    (tmp_path / "hidden-8_seed-0_lambda-0.1.json").write_text(text)
    assert run_grid(SHORT, [8], [0], tmp_path).read_text() == whole


def test_the_table_may_be_read_by_others_and_a_link_to_it_stays_one(tmp_path):
    before = os.umask(0o022)
    try:
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "table.csv").symlink_to(tmp_path / "mine.csv")
        run_grid(SHORT, [8], [0], tmp_path / "out")
        assert (tmp_path / "out" / "table.csv").is_symlink()
        modes = {path.stat().st_mode & 0o777 for path in [tmp_path / "mine.csv", *(tmp_path / "out").iterdir()]}
        assert modes == {0o644}
    finally:
        os.umask(before)


def test_a_parquet_table_holds_the_same(tmp_path):
    plain = run_grid(SHORT, [8], [0], tmp_path)
    parquet = run_grid(SHORT, [8], [0], tmp_path, table="parquet")
    pandas.testing.assert_frame_equal(pandas.read_parquet(parquet), pandas.read_csv(plain), check_dtype=False)


def test_a_folder_with_another_sweep_is_left_alone(tmp_path):
    before = run_grid(SHORT, [8], [0], tmp_path).read_text()
    with pytest.raises(ValueError, match="out must be a new folder or one with a sweep of the same settings"):
        run_grid(dataclasses.replace(SHORT, epochs=2), [8], [0], tmp_path)
    assert (tmp_path / "table.csv").read_text() == before


@pytest.mark.parametrize(("hidden", "seeds"), [([], [0]), ([8], []), ([8, 8], [0])])
def test_lists_that_are_empty_or_repeat_are_refused(hidden, seeds, tmp_path):
    with pytest.raises(ValueError, match="hidden and seeds must be lists of different numbers"):
        run_grid(SHORT, hidden, seeds, tmp_path)


def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch):
    def full(_what, _path):
        raise OSError("No space left on device")

    monkeypatch.setattr(grid.checkpoint, "save", full)
    with pytest.raises(OSError, match="No space left"):
        run_grid(SHORT, [8], [0], tmp_path)
    assert os.listdir(tmp_path) == ["sweep.json"]


# -- the command -------------------------------------------------------------------------------------------


def test_the_command_prints_where_the_table_is(tmp_path, capsys):
    assert main([*COMMAND, "--hidden", "8", "--out", str(tmp_path)]) == 0
    assert capsys.readouterr().out.strip() == str(tmp_path / "table.csv")
    assert len(rows_of(tmp_path / "table.csv")) == 3


def test_the_command_reads_numbers_as_people_write_them(tmp_path):
    options = [
        "--lambdas",
        "0,",
        "0,5;2",
        "--hidden",
        "8,",
        "16,",
        "--seeds",
        "0;1",
        "--lr",
        "0,003",
        "--batch-size",
        "1,024",
    ]
    assert main([*COMMAND, *options, "--out", str(tmp_path)]) == 0
    about = json.loads((tmp_path / "sweep.json").read_text())
    assert (about["settings"]["lr"], about["settings"]["batch_size"]) == (0.003, 1024)
    rows = rows_of(tmp_path / "table.csv")
    assert {float(row["lambda"]) for row in rows} == {0.0, 0.5, 2.0}
    assert {(row["hidden"], row["seed"]) for row in rows} == {("8", "0"), ("8", "1"), ("16", "0"), ("16", "1")}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--lambdas", "1", "0"], "but 0 comes after 1"),
        (["--lambdas", "-1"], "but -1 is among them"),
        (["--lambdas", "1,000"], "lambdas: '1,000' can be read as 1000 or as 1 and 0. Write 1000 or 1; 0."),
        (["--lambdas", "0", "one"], "lambdas must be numbers, but 'one' came"),
        (["--hidden", "8", "16,5"], "hidden must be a whole number from 2 to 1,024, but 16.5 came"),
        (["--hidden", ","], "hidden must be a whole number from 2 to 1,024, but ',' came"),
        (["--seeds", "٣"], "seed must be a whole number from 0 to 2,147,483,647, but '٣' came"),
        (["--batch-size", "10,000"], "batch_size must be a whole number from 1 to 1,024, but 10000 came"),
        (["--epochs", "1_0"], "epochs must be a whole number from 1 to 1,000, but '1_0' came"),
        (["--lr", "nan"], "lr must be a number from 1e-6 to 10, but 'nan' came"),
        (["--hidden", "1"], "hidden must be a whole number from 2 to 1,024, but 1 came"),
        (["--scratch", "--lr", "10", "--lambdas", "1000000", "--first-epochs", "30"], "training at λ = 1e+06 diverged"),
    ],
)
def test_the_command_says_what_is_wrong_and_fails(options, sentence, tmp_path, capsys):
    assert main([*COMMAND, *options, "--out", str(tmp_path / "out")]) == 2
    assert sentence in capsys.readouterr().err


def test_the_command_ends_with_what_failed(tmp_path, capsys):
    wild = ["sweep", "--dataset", "digits", "--output", "linear", "--activation", "relu", "--lr", "10"]
    wild += ["--lambdas", "0", "1", "--hidden", "8", "16", "--seeds", "0", "1", "--first-epochs", "3", "--epochs", "2"]
    for _ in range(2):
        assert main([*wild, "--out", str(tmp_path)]) == 2
        rows = rows_of(tmp_path / "table.csv")
        failed = [row for row in rows if row["status"] != "trained"]
        assert len(rows) == 8
        assert failed
        lines = capsys.readouterr().err.splitlines()
        for row in failed:
            which = f"hidden-{row['hidden']}, seed-{row['seed']}, lambda-{row['lambda']}: {row['status']}. {row['why']}"
            assert which in lines[-12:]


def test_a_command_that_is_killed_goes_on_where_it_was(tmp_path):
    out = tmp_path / "out"
    long = ["sweep", "--dataset", "digits", "--lambdas", *map(str, range(40)), "--hidden", "8", "--out", str(out)]
    long += ["--epochs", "6", "--first-epochs", "6"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "cae", *long], env=environment, stderr=subprocess.DEVNULL)
    while len(list(out.glob("*.json"))) < 4 and process.poll() is None:
        time.sleep(0.01)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert workers
    assert psutil.wait_procs(workers, 20)[1] == []  # nobody is left who would wait for ever
    models = {path: path.stat().st_mtime_ns for path in out.glob("*.safetensors") if path.with_suffix(".json").exists()}
    assert 3 <= len(models) < 40
    assert main(long) == 0
    assert all(path.stat().st_mtime_ns == before for path, before in models.items())
    assert [float(row["lambda"]) for row in rows_of(out / "table.csv")] == [float(i) for i in range(40)]


# -- figures -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sizes", [(64, 8), (64, 12, 8)])
def test_the_mean_participation_ratio_is_that_of_the_singular_values(sizes, digits: Dataset):
    model = Trainer(Autoencoder(sizes), digits.x_train).run(100).model
    x = torch.from_numpy(digits.x_test[:50])
    squares = contraction.spectrum(model, x).detach().double().square()
    ratio = squares.sum(1).square() / squares.square().sum(1)
    assert mean_participation(model, x) == pytest.approx(float(ratio.mean()), rel=1e-4)


def test_the_probe_reads_the_class_from_a_good_code_and_guesses_from_a_constant_one(digits: Dataset):
    model = Trainer(Autoencoder((64, 32)), digits.x_train, lr=3e-3).run(300).model
    assert measure(model, digits)["probe"] > 0.85
    with torch.no_grad():
        model.W[0].zero_()
    assert measure(model, digits)["probe"] == pytest.approx(
        np.bincount(digits.y_test).max() / len(digits.y_test), abs=0.05
    )
