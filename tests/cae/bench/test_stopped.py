"""A run of the benchmark that is stopped: what it still gives, and what it leaves."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cae.bench.parts import Part
from tests.helpers.made_parts import bench, breaks, gives, rows

ROOT = Path(__file__).parents[3]


def test_after_ctrl_c_the_json_holds_what_there_was(made, capsys, tmp_path):
    made(Part("one", breaks(KeyboardInterrupt(), {"a": 1.0})), Part("two", gives({"b": 2.0})))
    assert bench("--json", "--threads", 1, "--out", tmp_path / "bench.json") == 130
    found = {"threads": 1, "a": 1.0, "failed": {"one": "Interrupted before it was done."}}
    assert json.loads(capsys.readouterr().out) == found
    assert json.loads((tmp_path / "bench.json").read_text()) == found


def test_what_a_part_has_open_is_closed_when_it_is_stopped(made):
    closed = []

    def measuring(say):
        try:
            yield {"a": float("nan")}  # the report refuses it while the part waits to go on
        finally:
            closed.append(True)

    made(Part("one", measuring))
    bench()
    assert closed == [True]


def test_being_told_to_end_is_as_ctrl_c(made, capsys):
    def measuring(say):
        yield {"a": 1.0}
        signal.raise_signal(signal.SIGTERM)
        yield {"b": 2.0}

    before = signal.getsignal(signal.SIGTERM)
    made(Part("one", measuring))
    assert bench("--json") == 130
    found = json.loads(capsys.readouterr().out)
    assert found["a"] == 1
    assert "one" in found["failed"]
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.fixture
def waiting(tmp_path):
    """The command in a process of its own; its one part has given a figure and waits for a line from us."""
    code = (
        "import sys\nfrom cae.__main__ import main\nfrom cae.bench import parts\n"
        "def measuring(say):\n    yield {'a': 1.0}\n    say('waiting')\n"
        "    sys.stdin.readline()\n    yield {'b': 2.0}\n"
        "parts.PARTS = (parts.Part('one', measuring),)\nsys.exit(main(['bench', *sys.argv[1:]]))"
    )
    started = []

    def start(*arguments):
        command = [sys.executable, "-c", code, *map(str, arguments)]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
        started.append(subprocess.Popen(command, cwd=ROOT, text=True, env=buffered, **pipes))
        while started[-1].stderr.readline() not in ("… waiting\n", ""):
            pass
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_a_figure_comes_through_a_pipe_while_the_next_one_is_measured(waiting):
    process = waiting()
    assert [process.stdout.readline().split()[0] for _ in range(3)] == ["figure", "threads", "a"]
    out, _ = process.communicate("go on\n")
    assert rows(out) == [["b", "2"]]
    assert process.returncode == 0


def test_ctrl_c_while_something_is_measured_gives_the_json_so_far(waiting):
    process = waiting("--json", "--threads", 1)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate()
    assert json.loads(out) == {"threads": 1, "a": 1.0, "failed": {"one": "Interrupted before it was done."}}
    assert process.returncode == 130


def test_a_run_that_is_killed_leaves_the_file_with_what_it_had(waiting, tmp_path):
    process = waiting("--out", tmp_path / "bench.json", "--threads", 1)
    process.kill()
    process.wait()
    assert json.loads((tmp_path / "bench.json").read_text()) == {"threads": 1, "a": 1.0}


def test_an_interrupt_that_a_library_makes_an_error_of_its_own_ends_the_run_all_the_same(made, capsys):
    """As Playwright does, whose browser the same Ctrl-C closes."""

    def measuring(say):
        yield {"a": 1.0}
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        raise RuntimeError("the browser has been closed")

    made(Part("one", measuring), Part("two", lambda say: pytest.fail("it was measured")))
    assert bench("--json", "--threads", 1) == 130
    found = {"threads": 1, "a": 1.0, "failed": {"one": "Interrupted before it was done."}}
    assert json.loads(capsys.readouterr().out) == found
