"""Contraction: an image is moved, and the code moves less; of the live run, an atlas or a checkpoint."""

from pages.contraction import CONTRACTION
from pages.kit import source_page

source_page.show(CONTRACTION)
