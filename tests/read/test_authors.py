"""Names in bylines, records and catalogues: persons, without their roles, degrees, places and addresses."""

from __future__ import annotations

import pytest

from newslab.read.authors import split_names, split_person

BYLINES = {
    "By Ann Lee, Bo Ray and Cy Fox | Staff writers": ["Ann Lee", "Bo Ray", "Cy Fox"],
    "Berg, Ann": ["Ann Berg"],
    "Berg, Ann, Hill, Tom": ["Ann Berg", "Tom Hill"],
    "van der Berg, Ann": ["Ann van der Berg"],
    "García Márquez, Gabriel; Berg, Ann": ["Gabriel García Márquez", "Ann Berg"],
    "Smith, John A.": ["John A. Smith"],
    "Joe Smith, Jr., Tara Doe, MD": ["Joe Smith Jr.", "Tara Doe"],
    "Ann Berg, Ph.D., and Tom Hill, M.D.": ["Ann Berg", "Tom Hill"],
    "Mel Jansch, Senior Reporter": ["Mel Jansch"],
    "Christie Dedham Email The Author cdedham@ex.org": ["Christie Dedham"],
    "Ann Berg @annberg": ["Ann Berg"],
    "Ann Berg in Paris and Tom Hill for Reuters": ["Ann Berg", "Tom Hill"],
    "Ann Berg and Reuters": ["Ann Berg", "Reuters"],
    "Anna Sleegers, Frankfurt": ["Anna Sleegers"],
    "Ann Berg 6 March 2024": ["Ann Berg"],
    "By Ann Berg | 5:30 pm": ["Ann Berg"],
    "von Anna Berg und Tom Hill": ["Anna Berg", "Tom Hill"],
    "신현주 기자": ["신현주"],
    "AFP, AP": ["AFP", "AP"],
    "Madonna": ["Madonna"],
    "Staff Writer": ["Staff Writer"],
    "admin": [],
    "": [],
}


@pytest.mark.parametrize(("words", "names"), BYLINES.items(), ids=list(BYLINES))
def test_a_byline_names_persons(words: str, names: list[str]) -> None:
    assert split_names(words) == names


@pytest.mark.parametrize(
    ("name", "parts"),
    [("Jürgen Müller", ("Müller", "Jürgen")), ("María de la Cruz", ("de la Cruz", "María")), ("Joe Smith Jr.", ("Smith Jr.", "Joe")),
     ("O’Neil, Jo", ("O’Neil", "Jo")), ("Yonhap News Agency", ("", "")), ("Ana and Sons", ("", "")), ("Reuters", ("", "")), ("The Mayor", ("", ""))],
)  # fmt: skip
def test_a_person_has_a_family_name_and_a_body_has_none(name: str, parts: tuple[str, str]) -> None:
    assert split_person(name) == parts
