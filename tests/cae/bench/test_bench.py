"""The command ``python -m cae bench``, with made parts: what it prints and keeps, also when one fails."""

import importlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from cae.bench import parts, report
from cae.bench.parts import Part
from cae.bench.report import Unmeasured
from cae.bench.targets import TARGETS, target
from tests.helpers.made_parts import bench, breaks, gives, lacks, rows

ROOT = Path(__file__).parents[3]
PAGES = ["live", "atlas", "load", "latent", "contraction", "plane", "relatives", "units"]


# -- figures as they come ------------------------------------------------------------------------------------


def test_each_figure_is_printed_when_it_is_there(made, capsys):
    printed = []

    def measuring(say):
        yield {"first": 1.0}
        printed.append(capsys.readouterr().out)
        yield {"second": {"64": 2.0}}
        printed.append(capsys.readouterr().out)
        yield {"third": 3.0}

    made(Part("one", measuring))
    assert bench() == 0
    assert rows(printed[0])[0] == ["figure", "measured"]
    assert rows(printed[0])[-1] == ["first", "1"]
    assert rows(printed[1]) == [["second", "64"]]
    assert rows(capsys.readouterr().out) == [["third", "3"]]


def test_what_is_aimed_at_stands_beside_a_figure(made, capsys):
    made(Part("one", gives({"scrub_fps": 60.0, "step_vs_conventional": {"64": 3.9}, "bare_page_s": 2.0})))
    bench()
    lines = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert lines["scrub_fps"].endswith(f"60   {TARGETS['scrub_fps']}")
    assert lines["step_vs_conventional"].endswith(f"3.9   {target('step_vs_conventional', '64')}")
    assert lines["bare_page_s"].endswith(" 2")


def test_what_is_being_measured_is_said_beside_the_figures(made, capsys):
    def measuring(say):
        say("something slow")
        yield {"one": 1.0}

    made(Part("one", measuring))
    bench()
    captured = capsys.readouterr()
    assert captured.err == "… something slow\n"
    assert "something slow" not in captured.out


def test_keys_of_a_figure_that_come_one_by_one_stand_together(made, capsys):
    made(Part("one", gives({"hz": {"64": 8.0}}, {"hz": {"1000": 4.0}})))
    assert bench("--json") == 0
    assert json.loads(capsys.readouterr().out)["hz"] == {"64": 8.0, "1000": 4.0}


# -- a part that fails ---------------------------------------------------------------------------------------


def test_a_part_that_fails_is_told_and_the_others_are_measured(made, capsys):
    made(
        Part("one", gives({"a": 1.0})),
        Part("two", breaks(Unmeasured("The page did not open."), {"b": 2.0})),
        Part("three", gives({"c": 3.0})),
    )
    assert bench() == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["figure", "threads", "a", "b", "two", "c"]
    assert "two failed: The page did not open." in lines


def test_an_error_nobody_foresaw_is_told_by_its_kind_and_its_first_line(made, capsys):
    made(Part("one", breaks(ZeroDivisionError("division by zero\nCall log:\n  - …"))), Part("two", breaks(KeyError())))
    assert bench("--json") == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["failed"] == {"one": "ZeroDivisionError: division by zero", "two": "KeyError"}
    assert "Traceback" in captured.err


def test_json_is_one_object_with_what_was_measured_and_what_failed(made, capsys):
    made(
        Part("one", breaks(Unmeasured("No."), {"a": 1.5, "b": {"64": 2.0}})),
        Part("two", gives({"c": 3.0})),
    )
    assert bench("--json", "--threads", 1) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {
        "threads": 1,
        "a": 1.5,
        "b": {"64": 2.0},
        "c": 3.0,
        "failed": {"one": "No."},
    }
    assert "one failed: No." in captured.err


def test_nothing_is_called_failed_when_nothing_failed(made, capsys):
    made(Part("one", gives({"a": 1.0})))
    assert bench("--json", "--threads", 1) == 0
    assert json.loads(capsys.readouterr().out) == {"threads": 1, "a": 1.0}


def test_what_a_part_prints_by_itself_does_not_spoil_the_json(made, capsys):
    def measuring(say):
        print("a library's greeting")
        yield {"a": 1.0}

    made(Part("one", measuring))
    bench("--json")
    captured = capsys.readouterr()
    assert json.loads(captured.out)["a"] == 1
    assert "a library's greeting" in captured.err


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_a_figure_that_is_no_number_is_a_failure_and_the_json_stays_json(number, made, capsys):
    made(Part("one", gives({"hz": {"64": number}})), Part("two", gives({"a": 1.0})))
    assert bench("--json") == 1
    found = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert found["failed"]["one"].startswith("hz 64 must be a finite number")
    assert found["a"] == 1
    assert "hz" not in found


# -- the file ------------------------------------------------------------------------------------------------


def test_the_file_holds_what_there_is_so_far_at_any_time(made, tmp_path):
    out = tmp_path / "bench.json"
    seen = []

    def look(say):
        seen.append(json.loads(out.read_text()))
        yield {f"figure {len(seen)}": 1.0}
        seen.append(json.loads(out.read_text()))

    made(Part("one", look), Part("two", breaks(Unmeasured("No."))), Part("three", look))
    bench("--out", out, "--threads", 1)
    assert seen == [
        {"threads": 1},
        {"threads": 1, "figure 1": 1.0},
        {"threads": 1, "figure 1": 1.0, "failed": {"two": "No."}},
        {"threads": 1, "figure 1": 1.0, "figure 3": 1.0, "failed": {"two": "No."}},
    ]
    assert json.loads(out.read_text()) == seen[-1]
    assert list(tmp_path.iterdir()) == [out]


def test_a_file_that_cannot_be_written_is_said_before_anything_is_measured(made, tmp_path, capsys):
    made(Part("one", lambda say: pytest.fail("it was measured")))
    assert bench("--out", tmp_path / "nowhere" / "bench.json") == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "--out must name a file that can be written" in captured.err


def test_a_disk_that_is_full_by_now_ends_no_run(made, tmp_path, capsys, monkeypatch):
    def measuring(say):
        def full(path):
            raise OSError(28, "No space left on device")

        yield {"a": 1.0}
        monkeypatch.setattr(report, "written", full)
        yield {"b": 2.0}

    out = tmp_path / "bench.json"
    made(Part("one", measuring))
    assert bench("--out", out, "--threads", 1) == 1
    captured = capsys.readouterr()
    assert rows(captured.out)[-1] == ["b", "2"]
    assert "could not be written (No space left on device)" in captured.err
    assert json.loads(out.read_text()) == {"threads": 1, "a": 1.0}


# -- what is measured ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "measured"),
    [
        ([], ["maths", "step"]),
        (["--browser"], ["maths", "step", "live", "atlas"]),
        (["--only", "step"], ["step"]),
        (["--only", "live"], ["live"]),
        (["--only", "live", "--only", "maths", "--only", "live"], ["maths", "live"]),
        (["--only", "live", "--browser"], ["live"]),
    ],
)
def test_the_parts_that_are_asked_for_are_measured(arguments, measured, made, capsys):
    made(
        Part("maths", gives({"of maths": 1.0})),
        Part("step", gives({"of step": 1.0})),
        Part("live", gives({"of live": 1.0}), page=True),
        Part("atlas", gives({"of atlas": 1.0}), page=True),
    )
    assert bench("--json", *arguments) == 0
    found = json.loads(capsys.readouterr().out)
    assert [name.removeprefix("of ") for name in found if name != "threads"] == measured


def test_a_part_that_there_is_not_is_refused_with_those_there_are(made, capsys):
    made(Part("maths", gives()), Part("live", gives(), page=True))
    with pytest.raises(SystemExit) as refused:
        bench("--only", "mathematics")
    assert refused.value.code == 2
    assert "must be one of maths, live, but 'mathematics' came" in capsys.readouterr().err


@pytest.mark.parametrize("threads", ["0", "-1", "two"])
def test_threads_that_cannot_be_are_refused(threads, capsys):
    with pytest.raises(SystemExit):
        bench(f"--threads={threads}")
    assert f"must be a whole number from 1, but '{threads}' came" in capsys.readouterr().err


def test_what_is_missing_is_said_before_anything_is_measured(made, capsys):
    said = []

    def measuring(say):
        said.append(capsys.readouterr().out)
        yield {"a": 1.0}

    made(
        Part("one", measuring),
        Part("two", lambda say: pytest.fail("it was measured"), (lambda: None, lacks("The data is not there."))),
        Part("three", gives({"b": 2.0}), (lambda: None,)),
        Part("four", gives({"c": 2.0}), (lacks("No browser."),), page=True),
    )
    assert bench("--threads", 1) == 1
    assert said[0].splitlines()[2:] == ["two failed: The data is not there."]  # and nothing of what nobody asked for
    assert rows(capsys.readouterr().out) == [["a", "1"], ["b", "2"]]


# -- the real parts ------------------------------------------------------------------------------------------


def test_the_real_parts_have_names_of_their_own():
    assert parts.names() == ["maths", "step", "fan", "fans", "table", "frames", *PAGES]
    assert [part.name for part in parts.PARTS if part.page] == PAGES


@pytest.mark.parametrize("name", ["maths", "training", "fan", "fans", "table", "frames", *PAGES])
def test_every_part_gives_its_figures_as_they_come(name):
    """Nothing is measured until the first figure is asked for."""
    coming = importlib.import_module(f"cae.bench.{name}").figures(lambda text: pytest.fail(f"measured: {text}"))
    coming.close()


def test_a_real_part_is_measured(capsys):
    assert bench("--only", "frames", "--json", "--threads", 1) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"threads", "frame_pack_ms", "frame_kib"}
    assert found["frame_kib"] > 0


@pytest.mark.parametrize(
    "arguments", [["--help"], ["table", "--help"], ["bench", "--help"], ["bench", "--only", "nothing"]]
)
def test_who_asks_for_help_waits_for_no_torch(arguments):
    """In a process of its own, because this one has long loaded it."""
    code = (
        "import sys, contextlib\nfrom cae.__main__ import main\n"
        f"with contextlib.suppress(SystemExit): main({arguments!r})\n"
        "print(sorted({'torch', 'playwright', 'sklearn'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.strip().splitlines()[-1] == "[]"
