"""A page is opened however its server starts; no browser is needed for that."""

import pytest
from playwright.sync_api import Error, TimeoutError

from cae.bench.browser import OPEN_S, RETRY_S, open_page
from cae.bench.report import Unmeasured
from tests.helpers.fakes import Clock

URL = "http://127.0.0.1:1/units"
WORDS = [
    Error("Page.goto: net::ERR_CONNECTION_REFUSED at http://127.0.0.1:1/units"),
    Error('Page.goto: Navigation to "…" is interrupted by another navigation to "chrome-error://chromewebdata/"'),
    Error("Page.goto: net::ERR_EMPTY_RESPONSE"),
    TimeoutError("Page.goto: Timeout 30000ms exceeded."),
]


class StartingPage:
    """A page whose server answers after some attempts, each of which fails in words of its own."""

    def __init__(self, *errors: Exception) -> None:
        self.errors, self.asked = list(errors), []

    def goto(self, url: str) -> None:
        self.asked.append(url)
        if self.errors:
            raise self.errors.pop(0)


def sleeping(clock: Clock):
    def sleep(seconds: float) -> None:
        clock.now += seconds

    return sleep


@pytest.mark.parametrize("error", WORDS, ids=str)
def test_opening_is_tried_again_whatever_the_browser_calls_it(error):
    page, clock = StartingPage(error, error), Clock()
    open_page(page, URL, clock, sleeping(clock))
    assert page.asked == [URL] * 3
    assert clock.now == pytest.approx(1000 + 2 * RETRY_S)


def test_errors_of_different_words_may_follow_each_other():
    page, clock = StartingPage(*WORDS), Clock()
    open_page(page, URL, clock, sleeping(clock))
    assert len(page.asked) == len(WORDS) + 1


def test_a_page_that_never_opens_is_given_up_with_a_sentence():
    page, clock = StartingPage(*[Error("Page.goto: net::ERR_CONNECTION_REFUSED\nCall log:\n")] * 10_000), Clock()
    with pytest.raises(Unmeasured, match=rf"^{URL} did not open within 60 s.*last said “Page.goto: net::ERR_CO\w+”"):
        open_page(page, URL, clock, sleeping(clock))
    assert OPEN_S <= clock.now - 1000 <= OPEN_S + 1


def test_a_mistake_of_ours_is_not_tried_again():
    page, clock = StartingPage(AttributeError("goto")), Clock()
    with pytest.raises(AttributeError):
        open_page(page, URL, clock, sleeping(clock))
    assert page.asked == [URL]
