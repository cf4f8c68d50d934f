"""The pages, in the order of the navigation; the first is where a visitor arrives."""

from pages.atlas import ATLAS
from pages.contraction import CONTRACTION
from pages.latent import LATENT
from pages.live import LIVE
from pages.maths import MATHS
from pages.plane import PLANE
from pages.relatives import RELATIVES
from pages.units import UNITS

PAGES = (LIVE, ATLAS, UNITS, LATENT, CONTRACTION, PLANE, RELATIVES, MATHS)
