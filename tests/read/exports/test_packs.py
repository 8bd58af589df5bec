"""Archives: each member is read where it lies, within bounds, and nothing leads out."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile

import pytest

from newslab.errors import ReadError
from newslab.read.exports import packs
from newslab.read.files import read_articles
from tests.read.exports.made import packed

ONE = b'[{"title": "Dam opens", "text": "The dam opened on Monday.", "date": "2024-05-06"}]'
TWO = b"title,text,date\nFlood,The river rose.,2024-05-07\n"


def tarred(members, mode="w"):
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode=mode) as archive:
        for name, raw in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(raw)
            archive.addfile(info, io.BytesIO(raw))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
    return target.getvalue()


MEMBERS = {"news/one.json": ONE, "two.csv": gzip.compress(TWO)}


@pytest.mark.parametrize(("raw", "most"), [
    (packed(MEMBERS), 0), (tarred(MEMBERS), 1), (tarred(MEMBERS, "w:gz"), 1), (tarred(MEMBERS, "w:bz2"), 1),
    (tarred(MEMBERS, "w:xz"), 1), (packed({"inner.zip": packed(MEMBERS)}), 0),
])  # fmt: skip
def test_members_are_read_as_files(raw, most, tmp_path):
    (tmp_path / "pack").write_bytes(raw)
    articles, problems = read_articles(tmp_path / "pack")
    assert articles["title"].tolist() == ["Dam opens", "Flood"]
    assert len(problems) == most
    assert all("not followed" in reason for reason in problems["reason"])


@pytest.mark.parametrize(
    "raw", [bz2.compress(ONE), lzma.compress(ONE), bz2.compress(ONE[:40]) + bz2.compress(ONE[40:])]
)
def test_one_compressed_file(raw, tmp_path):
    (tmp_path / "a.json").write_bytes(raw)
    assert read_articles(tmp_path / "a.json")[0]["title"].tolist() == ["Dam opens"]
    (tmp_path / "a.json").write_bytes(raw[:-8])
    (tmp_path / "b.json").write_bytes(ONE.replace(b"Dam", b"Sea"))
    articles, problems = read_articles(tmp_path)
    assert "Sea opens" in articles["title"].tolist()
    assert problems["reason"].str.contains("ends early").any()


def test_names_that_lead_out_and_encrypted_members_are_told(tmp_path):
    raw = bytearray(
        packed({"../../etc/one.json": ONE, "C:/one.json": ONE, "/one.json": ONE, "good.json": ONE, "__MACOSX/x": b"1"})
    )
    (tmp_path / "a.zip").write_bytes(raw)
    articles, problems = read_articles(tmp_path / "a.zip")
    assert len(articles) == 1
    assert problems["reason"].str.contains("leads out").sum() == 3
    locked = bytearray(packed({"a.json": ONE}))
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(locked)
    with pytest.raises(ReadError, match="encrypted"):
        read_articles(tmp_path / "a.zip")


@pytest.mark.parametrize("raw", [
    packed({"a.json": b"[" + b" " * (80 << 20)}), packed({"b.zip": packed({"a.json": b"0" * (80 << 20)})}),
    bz2.compress(b"0" * (80 << 20)), lzma.compress(b"0" * (80 << 20), preset=0),
], ids=["zip", "nested", "bz2", "xz"])  # fmt: skip
def test_what_unfolds_without_end_is_refused(raw, tmp_path):
    (tmp_path / "bomb").write_bytes(raw)
    with pytest.raises(ReadError, match="more than a text could"):
        read_articles(tmp_path / "bomb")


def test_archives_within_archives_end(tmp_path):
    raw = ONE
    for _ in range(packs.DEEPEST + 1):
        raw = packed({"a": raw})
    (tmp_path / "a.zip").write_bytes(raw)
    with pytest.raises(ReadError, match="archive within"):
        read_articles(tmp_path / "a.zip")


def test_a_broken_archive_is_told(tmp_path):
    raw = packed({"a.json": ONE})
    (tmp_path / "a.zip").write_bytes(raw[: len(raw) // 2])
    with pytest.raises(ReadError, match="broken"):
        read_articles(tmp_path / "a.zip")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.json", ONE)
        archive.writestr("b.json", ONE.replace(b"Dam", b"Sea"))
    hurt = target.getvalue().replace(b"Sea opens", b"Sae opens")
    (tmp_path / "a.zip").write_bytes(hurt)
    articles, problems = read_articles(tmp_path / "a.zip")
    assert articles["title"].tolist() == ["Dam opens"]
    assert problems["place"].str.endswith("b.json").all()
