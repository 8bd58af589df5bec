"""Weights of one's own: what does not decide the same thing is refused in one line; what was taught on other texts serves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import newslab as nl
from newslab.errors import ModelError
from newslab.learned import load_weights

OWN = Path(nl.__file__).parent / "resources" / "weights"


def write(folder: Path, name: str = "omission", **changed: object) -> Path:
    """Write the shipped weights of omissions, changed, as those of a decision."""
    stored = json.loads((OWN / "omission.json").read_text("utf-8")) | changed
    (folder / f"{name}.json").write_text(json.dumps(stored), "utf-8")
    return folder


FEATURES = json.loads((OWN / "omission.json").read_text("utf-8"))["features"]
UNFIT = {
    "classes the other way round": ({"classes": ["yes", "no"]}, "expected the classes no, yes, in this order; found yes, no"),
    "other features": ({"features": [f"x{at}" for at in range(len(FEATURES))]}, "expected features of 'omission'; 'x0'"),
    "of no decision": ({"name": "omisson"}, "no decision 'omisson'; expected some of alone, "),
    "of another decision": ({"name": "told"}, "expected the classes silent, tells, in this order; found no, yes"),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "told"), UNFIT.values(), ids=UNFIT)
def test_weights_that_decide_another_thing_are_refused_by_builds_and_steps(changed, told, tmp_path):
    write(tmp_path, **changed)
    for asked in (
        lambda: nl.Options(weights=tmp_path),
        lambda: load_weights(changed.get("name", "omission"), tmp_path),
    ):
        with pytest.raises(ModelError) as met:
            asked()
        assert str(tmp_path) in str(met.value) and told in str(met.value)
        assert "\n" not in str(met.value)


def test_weights_taught_on_other_texts_may_know_a_feature_more(tmp_path):
    features = [*FEATURES[:-1], "seen in these texts alone"]
    write(tmp_path, features=features)
    assert nl.Options(weights=tmp_path).weights == tmp_path
    assert load_weights("omission", tmp_path).features == tuple(features)


def test_a_decision_without_a_file_is_the_packages_own_and_a_folder_that_is_none_is_named(tmp_path):
    write(tmp_path)
    assert load_weights("told", tmp_path) is load_weights("told")
    with pytest.raises(ModelError, match="none/such is no folder"):
        load_weights("told", "none/such")


def test_weights_with_a_feature_that_a_step_does_not_make_say_so(tmp_path):
    with pytest.raises(ModelError, match="no feature 'told by these' is made here; train it again"):
        load_weights("omission").places(FEATURES[:-1])
    assert load_weights("omission").places(FEATURES[::-1]) == list(range(len(FEATURES)))[::-1]
