"""Numbers as people type them, by the table that the browser's reader is tried with too."""

import json
import math
from pathlib import Path

import pytest

from cae import typed
from cae.checks import Refused

TABLE = json.loads((Path(__file__).parents[1] / "golden" / "typed.json").read_text())


def two(reads: object) -> bool:
    """Whether a list of the table is that of two readings."""
    return isinstance(reads, list) and len(reads) == 2 and all(isinstance(one, str) for one in reads)


@pytest.mark.parametrize(("text", "reads"), TABLE["number"])
def test_a_number_is_read_as_it_is_meant_or_refused_with_both_its_readings(text, reads):
    if two(reads):
        with pytest.raises(Refused) as refusal:
            typed.number("lam", text)
        assert refusal.value.name == "lam"
        assert str(refusal.value).endswith(f"can be read as {reads[0]} or as {reads[1]}. Write one of these.")
        return
    read = typed.number("lam", text)
    assert read == (text if reads is None else reads)
    assert not isinstance(read, float) or math.copysign(1, read) == 1 or read < 0  # no −0


@pytest.mark.parametrize(("text", "reads"), TABLE["list"])
def test_a_list_is_read_as_it_is_meant_or_refused_with_both_its_readings(text, reads):
    if not two(reads):
        assert typed.numbers("lambdas", text) == reads
        return
    with pytest.raises(Refused) as refusal:
        typed.numbers("lambdas", text)
    assert refusal.value.name == "lambdas"
    assert f"can be read as {reads[0]} or as {reads[1]}. Write " in str(refusal.value)


def test_the_refusal_of_a_list_says_what_to_write_instead():
    with pytest.raises(Refused) as refusal:
        typed.numbers("lambdas", "0; 1,000")
    assert str(refusal.value) == "lambdas: '1,000' can be read as 1000 or as 1 and 0. Write 1000 or 1; 0."


def test_whole_numbers_are_whole_however_they_are_written():
    assert [repr(typed.number("hidden", text)) for text in ("64", "6.4e1", "64.0", "64,0", "1e300")] == [
        *["64"] * 4,
        "1e+300",
    ]
