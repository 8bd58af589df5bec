"""Interfaces, crawlers, collections and tables: dates apart, no text told, words masked counted."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile

import pytest

from newslab.errors import ReadError
from newslab.read.files import read_articles
from tests.read.exports.made import packed

URL = "https://post.example/dam"


def read(folder, raw, name="file"):
    (folder / name).write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_articles(folder / name)


RECORDS = {
    "Event Registry": ({"articles": {"results": [{"uri": "8123456789", "lang": "eng", "date": "2024-05-08", "time": "10:00:00", "dateTime": "2024-05-08T10:00:00Z",
        "dateTimePub": "2024-05-06T09:00:00Z", "dataType": "news", "url": URL, "title": "Dam opens", "body": "The dam opened.",
        "source": {"uri": "post.example", "title": "Northern Post"}, "authors": [{"uri": "a", "name": "Ann Berg"}]}], "totalResults": 1}},
        {"article_id": "8123456789", "source": "Northern Post", "found": "2024-05-08T10:00:00+00:00", "text": "The dam opened.", "language": "en"}),
    "NYT": ({"response": {"docs": [{"abstract": "A dam opens.", "lead_paragraph": "The dam opened.", "web_url": URL, "headline": {"main": "Dam opens"},
        "pub_date": "2024-05-06T10:00:00+0000", "_id": "nyt://article/1", "byline": {"original": "By Ann Berg"}, "source": "Northern Post"}]}},
        {"text": "The dam opened.", "text_status": "truncated", "subtitle": "A dam opens."}),
    "NYT, persons": ([{"snippet": "The dam opened.", "web_url": URL, "headline": {"main": "Dam opens", "print_headline": None}, "pub_date": "2024-05-06T10:00:00+0000",
        "byline": {"original": None, "person": [{"firstname": "Ann", "middlename": None, "lastname": "Berg"}]}}], {"text": "The dam opened.", "text_status": "truncated"}),
    "NYT, flattened": ([{"lead": "The dam opened.", "web_url": URL, "headline.main": "Dam opens", "headline.kicker": "x", "byline.original": "By Ann Berg",
        "pub_date": "2024-05-06T10:00:00+0000"}], {"text": "The dam opened."}),
    "WordPress, flattened": ([{"title.rendered": "Dam opens", "content.rendered": "<p>The dam opened.</p>", "date": "2024-05-06T10:00:00", "author": "Ann Berg", "link": URL}],
        {"text": "The dam opened.", "url": URL}),
    "fundus, plain": ({"title": "Dam opens", "plaintext": "The dam opened.", "authors": ["Ann Berg"], "publishing_date": "2024-05-06 10:00:00+00:00"}, {"text": "The dam opened."}),
    "news-please": ({"authors": ["Ann Berg"], "date_download": "2024-05-08 10:00:00", "date_modify": "2024-05-07 10:00:00", "date_publish": "2024-05-06 10:00:00",
        "source_domain": "post.example", "maintext": "The dam opened.", "title": "Dam opens", "title_page": None, "url": URL},
        {"corrected": "2024-05-07T10:00:00+00:00", "retrieved": "2024-05-08 10:00:00+00:00"}),
    "trafilatura": ({"title": "Dam opens", "author": "Ann Berg", "hostname": "post.example", "date": "2024-05-06", "fingerprint": "a", "raw_text": "The dam",
        "text": "The dam opened.", "filedate": "2024-05-08", "source": URL, "source-hostname": "Northern Post"},
        {"source": "Northern Post", "url": URL, "retrieved": "2024-05-08 00:00:00+00:00"}),
    "fundus": ({"title": "Dam opens", "body": {"summary": ["A dam."], "sections": [{"headline": [], "paragraphs": ["The dam opened."]}, {"headline": ["Later"], "paragraphs": ["It is big."]}]},
        "authors": ["Ann Berg"], "publishing_date": "2024-05-06 10:00:00+00:00", "lang": "en", "html": {"requested_url": URL, "crawl_date": "2024-05-08 10:00:00", "content": "<p>"}},
        {"text": "The dam opened.\nLater\nIt is big.", "url": URL, "retrieved": "2024-05-08 10:00:00+00:00", "subtitle": "A dam."}),
    "Zotero CSL": ([{"id": "x1", "type": "article-newspaper", "title": "Dam opens", "container-title": "Northern Post", "author": [{"family": "Berg", "given": "Ann"}],
        "issued": {"date-parts": [[2024, 5, 6]]}, "accessed": {"date-parts": [["2024", 5, 8]]}, "URL": URL, "abstract": "The dam opened."}],
        {"source": "Northern Post", "text": "The dam opened.", "text_status": "truncated"}),
    "Guardian": ({"response": {"results": [{"id": "uk/dam", "webPublicationDate": "2024-05-06T10:00:00Z", "webTitle": "Dam opens", "webUrl": URL,
        "fields": {"bodyText": "The dam opened.", "byline": "Ann Berg"}}]}}, {"text": "The dam opened."}),
    "NewsAPI": ({"articles": [{"source": {"id": None, "name": "Northern Post"}, "author": "Ann Berg", "title": "Dam opens", "url": URL,
        "publishedAt": "2024-05-06T10:00:00Z", "content": "The dam opened. [+1234 chars]"}]}, {"source": "Northern Post", "text_status": "truncated"}),
}  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), RECORDS.values(), ids=RECORDS.keys())
def test_records_of_programs(value, expected, tmp_path):
    articles, _ = read(tmp_path, json.dumps(value))
    assert len(articles) == 1
    row = articles.iloc[0]
    assert (row["title"], str(row["published_day"].date()), list(row["authors"])) == (
        "Dam opens",
        "2024-05-06",
        ["Ann Berg"],
    )
    assert {name: str(row[name]) for name in expected} == expected


def test_an_article_of_event_registry_without_its_day_has_that_on_which_it_was_found(tmp_path):
    value = RECORDS["Event Registry"][0]["articles"]["results"][0] | {"dateTimePub": None}
    row = read(tmp_path, json.dumps([value]))[0].iloc[0]
    assert (str(row["published_day"].date()), row["published_method"]) == ("2024-05-08", "found")
    assert row["published_confidence"] < 1


def test_gdelt_articles(tmp_path):
    raw = ('{"articles":[{"url":"URL","url_mobile":"","title":"Dam opens , mayor \\q says \x01","seendate":"20240508T120000Z","socialimage":"",'
           '"domain":"post.example","language":"English","sourcecountry":"Germany"}]}'.replace("URL", URL))  # fmt: skip
    articles, problems = read(tmp_path, raw)
    row = articles.iloc[0]
    assert row["title"].startswith("Dam opens, mayor")
    assert (row["found"], row["source"], row["language"]) == ("2024-05-08T12:00:00+00:00", "post.example", "en")
    assert (str(row["published_day"].date()), row["published_method"]) == ("2024-05-08", "found")
    assert row["published_confidence"] < 1
    assert problems["reason"].tolist() == ["this article has no text, only a title"]


def test_gdelt_graph_and_events(tmp_path):
    cells = [
        "20240508121500-T12",
        "20240508121500",
        "1",
        "post.example",
        URL,
        *[""] * 20,
        "srclc:deu;eng:GT-DEU",
        "<PAGE_TITLE>Dam &amp; lake</PAGE_TITLE>",
    ]
    line = "\t".join(cells).encode()
    raw = (
        line
        + b"\n"
        + line.replace(b"-T12", b"-T13").replace(b"lake", b"\xff\xfe").replace(b"/dam", b"/lake")
        + b"\n20240508121500-T14\t20240508121500\t1\tx\n"
    )
    articles, problems = read(tmp_path, packed({"20240508121500.gkg.csv": raw}), "a.zip")
    assert articles["title"][0] == "Dam & lake"
    assert articles["found"][0] == "2024-05-08T12:15:00+00:00"
    assert len(articles) == 2
    assert articles["language"][0] == "de"
    assert (
        problems["reason"].str.contains("4 cells").any() and problems["reason"].str.contains("1 rows hold bytes").any()
    )
    with pytest.raises(ReadError, match="2 coded events"):
        read(tmp_path, b"410412347\t20240508\t202405\t2024\tx\n" * 2, "20240508.export.CSV")


def nela(folder, wal=False):
    path = folder / "nela.db"
    base = sqlite3.connect(path)
    if wal:
        base.execute("PRAGMA journal_mode=WAL")
    base.execute(
        "CREATE TABLE newsdata (id TEXT, date TEXT, source TEXT, title TEXT, content TEXT, author TEXT, published TEXT, published_utc INT, collection_utc INT, url TEXT)"
    )
    base.execute("CREATE TABLE tweet (id TEXT, article_id TEXT, embedded_tweet TEXT)")
    row = [
        "post--Dam",
        "2019-01-01",
        "post",
        "Dam opens",
        "The dam @ @ @ @ @ @ @ on Monday.",
        "Ann Berg",
        "Tue, 01 Jan 2019 22:00:00 -0500",
        1546398000,
        1546400000,
        URL,
    ]
    base.execute(f"INSERT INTO newsdata VALUES ({','.join('?' * 10)})", row)
    base.commit()
    base.close()
    return path


@pytest.mark.parametrize("wal", [False, True])
def test_nela(tmp_path, wal):
    articles, problems = read_articles(nela(tmp_path, wal))
    row = articles.iloc[0]
    assert (row["article_id"], row["masked"], str(row["published"])) == ("post--Dam", 7, "2019-01-02 03:00:00+00:00")
    assert str(row["retrieved"]) == "2019-01-02 03:33:20+00:00"
    assert problems["place"].str.endswith("nela.db/tweet").tolist() == [True]


def test_a_broken_database_is_told(tmp_path):
    raw = nela(tmp_path).read_bytes()
    for cut in (20, 100, 2000, 5000):
        with pytest.raises(ReadError):
            read(tmp_path, raw[:cut], f"{cut}.db")


def xlsx(rows):
    def cell(value):
        return (
            f"<c><v>{value}</v></c>"
            if isinstance(value, (int, float))
            else f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        )

    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return packed({
        "[Content_Types].xml": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
        "_rels/.rels": f"<Relationships xmlns='{package}'><Relationship Id='r1' Type='{office}/officeDocument' Target='xl/workbook.xml'/></Relationships>".encode(),
        "xl/workbook.xml": f"<workbook xmlns='{main}' xmlns:r='{office}'><sheets><sheet name='Hits' sheetId='1' r:id='r1'/></sheets></workbook>".encode(),
        "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{package}'><Relationship Id='r1' Type='{office}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>".encode(),
        "xl/worksheets/sheet1.xml": f"<worksheet xmlns='{main}'><sheetData>{lines}</sheetData></worksheet>".encode(),
    })  # fmt: skip


def test_a_spreadsheet_of_proquest(tmp_path):
    head = ["Title", "Abstract", "StoreId", "Authors", "entryDate", "pubdate", "pubtitle", "year", "DocumentURL"]
    row = ["Dam opens", "A dam.", 2010123456, "Berg, Ann", "2018-03-07", "Mar 5, 2018", "Northern Post", 2018, URL]
    articles, problems = read(tmp_path, xlsx([["Search: dam"], head, row]), "a.xls")
    one = articles.iloc[0]
    assert (one["article_id"], one["source"], str(one["published_day"].date()), one["loaded"]) == (
        "2010123456",
        "Northern Post",
        "2018-03-05",
        "2018-03-07",
    )
    assert (one["text"], one["text_status"]) == ("A dam.", "truncated")
    assert not len(problems)


def test_an_old_spreadsheet_that_is_none_is_one_problem(tmp_path):
    with pytest.raises(ReadError, match="no spreadsheet"):
        read(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls")


def test_ris(tmp_path):
    raw = ("\ufeffTY  - NEWS\r\nTI  - Dam opens\r\nAU  - Berg, Ann\r\nAU  - Dorn, Carl\r\nT2  - Northern Post\r\nDA  - 2024/05/06/\r\nY2  - 2024/05/08/\r\n"
           f"UR  - {URL}\r\nAB  - The dam\r\nopened.\r\nKW  - dams\r\nKW  - water\r\nER  - \r\n\r\nTY  - NEWS\r\nTI  - Flood\r\nPY  - 2024\r\n")  # fmt: skip
    articles, _ = read(tmp_path, raw)
    assert articles["title"].tolist() == ["Dam opens", "Flood"]
    row = articles.iloc[0]
    assert (list(row["authors"]), row["source"], str(row["published_day"].date())) == (
        ["Ann Berg", "Carl Dorn"],
        "Northern Post",
        "2024-05-06",
    )
    assert (row["text"], row["keywords"], str(row["retrieved"].date())) == (
        "The dam opened.",
        "dams; water",
        "2024-05-08",
    )


def test_tables_of_zotero_and_media_cloud(tmp_path):
    zotero = (f'"Key","Item Type","Publication Year","Author","Title","Publication Title","Url","Abstract Note","Date","Date Added","Access Date"\n'
              f'"A","newspaperArticle","2024","Berg, Ann; Dorn, Carl","Dam opens","Northern Post","{URL}","The dam opened.","2024-05-06","2024-05-09 10:00:00","2024-05-08 10:00:00"\n')  # fmt: skip
    row = read(tmp_path, zotero)[0].iloc[0]
    assert (row["source"], row["text"], row["loaded"], list(row["authors"])) == (
        "Northern Post",
        "The dam opened.",
        "2024-05-09T10:00:00+00:00",
        ["Ann Berg", "Carl Dorn"],
    )
    cloud = f"id,indexed_date,language,media_name,media_url,publish_date,title,url\na,2024-05-07 10:00:00.123,en,post.example,post.example,2024-05-06,Dam opens,{URL}\n"
    articles, problems = read(tmp_path, cloud)
    assert (articles["source"][0], articles["loaded"][0][:10], str(articles["published_day"][0].date())) == (
        "post.example",
        "2024-05-07",
        "2024-05-06",
    )
    assert problems["reason"].tolist() == ["this article has no text, only a title"]


def test_a_pack_of_sheets_is_bounded(tmp_path):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * (80 << 20))
    with pytest.raises(ReadError, match="more than a text could"):
        read(tmp_path, target.getvalue())
