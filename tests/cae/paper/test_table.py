"""``python -m cae table``: what it leaves on disk, how it goes on, and what it refuses."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import torch

from cae import checkpoint
from cae.__main__ import main
from cae.paper import table, work
from cae.paper.folder import MODELS, name_of
from cae.paper.rows import BY_NAME, NONE, ROWS
from cae.paper.settings import SHORT
from cae.paper.table import run_table, total_steps
from cae.trainer import Diverged, Trainer

ROOT = Path(__file__).parents[3]
COMMAND = ["table", "--dataset", "digits", "--images", "1000", "--validation", "300", "--hidden", "16", "--epochs", "2"]


def test_a_run_that_was_stopped_anywhere_ends_with_the_same_table(tiny, tmp_path, monkeypatch):
    whole = run_table(tiny, [0, 1], tmp_path / "whole").as_dict()
    real = Trainer.run

    def run(self: Trainer, steps: int = 1) -> Trainer:
        if self.objective.name == "denoising" and self.step >= tiny.steps_an_epoch:
            raise KeyboardInterrupt
        return real(self, steps)

    monkeypatch.setattr(Trainer, "run", run)
    with pytest.raises(KeyboardInterrupt):
        run_table(tiny, [0, 1], tmp_path / "again")
    monkeypatch.undo()
    cut = tmp_path / "again" / f"{name_of('CAE', 0)}.json"
    cut.write_text(cut.read_text()[:40])  # as a full disk leaves it
    halfway = checkpoint.resume(tmp_path / "again" / "dae-g_seed-0.safetensors", work._tensors(tiny)["x"])
    assert halfway.step == tiny.steps_an_epoch
    told: list[int] = []
    assert run_table(tiny, [0, 1], tmp_path / "again", told.append).as_dict() == whole
    assert told == sorted(told)
    assert told[-1] == total_steps(tiny, [0, 1])


def test_what_is_there_is_not_trained_again_and_seeds_may_be_added(tiny, tmp_path, monkeypatch):
    first = run_table(tiny, [0], tmp_path)
    made = []
    real = table.work
    monkeypatch.setattr(table, "work", lambda *given: made.append((given[0], given[2])) or real(*given))
    both = run_table(tiny, [0, 1], tmp_path)
    assert made == [(model, 1) for model in MODELS]
    assert both.figures["CAE"][0] == first.figures["CAE"][0]
    assert both.figures["CAE"][0] != both.figures["CAE"][1]
    monkeypatch.setattr(table, "load_dataset", lambda name: pytest.fail("what is done needs no images"))
    assert run_table(tiny, [0], tmp_path).as_dict() == first.as_dict()


def test_models_are_made_side_by_side_to_the_same_table(tiny, tmp_path):
    alone = run_table(tiny, [0], tmp_path / "alone").as_dict()
    told: list[int] = []
    assert run_table(tiny, [0], tmp_path / "together", told.append, workers=2).as_dict() == alone
    assert told == sorted(told)
    assert told[-1] == total_steps(tiny, [0])


def test_every_row_is_trained_by_its_own_objective_from_the_same_weights(tiny, tmp_path):
    x, trained = work._tensors(tiny)["x"], {}
    for row in ROWS:
        trained[row.name] = work.train(row, tiny, x, 0, tmp_path / row.name, lambda steps: None)
    assert {name: one.objective.name for name, one in trained.items()} == {
        "CAE": "contraction", "DAE-g": "denoising", "RBM": "rbm", "DAE-b": "masking", "AE+wd": "weight-decay",
        "AE": "contraction",
    }  # fmt: skip
    assert {name: one.lam for name, one in trained.items() if one.lam} == {"CAE": 1.0, "AE+wd": 0.01}
    assert len({float(one.flat.sum()) for one in trained.values()}) == len(ROWS)


def test_the_learning_rate_falls_and_initial_weights_can_be_larger(tiny, tmp_path):
    x = work._tensors(tiny)["x"]
    trainer = work.train(BY_NAME["AE"], tiny, x, 0, tmp_path / "a", lambda steps: None)
    assert trainer.lr == pytest.approx(1e-3 * tiny.decay)
    usual, larger = (work.initial(tiny.with_(scale=scale), 64, 0).W[0] for scale in (1.0, 4.0))
    assert torch.equal(larger, 4 * usual)


def test_a_row_that_diverges_says_which(tiny, tmp_path, monkeypatch):
    def run(self: Trainer, steps: int = 1) -> Trainer:
        raise Diverged(7, "The loss is no longer finite.")

    monkeypatch.setattr(Trainer, "run", run)
    with pytest.raises(Diverged, match=r"The training of CAE, seed 0, diverged\. The loss"):
        run_table(tiny, [0], tmp_path)


def test_a_folder_of_other_settings_is_refused_and_left_as_it_is(tiny, tmp_path):
    run_table(tiny, [0], tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    with pytest.raises(ValueError, match=r"holds one with hidden 16, epochs 2; choose another folder, or remove it\."):
        run_table(tiny.with_(hidden=8, epochs=3), [0], tmp_path)
    assert {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before
    told = json.loads((tmp_path / table.ABOUT).read_text())
    del told["settings"]["tune_mask"]  # as a folder has it that is older than a setting
    (tmp_path / table.ABOUT).write_text(json.dumps(told))
    assert run_table(tiny, [0], tmp_path).settings == tiny
    with pytest.raises(ValueError, match=r"holds one with tune_mask 0\.0; choose"):
        run_table(tiny.with_(tune_mask=0.5), [0], tmp_path)
    (tmp_path / table.ABOUT).write_text('{"set')
    with pytest.raises(ValueError, match=r"settings\.json can't be read"):
        run_table(tiny, [0], tmp_path)


def test_where_the_split_can_t_be_made_no_folder_is(tiny, tmp_path):
    with pytest.raises(ValueError, match="at most the 1,400 training images"):
        run_table(tiny.with_(images=2000), [0], tmp_path / "new")
    assert not (tmp_path / "new").exists()


# -- the command ---------------------------------------------------------------------------------------------


def test_the_command_prints_one_json_object_and_writes_a_report(tmp_path, capsys):
    assert main([*COMMAND, "--seeds", "0", "--out", str(tmp_path), "--workers", "1", "--json"]) == 0
    captured = capsys.readouterr()
    told = json.loads(captured.out)
    assert [row["model"] for row in told["rows"]] == [row.name for row in ROWS]
    assert told["seeds"] == [0]
    assert "steps" in captured.err
    assert (tmp_path / "report.html").is_file()
    assert main([*COMMAND, "--seeds", "0", "--out", str(tmp_path)]) == 0
    assert "“‖J‖_F” × 10⁴" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--dataset", "digits", "--short"], "at most the 1,400 training images of digits, but 10,000 and 2,000"),
        ([*COMMAND[1:], "--seeds", "0", "0"], "seeds must be a list of different whole numbers"),
        ([*COMMAND[1:], "--seeds", "one"], "seed must be a whole number"),
        ([*COMMAND[1:], "--decay", "2"], "decay must be a number from 0.001 to 1, but 2 came"),
    ],
)
def test_the_command_refuses_in_a_sentence(given, words, tmp_path, capsys):
    assert main(["table", *given, "--out", str(tmp_path / "out")]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""


def test_a_command_that_was_killed_leaves_nobody_behind_and_goes_on(tmp_path, capsys):
    command = [*COMMAND, "--out", str(tmp_path), "--workers", "1", "--seeds", "0", "--json"]
    done = tmp_path / f"{name_of('CAE', 0)}.json"
    process = subprocess.Popen(
        [sys.executable, "-m", "cae", *command], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while not done.is_file():
        assert process.poll() is None
        time.sleep(0.05)
    workers = psutil.Process(process.pid).children(recursive=True)
    assert workers
    process.kill()
    process.wait()
    assert psutil.wait_procs(workers, timeout=30)[1] == []
    kept = done.stat().st_mtime_ns
    assert main(command) == 0
    assert len(json.loads(capsys.readouterr().out)["rows"]) == len(ROWS)
    assert done.stat().st_mtime_ns == kept


def test_a_command_that_is_interrupted_ends_at_once_says_so_and_leaves_nobody_behind(tmp_path):
    """Its processes would else go on with the models that wait in line."""
    long = ["--epochs", "1000", "--out", str(tmp_path), "--workers", "2", "--seeds", "0"]
    process = subprocess.Popen(
        [sys.executable, "-m", "cae", *COMMAND, *long], cwd=ROOT, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    while not (tmp_path / "cae_seed-0.safetensors").is_file():
        assert process.poll() is None
        time.sleep(0.05)
    workers = psutil.Process(process.pid).children(recursive=True)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.endswith("Stopped. The same command goes on from here.\n")
    assert "Traceback" not in said
    assert psutil.wait_procs(workers, timeout=30)[1] == []
    assert list(tmp_path.glob("*_seed-0.json")) == []


# -- what it is for ------------------------------------------------------------------------------------------


def test_a_cae_contracts_where_an_autoencoder_does_not(tmp_path):
    """2,000 images, 250 units: MNIST where its files are, else the bundled images."""
    folder = os.environ.get("CAE_DATA_DIR")
    dataset = "mnist" if folder and (Path(folder) / "mnist").is_dir() else "fashion-mnist-small"
    settings = SHORT.with_(dataset=dataset, images=2000, validation=500, hidden=250, epochs=30, tune_epochs=2)
    cae, ae, none = (work.work(model, settings, 0, tmp_path) for model in ("CAE", "AE", NONE))
    assert ae["jacobian2"] > 3 * cae["jacobian2"]
    assert cae["sat"] > ae["sat"]
    assert cae["curve"][0] < ae["curve"][0]
    assert cae["directions"] < ae["directions"]
    assert none["tuned"]["test_error"] < 0.5
