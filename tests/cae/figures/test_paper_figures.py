"""Contraction curves and spectra of several models in one figure."""

import numpy as np

from cae import figures


def test_a_line_for_each_curve_and_the_words_say_where_each_goes():
    drawn = figures.contraction_curves({"CAE": [0.17, 0.2, 0.22], "AE": [0.6, 0.5, 0.4]}, [0.1, 1.0, 30.0])
    assert [(line.name, line.meta["role"]) for line in drawn.data] == [("CAE", "class 0"), ("AE", "class 1")]
    assert list(drawn.data[0].x) == [np.float32(0.1), 1.0, 30.0]
    assert np.allclose(drawn.data[1].y, [0.6, 0.5, 0.4])
    assert drawn.layout.xaxis.type == "log"
    says = drawn.layout.meta["says"]
    assert says == "CAE rises with the radius, from 0.17 to 0.22. AE falls with the radius, from 0.6 to 0.4."


def test_a_line_for_each_spectrum_as_far_as_it_can_be_seen():
    drawn = figures.spectra({"CAE": [1.0, 0.1, 1e-6, 0.0], "AE": [2.0, 1.0, 0.5, 0.1]}, {"CAE": 1, "AE": 2.5})
    assert [len(line.y) for line in drawn.data] == [2, 4]
    assert list(drawn.data[1].x) == [1, 2, 3, 4]
    assert drawn.layout.yaxis.type == "log"
    assert drawn.layout.meta["says"] == "Directions that hold nine tenths of ‖J‖²: CAE 1, AE 2.5."


def test_a_code_without_a_direction_has_an_empty_line():
    drawn = figures.spectra({"CAE": [0.0, 0.0]}, {"CAE": 0})
    assert len(drawn.data[0].y) == 0
