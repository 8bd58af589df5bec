"""Invented exports in the forms of the databases, with their traps."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(lines: list[str]) -> bytes:
    """Make a DOCX; `[[words]]` stand in a hyperlink, `**words**` in a run of their own."""

    def runs(text: str) -> str:
        parts = "".join(f"<w:r><w:t xml:space='preserve'>{escape(part)}</w:t></w:r>" for part in text.split("**"))
        return parts.replace("[[", "").replace("]]", "") if "[[" in text else parts

    def paragraph(line: str) -> str:
        inner = runs(line)
        if line.startswith("[["):
            inner = f"<w:hyperlink w:anchor='a'>{inner}</w:hyperlink>"
        return f"<w:p><w:pPr><w:tabs><w:tab w:val='left'/></w:tabs></w:pPr>{inner}</w:p>"

    body = "".join(map(paragraph, lines))
    return packed({"[Content_Types].xml": b"<Types/>",
                   "word/document.xml": f"<w:document xmlns:w='{W}'><w:body>{body}<w:sectPr/></w:body></w:document>".encode()})  # fmt: skip


def rtf(lines: list[str]) -> bytes:
    def words(line: str) -> str:
        if line == "\f":
            return "\\page "
        coded = line.replace("\\", "\\\\").replace("\u00a0", "\\~").replace("**", "").replace("]]", "}}")
        coded = coded.replace("[[", '{\\field{\\*\\fldinst{HYPERLINK "https://advance.example/x"}}{\\fldrslt ')
        return "".join(char if ord(char) < 128 else f"\\u{ord(char)}?" for char in coded) + "\\par\n"

    return ("{\\rtf1\\ansi\\ansicpg1252 " + "".join(map(words, lines)) + "}").encode("ascii")


def packed(members: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in members.items():
            archive.writestr(name, raw)
    return target.getvalue()


def pdf(pages: list[list[str]]) -> bytes:
    """Make a PDF with a text layer, a line of text below the other."""
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for lines in pages:
        shown = "".join("(" + re.sub(r"([()\\\\])", r"\\\1", line) + ") Tj T*\n" for line in lines)
        stream = f"BT /F1 10 Tf 14 TL 50 800 Td\n{shown}ET"
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {len(objects) + 2} 0 R>>"
        )
        objects.append(f"<</Length {len(stream.encode('cp1252'))}>>\nstream\n{stream}\nendstream")
    objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    return out + (f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\n"
                  f"startxref\n{len(out)}\n%%EOF").encode()  # fmt: skip


def biff(kind: int, data: bytes) -> bytes:
    """Make a record of an XLS workbook."""
    return struct.pack("<HH", kind, len(data)) + data


def label(row: int, column: int, words: str) -> bytes:
    return biff(0x204, struct.pack("<HHHHB", row, column, 0, len(words), 0) + words.encode("latin-1"))


def xls(cells: bytes, *, sheets: int = 1, more_fat: int = 0xFFFFFFFE) -> bytes:
    """Make an XLS workbook whose sheets are all one; `more_fat` is the sector in which its table of sectors goes on."""
    opened = [biff(0x809, struct.pack("<HHHHII", 0x600, kind, 0, 0, 0, 0)) for kind in (5, 16)]
    names = [f"{number:05}".encode() for number in range(sheets)]
    at = len(opened[0]) + 17 * sheets + 4
    listed = b"".join(biff(0x85, struct.pack("<IBBBB", at, 0, 0, 5, 0) + name) for name in names)
    book = opened[0] + listed + biff(10, b"") + opened[1] + cells + biff(10, b"")
    book = book.ljust(max(4096, -(-len(book) // 512) * 512), b"\0")
    n = len(book) // 512
    tables = next(count for count in range(1, 99) if count * 128 > n + count)
    fat = [*range(1, n), 0xFFFFFFFE, 0xFFFFFFFE, *[0xFFFFFFFD] * tables]
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 62, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9I", 0, tables, n, 0, 4096, 0xFFFFFFFE, 0, more_fat, 0)
    head += struct.pack("<109I", *[n + 1 + one if one < tables else 0xFFFFFFFF for one in range(109)])
    entries = b""
    for name, kind, start, size, child in (
        ("Root Entry", 5, 0xFFFFFFFE, 0, 1),
        ("Workbook", 2, 0, len(book), 0xFFFFFFFF),
    ):
        wide = name.encode("utf-16-le")
        entries += wide.ljust(64, b"\0") + struct.pack(
            "<HBB3I36xIII", len(wide) + 2, kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child, start, size, 0
        )
    return (
        head
        + book
        + entries.ljust(512, b"\0")
        + struct.pack(f"<{tables * 128}I", *fat, *[0xFFFFFFFF] * (tables * 128 - len(fat)))
    )


def xlsb(cells: list[tuple[int, int, str]]) -> bytes:
    """Make an XLSB workbook of one sheet."""

    def record(kind: int, data: bytes = b"") -> bytes:
        return bytes([kind] if kind < 128 else [kind & 127 | 128, kind >> 7]) + bytes([len(data)]) + data

    def words(text: str) -> bytes:
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    lines = b"".join(
        record(0, struct.pack("<I13x", row)) + record(6, struct.pack("<II", column, 0) + words(text))
        for row, column, text in cells
    )
    book = (
        record(0x8F) + record(0x9C, struct.pack("<II", 0, 1) + words("r") + words("Hits")) + record(0x90) + record(0x9D)
    )
    return packed({
        "[Content_Types].xml": b"<Types/>", "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": b"<Relationships><Relationship Id='r' Target='worksheets/s.bin'/></Relationships>",
        "xl/worksheets/s.bin": record(0x81) + record(0x94, bytes(16)) + record(0x91) + lines + record(0x92),
    })  # fmt: skip


NB = "\u00a0"
COVER = [
    "Date and Time: Friday, 5. July 2019 09:31:00 CEST", "Job Number: 90210", "Documents (3)", "",
    "1. Dam opens in the north;After ten years", f"Client/Matter:{NB}-None-", f"Search Terms:{NB}dam AND north",
    f"Search Type:{NB}Natural Language", "Narrowed by:", "Content Type", "Narrowed by", "News", "Quellen: Northern Post; Content Type: News",
    "2. In 2000 um 4,5 Prozent", "Content Type", "News", "", "", "",
]  # fmt: skip
WORDS = " ".join(["water"] * 30)
NEXIS = [
    *COVER,
    "[[Dam opens in the north]]", "Northern Post(London)", "July 1, 2019 Monday 9:20 AM GMT", "", "Copyright 2019 Northern Post All Rights Reserved", "",
    f"Section:{NB}POLITICS; Version:28", f"Length:{NB}64 words", f"Byline:{NB}Ann Berg (now), Carl Dorn (earlier) Highlight:{NB}After ten years", "", "Body", "",
    f"The north**ern** dam opened on Monday. {WORDS}", "", "", "", f"Subject: letters were read aloud, said the mayor. {WORDS}", "", "Nov 23, 2018 was the first date.", "",
    f"Load-Date:{NB}July 2, 2019", "", "Classification", "", "Language: ENGLISH", f"Subject:{NB}DAMS (90%); WATER (78%)", "End of Document",
    "In 2000 um 4,5 Prozent", "Der Bote", "5. Juli 2019", "", f"LÄNGE:{NB}355 Wörter", f"AUTOR:{NB}Eva Falk", "", "Text", "", "Der Damm ist offen.", "", "SPRACHE: GERMAN", "End of Document",
    "Map of the dam", "Het Blad", "4 oktober 2017 woensdag", "", f"Section:{NB}BUITENLAND; Blz.6", "", f"Load-Date:{NB}October 5, 2017", "", "End of Document",
]  # fmt: skip
