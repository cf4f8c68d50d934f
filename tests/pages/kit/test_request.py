"""What an address asks of a page that looks at a source, by the page's table."""

from dataclasses import replace

import pytest

from cae.checks import choice, flag, number, whole
from pages.kit.page import SOURCES, Ask, Page
from pages.kit.request import from_url

PAGE = Page(
    "made", "Made", ":material/bolt:", sources=SOURCES, figures=("spectrum",),
    asks={
        "show": Ask(choice("one", "two"), "one"), "count": Ask(whole(1, 9), 3), "size": Ask(number(0, 1), 0.5),
        "on": Ask(flag, True),
    },
)  # fmt: skip
NOTHING = {
    "source": "live", "images": 1000, "atlas": None, "checkpoint": None, "data": None, "at": None,
    "show": "one", "count": 3, "size": 0.5, "on": True, "unit": None, "image": None, "b": None,
}  # fmt: skip


def test_an_address_that_asks_nothing_gets_the_defaults():
    asked = from_url(PAGE, {})
    assert (asked.view, asked.notices) == (NOTHING, [])


def test_everything_an_address_asks_is_read_in_its_own_type():
    url = {"source": "atlas", "atlas": "0123456789abcdef", "at": "3", "images": "10000", "data": "digits"}
    url |= {
        "show": "two",
        "count": "7",
        "size": "0.25",
        "on": "false",
        "unit": "5",
        "image": "6",
        "b": "8",
        "utm": "no",
    }
    asked = from_url(PAGE, url)
    assert asked.view == {
        "source": "atlas", "images": 10000, "atlas": "0123456789abcdef", "checkpoint": None, "data": "digits", "at": 3,
        "show": "two", "count": 7, "size": 0.25, "on": False, "unit": 5, "image": 6, "b": 8,
    }  # fmt: skip
    assert asked.notices == []


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "source",
            "cloud",
            "The source must be one of live, atlas, checkpoint, but 'cloud' came. The default, live, is used.",
        ),
        ("show", "three", "show must be one of one, two, but 'three' came. The default, one, is used."),
        ("count", "10", "count must be a whole number from 1 to 9, but 10 came. The default, 3, is used."),
        ("count", "many", "count must be a whole number from 1 to 9, but 'many' came. The default, 3, is used."),
        ("size", "nan", "size must be a number from 0 to 1, but 'nan' came. The default, 0.5, is used."),
        ("on", "perhaps", "on must be true or false, but 'perhaps' came. The default, True, is used."),
        ("atlas", "../..", "The atlas must be 16 hexadecimal digits, but '../..' came. The newest is shown."),
        (
            "at",
            "200",
            "The shown λ must be a whole number from 0 to 199, but 200 came. The model in the middle is shown.",
        ),
    ],
)
def test_what_can_t_be_used_is_told_by_name_and_the_others_stay(name, text, sentence):
    asked = from_url(PAGE, {"unit": "4", name: text})
    assert asked.notices == [sentence]
    assert asked.view == NOTHING | {"unit": 4}


def test_a_page_of_selected_images_reads_their_id_and_another_does_not():
    units = replace(PAGE, selects=True)
    assert from_url(units, {"select": "0123456789abcdef"}).view["select"] == "0123456789abcdef"
    assert from_url(units, {}).view["select"] is None
    asked = from_url(units, {"select": "3,4"})
    assert asked.view["select"] is None
    assert asked.notices == ["The selection must be 16 hexadecimal digits, but '3,4' came. All images are shown."]
    assert from_url(PAGE, {"select": "3,4"}).notices == []


def test_a_second_image_that_is_no_number_is_told():
    asked = from_url(PAGE, {"image": "4", "b": "x"})
    assert (asked.view["image"], asked.view["b"]) == (4, None)
    assert asked.notices[0].startswith("The second pinned image must be a whole number")


def test_a_page_that_takes_no_checkpoints_offers_none():
    few = Page("few", "Few", ":material/bolt:", sources=("atlas",))
    asked = from_url(few, {"source": "checkpoint"})
    assert asked.view["source"] == "atlas"
    assert asked.notices == ["The source must be one of atlas, but 'checkpoint' came. The default, atlas, is used."]
