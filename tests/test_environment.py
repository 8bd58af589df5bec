"""environment.yml and constraints.txt say what pyproject.toml says: who installs by either gets a newslab that runs."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {name: [Requirement(line) for line in lines] for name, lines in PROJECT["optional-dependencies"].items()}
NEEDED = [Requirement(line) for line in PROJECT["dependencies"]]
LINES = [line.partition("#")[0].strip() for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()]
PINNED = [Requirement(line) for line in LINES if line]
PINS = {canonicalize_name(one.name): next(iter(one.specifier)).version for one in PINNED}
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
PIP = next(one["pip"] for one in ENVIRONMENT if isinstance(one, dict))


def test_the_environment_has_a_python_that_newslab_takes():
    found = next(re.fullmatch(r"python=+([\d.]+)", one) for one in ENVIRONMENT if str(one).startswith("python="))
    assert found is not None
    assert Version(found[1]) in SpecifierSet(PROJECT["requires-python"])


def test_the_environment_installs_newslab_itself_so_that_no_dependency_is_listed_twice():
    """What conda would install beside it, in another version, breaks what pip installs."""
    own = [one for one in PIP if one.startswith("-e .")]
    assert len(own) == 1
    asked = re.fullmatch(r"-e \.\[([\w,]+)\]", own[0])
    assert asked is not None
    assert {one.strip() for one in asked[1].split(",")} <= set(EXTRAS)
    assert "lab" in asked[1].split(",")  # the notebooks are what it is for
    listed = {re.split(r"[=<>~! ]", str(one))[0] for one in [*ENVIRONMENT, *PIP] if isinstance(one, str)}
    named = {canonicalize_name(one.name) for one in [*NEEDED, *(one for lines in EXTRAS.values() for one in lines)]}
    assert not named & {canonicalize_name(one) for one in listed if not one.startswith("-")}


@pytest.mark.parametrize("needed", NEEDED, ids=lambda one: one.name)
def test_a_pinned_version_is_one_that_newslab_takes(needed):
    pin = PINS.get(canonicalize_name(needed.name))
    assert pin is not None, f"constraints.txt has no {needed.name}"
    assert Version(pin) in needed.specifier


@pytest.mark.parametrize(
    "needed", [one for name in ("lab", "dev", "bench", "exports") for one in EXTRAS[name] if one.name != "newslab"],
    ids=lambda one: one.name,
)  # fmt: skip
def test_a_pinned_version_is_one_that_the_tools_take(needed):
    pin = PINS.get(canonicalize_name(needed.name))
    assert pin is None or Version(pin) in needed.specifier
