"""The short form of `make fuzz`: spoiled inputs end in articles and problem rows, never in an exception or a hang."""

from __future__ import annotations

from tests.fuzz import Report, build_one, make_inputs, read_one, run


def test_spoiled_inputs_are_read_to_their_end() -> None:
    report = run(420, read_one)
    assert report.failures == []
    assert report.articles > 200, "most mutants still hold articles"


def test_spoiled_articles_are_built() -> None:
    report = run(6, build_one)
    assert report.failures == []
    assert report.articles > 6


def test_a_failure_is_found_and_numbered() -> None:
    def fails(number: int, seed: int, report: Report) -> None:
        if number == 3:
            raise KeyError("lost")

    report = run(5, fails)
    assert (report.n, len(report.failures)) == (5, 1)
    assert report.failures[0].startswith("mutant 3 of seed 0")


def test_every_form_is_read_as_it_stands() -> None:
    report = Report()
    from newslab.read.assemble import assemble
    from newslab.read.content import unpack
    from newslab.read.files import read_raw

    for name, raw in make_inputs().items():
        articles, _ = assemble(read_raw(unpack(raw, name)[0], name))
        report.articles += len(articles)
        assert len(articles), name
