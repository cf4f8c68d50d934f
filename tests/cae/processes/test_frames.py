import contextlib
import json
import runpy
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from cae.processes import frames
from cae.processes.frames import FrameError, Section, merge, pack, quantise, quantise_signed, read_header, unpack

GOLDEN = Path(__file__).parents[2] / "golden"
TOP = {"u8": 255, "i8": 127, "u16": 65535, "i16": 32767}


def numbers(values: np.ndarray, start: float, stop: float) -> np.ndarray:
    """Values of a Hypothesis array of 0…1, spread over a range."""
    return start + (stop - start) * values


# -- the bytes ---------------------------------------------------------------------------------------------


def test_a_frame_is_exactly_these_bytes():
    message = pack({"step": 5}, {"a": np.array([1, 2, 3], np.uint8), "b": np.array([[0.5]], np.float32)})
    header = (
        b'{"step":5,"sections":[{"name":"a","dtype":"u8","shape":[3],"offset":0},'
        b'{"name":"b","dtype":"f32","shape":[1,1],"offset":8}]}'
    )
    padded = header + b" " * (-(8 + len(header)) % 8)
    assert message == (
        b"CAE1" + len(padded).to_bytes(4, "little") + padded
        + b"\x01\x02\x03\0\0\0\0\0" + b"\x00\x00\x00\x3f\0\0\0\0"
    )  # fmt: skip


def test_the_golden_frame_is_read_as_it_was_written():
    made = runpy.run_path(str(GOLDEN / "make_frame.py"))
    message = (GOLDEN / "frame.bin").read_bytes()
    header, sections = unpack(message)
    assert header == made["HEADER"]
    assert list(sections) == list(made["SECTIONS"])
    for name, given_ in made["SECTIONS"].items():
        expected = given_ if isinstance(given_, Section) else Section(given_)
        np.testing.assert_array_equal(sections[name].values, expected.values)
        assert (sections[name].lo, sections[name].hi) == (expected.lo, expected.hi)
    assert pack(made["HEADER"], made["SECTIONS"]) == message


def test_the_golden_frame_holds_the_values_that_the_javascript_test_expects():
    _, sections = unpack((GOLDEN / "frame.bin").read_bytes())
    assert sections["quantised_u8"].values.tolist() == [[0, 128, 255], [51, 204, 255]]
    assert sections["quantised_i8"].values.tolist() == [-127, 0, 64]
    assert sections["quantised_i16"].values.tolist() == [[24575, -32767], [0, 32767]]
    assert sections["loss"].decoded().tolist() == [[20, 254.7, 36.1, 255.2, 25.0, 0.1]]


ARRAYS = st.sampled_from(list(frames.DTYPES.values())).flatmap(
    lambda dtype: hnp.arrays(
        dtype,
        hnp.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=5),
        elements={"allow_nan": False, "allow_infinity": False} if dtype.kind == "f" else None,
    )
)
HEADERS = st.dictionaries(
    st.text(max_size=8).filter(lambda key: key != "sections"),
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text()
    | st.floats(allow_nan=False, allow_infinity=False),
    max_size=4,
)


@settings(max_examples=60)
@given(HEADERS, st.dictionaries(st.text(max_size=8), ARRAYS, max_size=4))
def test_what_is_packed_is_what_is_unpacked(header, arrays):
    message = pack(header, arrays)
    assert len(message) % 8 == 0
    back, sections = unpack(message)
    assert back == header
    assert sections.keys() == arrays.keys()
    for name, array in arrays.items():
        assert sections[name].values.dtype == array.dtype
        np.testing.assert_array_equal(sections[name].values, array)


def test_every_section_begins_at_a_multiple_of_8_of_the_whole_message():
    message = pack({"n": 1}, {str(n): np.zeros(n, np.uint8) for n in range(5)})
    body = 8 + int.from_bytes(message[4:8], "little")
    assert [(body + row["offset"]) % 8 for row in read_header(message)["sections"]] == [0] * 5


def test_a_transposed_or_sliced_array_arrives_in_its_order():
    array = np.arange(24, dtype=np.uint8).reshape(4, 6)
    _, sections = unpack(pack({}, {"t": array.T, "s": array[::2, 1::2]}))
    np.testing.assert_array_equal(sections["t"].values, array.T)
    np.testing.assert_array_equal(sections["s"].values, array[::2, 1::2])


# -- quantisation ------------------------------------------------------------------------------------------

UNIT = hnp.arrays(np.float32, st.integers(1, 40), elements=st.floats(0, 1, width=32))
ENDS = st.tuples(st.floats(-100, 100), st.floats(0.01, 100)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@settings(max_examples=60)
@given(UNIT, ENDS, st.sampled_from(["u8", "u16"]))
def test_an_unsigned_value_comes_back_within_half_a_level(unit, ends, dtype):
    lo, hi = ends
    values = numbers(unit.astype(np.float64), lo, hi)
    _, sections = unpack(pack({}, {"a": quantise(values, lo, hi, dtype)}))
    # Half a level, and what float32 rounds away on the way.
    bound = 0.5 * (hi - lo) / TOP[dtype] + 1e-6 * (hi - lo)
    assert np.abs(sections["a"].decoded() - values).max() <= bound


@settings(max_examples=60)
@given(UNIT, st.floats(0.01, 100), st.sampled_from(["i8", "i16"]))
def test_a_signed_value_comes_back_within_half_a_level_of_its_largest(unit, scale, dtype):
    values = numbers(unit.astype(np.float64), -scale, scale)
    _, sections = unpack(pack({}, {"a": quantise_signed(values, dtype=dtype)}))
    largest = np.abs(values).max()
    assert sections["a"].hi == pytest.approx(largest)
    assert np.abs(sections["a"].decoded() - values).max() <= 0.5 * largest / TOP[dtype] + 1e-6 * largest


def test_the_ends_of_the_range_and_zero_are_exact():
    assert quantise(np.array([0, 0.25]), 0, 0.25).decoded().tolist() == [0, 0.25]
    assert quantise_signed(np.array([-3.0, 0, 3.0])).decoded().tolist() == [-3, 0, 3]
    assert quantise_signed(np.array([-3.0, 0, 1.0]), dtype="i16").decoded()[:2].tolist() == [-3, 0]


def test_values_outside_the_range_are_clipped_to_its_ends():
    assert quantise(np.array([-9, 9.0]), 0, 1).decoded().tolist() == [0, 1]
    assert quantise_signed(np.array([-9, 9.0]), hi=1).decoded().tolist() == [-1, 1]


def test_an_array_of_one_value_and_an_empty_one_can_be_quantised():
    assert quantise(np.full(3, 2.0), 2.0, 2.0).decoded().tolist() == [2, 2, 2]
    assert quantise_signed(np.zeros(3)).decoded().tolist() == [0, 0, 0]
    assert quantise_signed(np.zeros((0, 4))).values.shape == (0, 4)


# -- what is refused ---------------------------------------------------------------------------------------

NOT_FINITE = [np.array([0.5, np.nan]), np.array([0.5, np.inf]), np.array([-np.inf, np.inf, 0.5])]


@pytest.mark.parametrize("values", NOT_FINITE, ids=["nan", "inf", "both infinities"])
@pytest.mark.parametrize(
    "quantised",
    [
        lambda values: quantise(values, 0, 1),
        lambda values: quantise(values, 0, 1, "u16"),
        lambda values: quantise(values, 0, 0),
        quantise_signed,
        lambda values: quantise_signed(values, hi=1.0),
    ],
    ids=["unsigned", "16 bits", "no range", "signed", "signed with a range"],
)
def test_what_is_not_finite_can_not_be_quantised(quantised, values):
    with pytest.raises(FrameError, match="finite numbers only"):
        quantised(values.astype(np.float32))


@pytest.mark.parametrize("values", NOT_FINITE, ids=["nan", "inf", "both infinities"])
def test_what_is_not_finite_can_not_be_packed(values):
    with pytest.raises(FrameError, match="Section 'a' holds NaN or infinity"):
        pack({}, {"a": values})
    with pytest.raises(FrameError, match="The header holds NaN or infinity"):
        pack({"pin": {"gain": float(values[-1] if np.isnan(values[-1]) else np.inf)}}, {})
    with pytest.raises(FrameError, match="The header holds NaN or infinity"):
        pack({}, {"a": Section(np.zeros(1, np.uint8), 0.0, np.inf)})


def test_a_dtype_that_javascript_has_no_array_for_is_refused_by_its_name():
    with pytest.raises(FrameError, match="Section 'a' has dtype int64; a frame takes u8, i8"):
        pack({}, {"a": np.arange(3)})


def whole() -> bytes:
    return pack({"step": 1}, {"a": np.arange(20, dtype=np.uint8), "b": np.ones(5)})


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (b"", "Expected a frame of at least 8 bytes but got 0"),
        (b"CAE1\0\0", "Expected a frame of at least 8 bytes but got 6"),
        (b"GIF89a" + b"\0" * 20, "Expected a frame that starts with b'CAE1' but got b'GIF8'"),
        (whole()[:40], "Expected a header of .* bytes but the message ends after 40"),
        (whole()[:-8], "Section 'b' reaches past the end"),
        (b"CAE1\x08\0\0\0not json", "header is not JSON"),
        (b"CAE1\x08\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff", "header is not JSON"),
        (b"CAE1\x08\0\0\0[1, 2]  ", "header is not that of a frame"),
        (b'CAE1\x10\0\0\0{"step":5}      ', "header is not that of a frame"),
        (whole().replace(b'"u8"', b'"c8"'), "header is not that of a frame"),
        (whole().replace(b'"offset":0', b'"offset":-'), "header is not JSON"),
        (whole().replace(b'"offset":24', b'"offset":-8'), "header is not that of a frame"),
        (whole().replace(b'"shape":[20]', b'"shape":[-9]'), "header is not that of a frame"),
    ],
)
def test_a_message_that_is_no_whole_frame_is_refused_with_a_sentence(message, sentence):
    with pytest.raises(FrameError, match=sentence):
        unpack(message)


@settings(max_examples=150)
@given(st.data())
def test_whatever_bytes_come_only_a_frame_error_is_raised(data):
    message = bytearray(whole())
    for at in data.draw(st.lists(st.integers(0, len(message) - 1), max_size=4)):
        message[at] = data.draw(st.integers(0, 255))
    with contextlib.suppress(FrameError):
        _, sections = unpack(bytes(message[: data.draw(st.integers(0, len(message)))]))
        assert all(isinstance(section.decoded(), np.ndarray) for section in sections.values())


# -- merging -----------------------------------------------------------------------------------------------


def rows(*steps: float) -> np.ndarray:
    return np.array([[step, 1, 2, 3, 4, 5] for step in steps], np.float64)


def test_the_newer_header_and_sections_win_and_what_only_the_older_has_is_kept():
    older = pack({"frame": 1, "step": 10}, {"heat": np.array([1], np.uint8), "tiles": np.array([7], np.int8)})
    newer = pack({"frame": 2, "step": 20}, {"heat": np.array([2], np.uint8)})
    header, sections = unpack(merge(older, newer))
    assert header == {"frame": 2, "step": 20}
    assert sections["heat"].values.tolist() == [2]
    assert sections["tiles"].values.tolist() == [7]


def test_what_the_header_says_only_in_a_full_frame_is_kept_with_its_sections():
    told = {"classes": ["a", "b"], "side": [2, 2], "settings": {"lam": 0.1}, "pin": {"unit": 3}}
    older = pack({"frame": 1} | told, {"images": np.zeros((2, 4), np.uint8), "labels": np.zeros(2, np.uint8)})
    header, sections = unpack(merge(older, pack({"frame": 2}, {})))
    assert header == {"frame": 2} | told
    assert set(sections) == {"images", "labels"}


def test_rows_of_the_loss_chart_are_joined_in_order_over_any_number_of_frames():
    merged = pack({}, {"loss": rows(1, 2)})
    for newer in ({"loss": rows(3)}, {}, {"loss": rows(4, 5)}):
        merged = merge(merged, pack({}, newer))
    assert unpack(merged)[1]["loss"].values[:, 0].tolist() == [1, 2, 3, 4, 5]


def test_a_history_replaces_the_rows_before_it_and_rows_after_it_follow_it():
    replaced = unpack(merge(pack({}, {"loss": rows(1)}), pack({}, {"history": rows(1, 2)})))[1]
    assert set(replaced) == {"history"}
    followed = unpack(merge(pack({}, {"history": rows(1, 2)}), pack({}, {"loss": rows(3)})))[1]
    assert followed["history"].values[:, 0].tolist() == [1, 2]
    assert followed["loss"].values[:, 0].tolist() == [3]


def test_a_frame_of_a_new_build_keeps_nothing_of_the_old_one():
    older = pack({"build": 1, "pin": {"unit": 60}}, {"loss": rows(1), "pin_tile": np.zeros(4, np.int8)})
    newer = pack({"build": 2, "unit": None}, {"history": rows(0)})
    assert unpack(merge(older, newer))[0] == {"build": 2, "unit": None}
    assert set(unpack(merge(older, newer))[1]) == {"history"}


def test_quantised_sections_keep_their_range_through_a_merge():
    older = pack({}, {"heat": quantise(np.array([0.1, 0.2]), 0, 0.25)})
    section = unpack(merge(older, pack({}, {})))[1]["heat"]
    assert (section.lo, section.hi) == (0, 0.25)


def test_a_relay_reads_the_header_without_the_sections():
    assert read_header(memoryview(whole()))["step"] == 1
    assert json.loads(json.dumps(read_header(whole())))["sections"][0]["name"] == "a"
