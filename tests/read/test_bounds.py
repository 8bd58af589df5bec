"""What is read is bounded, told and complete: bombs, closed folders, names that are taken, files that are none."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import os
import sqlite3
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from newslab.errors import ReadError
from newslab.read.exports.apart import rtf_lines
from newslab.read.exports.areas import Area
from newslab.read.exports.packs import FEW_RECORDS, LEAST_RECORD, Budget
from newslab.read.files import read_articles, read_raw
from newslab.read.found import Problem, Record

CSV = b"title,text\nDam opens,The dam opened.\n"


def zipped(**members: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, raw in members.items():
            pack.writestr(name.replace("__", "."), raw)
    return made.getvalue()


def told(folder: object) -> dict[str, str]:
    problems = read_articles(folder)[1]
    return dict(zip(problems["place"], problems["reason"], strict=True))


SHEETS = {
    "the last cell": ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', False),
    "cells that are counted": ("<row>" + "<c/>" * 16000 + "<c><v>1</v></c></row>" + "<row/>" * 99_999, False),
    "a far cell": ('<row r="9"><c r="XFD9"><v>1</v></c></row>', True),
    "a long column": ('<row r="1048576"><c r="B1048576"><v>1</v></c></row>', True),
    "with prefixes": ("<x:row r='1048576'><x:c t='n' r = 'XFD1048576'/></x:row>", False),
}


@pytest.mark.parametrize(("rows", "good"), SHEETS.values(), ids=SHEETS)
def test_a_sheet_of_empty_cells_is_a_problem_and_never_laid_out(rows, good):
    """What the library lays out is every cell between the outermost two: it ends the process where there are too many."""
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    if good:
        Area()("xl/worksheets/sheet1.xml", sheet)
        return
    raw = zipped(**{"xl/workbook.xml": b"", "xl/s.xml": sheet})
    found = list(read_raw(raw, "a.xlsx"))
    assert [one.reason for one in found if isinstance(one, Problem)] and "nearly all of them empty" in found[0].reason


ODS = '<o:d xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><t:table>{}</t:table></o:d>'
EMPTY = '<t:table-row t:number-rows-repeated="1048570"><t:table-cell t:number-columns-repeated="16384"/></t:table-row>'


def test_repeated_cells_of_open_documents_are_counted():
    one = '<t:table-row><t:table-cell t:number-columns-repeated="16384"><p>x</p></t:table-cell></t:table-row>'
    Area()("content.xml", ODS.format(one + EMPTY).encode())
    with pytest.raises(ReadError, match="nearly all of them empty"):
        Area()("content.xml", ODS.format(one + EMPTY + one).encode())


def test_a_file_larger_than_any_is_one_problem(tmp_path):
    (tmp_path / "a.csv").write_bytes(CSV)
    with (tmp_path / "b.csv").open("wb") as stream:
        stream.truncate(200 << 30)  # takes no room on the disk
    assert "more than the 4,096 of one file; split it" in told(tmp_path)["b.csv"]


def test_what_is_hidden_closed_or_no_file_is_told_once_each(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_bytes(CSV)
    (tmp_path / ".b.csv").write_bytes(CSV)
    for name in (".git", "shut"):
        (tmp_path / name / "deep").mkdir(parents=True)
        (tmp_path / name / "deep" / "c.csv").write_bytes(CSV)
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "shut").chmod(0)
    if os.geteuid() == 0:  # for whom no folder is closed
        opened = os.scandir
        shut = PermissionError(13, "Permission denied", str(tmp_path / "shut"))

        def scandir(path):
            if Path(path).name == "shut":
                raise shut
            return opened(path)

        monkeypatch.setattr(os, "scandir", scandir)
    found = told(tmp_path)
    (tmp_path / "shut").chmod(0o755)
    assert sorted(found) == [".b.csv", ".git", "pipe", "shut"]
    assert "cannot be opened" in found["shut"]
    assert "no file but a device, pipe or socket" in found["pipe"]


def test_hidden_members_of_an_archive_are_told(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped(ok__csv=CSV, **{".hidden.csv": CSV, "__MACOSX/._ok.csv": b"x"}))
    assert set(told(tmp_path / "a.zip").values()) == {"not read: a hidden file or folder"}


def test_files_are_left_out_by_their_whole_name_alone(tmp_path):
    for name in ("manifest-2024.csv", "Notice of strike.csv", "README.md", "LICENSE", "readme_first.txt"):
        (tmp_path / name).write_bytes(f"title,text\nDam,{name} tells of the dam.\n".encode())
    assert set(told(tmp_path)) == {"README.md", "LICENSE", "readme_first.txt"}


@pytest.mark.parametrize("pack", ["gz", "bz2"])
def test_a_small_file_of_many_records_is_cut_off_and_told(pack):
    rows = b"title,text\n" + b"a,b\n" * 250_000
    raw = zipped(**{f"rows.csv.{pack}": gzip.compress(rows) if pack == "gz" else bz2.compress(rows)})
    found = list(read_raw(raw, "a.zip"))
    assert sum(isinstance(one, Record) for one in found) == 100_000
    assert "more records than" in found[-1].reason


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.rss", b"<rss><channel>" + b"<item/>" * 1500 + b"</channel></rss>"),
        ("a.json", b"[" + b"{}," * 1499 + b"{}]"),
    ],
)
def test_records_that_hold_nothing_are_cut_off_and_told(monkeypatch, name, raw):
    monkeypatch.setattr("newslab.read.files.FEW_RECORDS", 1000)
    found = list(read_raw(raw, name))
    assert len(found) == 1001
    assert found[-1].reason == "1,001 of 1,001 records hold nothing: the rest was not read"


def test_records_of_a_table_with_many_empty_rows_are_all_read(monkeypatch):
    monkeypatch.setattr("newslab.read.files.FEW_RECORDS", 100)
    rows = [{"title": "", "text": ""}] * 4 + [{"title": "Dam opens", "text": "x"}]
    found = list(read_raw(json.dumps(rows * 100).encode(), "a.json"))
    assert len(found) == 500


@pytest.mark.parametrize(("packed", "most"), [(10, FEW_RECORDS), (LEAST_RECORD * (FEW_RECORDS + 7), FEW_RECORDS + 7)])
def test_a_file_may_hold_as_many_records_as_its_bytes_can(packed, most):
    assert Budget.of(packed).records == most


def test_what_members_of_an_archive_unfold_to_is_summed_up():
    member = gzip.compress(b"title,text\nA," + b"word " * (3 << 20) + b"\n")
    found = list(read_raw(zipped(**{f"m{n}.csv.gz": member for n in range(6)}), "a.zip"))
    assert sum(isinstance(one, Record) for one in found) == 4  # of 15 MiB each
    assert "unpacks to more than" in found[-1].reason


@pytest.mark.parametrize("computed", ["hex(zeroblob(20000000))", "hex(zeroblob(4000000))"])
def test_what_a_database_computes_is_bounded(tmp_path, computed):
    base = sqlite3.connect(tmp_path / "a.db")
    base.execute(f"create table t(title text, text as ({computed}))")
    base.executemany("insert into t(title) values(?)", [(str(n),) for n in range(20)])
    base.commit()
    base.close()
    found = list(read_raw((tmp_path / "a.db").read_bytes(), "a.db"))
    assert sum(len(one.values["text"]) for one in found if isinstance(one, Record)) <= 64 << 20
    assert isinstance(found[-1], Problem)


def test_links_in_rtf_take_time_in_proportion():
    def steps(n: int) -> float:
        began = time.process_time()
        list(rtf_lines(b"{\\rtf1 " + b"{\\field" * n + b"}"))
        return time.process_time() - began

    steps(1_000)
    assert steps(16_000) < 40 * max(steps(2_000), 0.005)  # 8 times the text; 64 times where it was quadratic
    kept = rtf_lines(rb"{\rtf1 {\field\fldedit{\*\fldinst HYPERLINK {a}}{\fldrslt Dam}} opens}")
    assert "".join(kept).split() == ["Dam", "opens"]


def test_a_table_is_read_alike_in_a_fresh_process(tmp_path):
    """Cells longer than the reader's own limit: the first read refused what the second took."""
    (tmp_path / "a.csv").write_text("title;text;date\nA;" + "word " * 30_000 + ";2024-01-01\nB;two;2024-01-02\n")
    script = "import sys, newslab; print(len(newslab.read_articles(sys.argv[1])[0]))"
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "a.csv")], capture_output=True, text=True, check=False
    )
    assert done.stdout == "2\n", done.stderr


def test_a_record_of_more_columns_than_any_is_told():
    rows = [{"text": "The dam opened."}, {"text": "The mill closed."} | dict.fromkeys(map(str, range(50_000)), 1)]
    articles, problems = read_articles(rows)
    assert articles["text"].tolist() == ["The dam opened."]
    assert problems["reason"].tolist() == ["this record has 50,001 columns, more than the 50,000 of any article"]


def test_open_quotation_marks_are_read_on_from_without_copies():
    rows = "".join(f'{n},"open {n}\n{n},b\n' for n in range(20_000))
    found = list(read_raw(("title,text\n" + rows).encode(), "a.csv"))
    assert len(found) == 20_000


def test_a_name_that_is_taken_is_never_taken_again():
    rows = [{"article_id": "a", "text": f"Text {n} of it."} for n in range(3)]
    ids = read_articles(rows)[0]["article_id"].tolist()
    taken = [{"article_id": one, "text": f"Another {one}"} for one in ids[1:]]
    more = read_articles([*rows, *taken])[0]["article_id"].tolist()
    longer = [{"article_id": one, "text": f"A third {one}"} for one in more if one not in ids]
    again = read_articles([*rows, *taken, *longer])[0]["article_id"]
    assert again.is_unique
    assert len(again) == 3 + 2 + 2


def test_columns_that_travel_along_keep_their_cells():
    row = {"Inhalt": "x y z", "text": "A", "text_2": "B", "title": "T", "summary_2": "C"}
    articles = read_articles([row], columns={"text": "Inhalt"})[0]
    assert articles.loc[0, ["text", "text_2", "text_3", "summary_2"]].tolist() == ["x y z", "B", "A", "C"]


def test_what_a_generator_gave_before_it_failed_is_kept():
    def records():
        yield {"title": "Dam opens", "text": "The dam opened."}
        raise RuntimeError("lost")

    articles, problems = read_articles(records())
    assert articles["title"].tolist() == ["Dam opens"]
    assert problems["reason"].tolist() == ["this record cannot be read: RuntimeError: lost"]


def test_one_reason_for_all_records_is_told_as_one():
    with pytest.raises(ReadError, match=r"'Nope' is not there; the table has title, text \(2 more records alike\)$"):
        read_articles([{"title": "A", "text": str(n)} for n in range(3)], columns={"text": "Nope"})


def test_a_broken_document_is_told_as_one():
    raw = zipped(**{"word/document.xml": b"<w/>" * 99})[:-40]
    assert [one.reason for one in read_raw(raw, "a.docx")] == [
        "this document is broken, or was cut short (File is not a zip file)"
    ]
    assert "nothing of it was read" in next(iter(read_raw(zipped(a__csv=CSV)[:-9], "a.zip"))).reason


@pytest.mark.parametrize("line", ["Subscribe to read.", "Sign in to continue reading", "Read more"])
def test_a_text_that_only_leads_to_the_rest_is_no_full_one(line):
    articles = read_articles([{"title": "Dam opens", "text": line}])[0]
    assert articles[["text", "text_status"]].values.tolist() == [[line, "truncated"]]


def test_whatever_finding_the_reader_raises_is_a_problem(monkeypatch):
    monkeypatch.setattr("newslab.read.files.find_kind", lambda *_: 1 / 0)
    assert "ZeroDivisionError" in next(iter(read_raw(b"x", "a"))).reason


def test_a_folder_beside_files_that_a_pattern_names_is_told(tmp_path):
    (tmp_path / "deep").mkdir()
    for path in (tmp_path / "a.csv", tmp_path / "deep" / "b.csv"):
        path.write_text(f"title,text\n{path.name},{path.name} tells of it\n")
    assert [Path(one).name for one in told(str(tmp_path / "*"))] == ["deep"]
    assert told(str(tmp_path / "**" / "*")) == {}
