"""Latent: where the codes lie, and what lies between them; of the live run, an atlas or a checkpoint."""

from pages.kit import source_page
from pages.latent import LATENT

source_page.show(LATENT)
