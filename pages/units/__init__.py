"""Units: what every hidden unit does, image by image, of the live run, an atlas or a checkpoint."""

from pages.kit.page import Page

UNITS = Page("units", "Units", ":material/grid_on:")
