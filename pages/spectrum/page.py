"""Spectrum: how many directions of the input the code follows, of the live run, an atlas or a checkpoint."""

from pages.kit import source_page
from pages.spectrum import SPECTRUM

source_page.show(SPECTRUM)
