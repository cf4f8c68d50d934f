"""Spectrum: how many directions of the input the code follows, of the live run, an atlas or a checkpoint."""

from pages.kit.page import SOURCES, Page

SPECTRUM = Page("spectrum", "Spectrum", ":material/show_chart:", sources=SOURCES, figures=("spectrum",))
