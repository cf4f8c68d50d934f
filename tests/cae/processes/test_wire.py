import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cae.processes import wire


def test_a_message_is_exactly_these_bytes():
    assert wire.encode(wire.FRAME, b"abc") == b"\x01\x03\x00\x00\x00abc"
    assert wire.encode_json({"type": "full"}) == b'\x00\x10\x00\x00\x00{"type": "full"}'


@given(st.sampled_from([wire.JSON, wire.FRAME, wire.SNAPSHOT]), st.binary(max_size=300))
def test_what_is_encoded_is_what_is_decoded(kind, content):
    message = wire.encode(kind, content)
    assert wire.decode_prefix(message[: wire.PREFIX.size]) == (kind, len(content))
    assert message[wire.PREFIX.size :] == content


def test_json_goes_there_and_back():
    message = {"type": "error", "message": "λ must be …"}
    assert wire.decode_json(wire.encode_json(message)[wire.PREFIX.size :]) == message
    assert json.loads(wire.encode_json(message)[wire.PREFIX.size :]) == message


@pytest.mark.parametrize("prefix", [b"\x07\0\0\0\0", b"Trace", b"\x01\xff\xff\xff\xff"])
def test_bytes_that_are_no_message_are_refused(prefix):
    with pytest.raises(wire.WireError, match="Expected a message of kind 0 to 6 but got kind"):
        wire.decode_prefix(prefix)


@pytest.mark.parametrize("whole", sorted(wire.IN_PARTS))
@pytest.mark.parametrize("size", [0, 1, wire.PART_BYTES, wire.PART_BYTES + 1, 3 * wire.PART_BYTES])
def test_parts_put_together_are_the_message_and_only_the_last_names_its_kind(size, whole):
    content = bytes(range(256)) * (size // 256 + 1)
    content = content[:size]
    kinds, joined = [], b""
    for part in wire.parts(whole, content):
        kind, length = wire.decode_prefix(part[: wire.PREFIX.size])
        assert length == len(part) - wire.PREFIX.size <= wire.PART_BYTES
        kinds.append(kind)
        joined += part[wire.PREFIX.size :]
    assert joined == content
    assert kinds == [wire.PART] * (len(kinds) - 1) + [whole]
