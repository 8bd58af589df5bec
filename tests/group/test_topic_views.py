import numpy as np

from newslab.group.topic_views import lay_out


def test_texts_that_are_all_the_same_are_laid_out():
    places = lay_out(np.ones((60, 8), np.float32), 1)
    assert places.shape == (60, 2)
    assert np.isfinite(places).all()
