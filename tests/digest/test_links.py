from newslab.digest.desk import Desk
from newslab.digest.links import linked_paragraph
from newslab.digest.passages import build_passages
from newslab.digest.recheck import recheck_story
from newslab.tables import CONTRACTS, build
from newslab.text.sentences import find_sentences

TEXTS = {
    "a1": ("p1", "Bay Lines opened a ferry from Oslo in Norway. The harbour was full."),
    "a2": ("p2", "The court in Norway fined Bay Lines over herring."),
    "a3": ("p2", "Trawlers from Latvia came back to Riga."),
    "a4": ("p3", "Tor Vik sailed to Skagen with Bay Lines. A medal was given to Tor Vik."),
}


def tables(texts=TEXTS):
    articles = [
        {"article_id": key, "title": f"News {key}", "text": text, "source": f"Paper {key}", "language": "en"}
        for key, (_, text) in texts.items()
    ]
    parts = sorted({part for part, _ in texts.values()})
    counts = {"n_articles": 1, "n_sources": 1}
    stories = [{"story_id": "s", "title": "Sea", **counts}]
    stories += [{"story_id": one, "parent_id": "s", "title": one, **counts} for one in parts]
    members = [{"story_id": one, "article_id": key} for key, (part, _) in texts.items() for one in ("s", part)]
    sentences = [
        {"article_id": row["article_id"], "start": start, "end": end, "position": place}
        for row in articles
        for place, (start, end) in enumerate(find_sentences(row["text"]))
    ]
    names = [
        {
            "article_id": row["article_id"],
            "field": "text",
            "start": start,
            "end": start + len(name),
            "text": name,
            "kind": kind,
            "entity_id": name,
        }
        for row in articles
        for name, kind in (("Bay Lines", "org"), ("Tor Vik", "person"))
        if (start := row["text"].find(name)) >= 0
    ]
    rows = {"articles": articles, "stories": stories, "members": members, "sentences": sentences, "names": names}
    return {name: build(found, CONTRACTS[name]) for name, found in rows.items()}


def test_who_and_where_several_parts_name_is_told_with_a_sentence_of_each():
    (paragraph,) = linked_paragraph(Desk.of(tables()), "s")
    texts = [text for text, _, _ in paragraph.sentences]
    assert texts == [
        "Several parts name “Bay Lines” (3 of 3).",
        "Places that several parts name are “Norway” (2 of 3).",
    ]
    assert [len(cites) for _, _, cites in paragraph.sentences] == [3, 2]


def test_a_name_of_one_part_links_nothing_and_a_story_of_one_part_has_no_links():
    assert not any("Tor Vik" in text for text, _, _ in linked_paragraph(Desk.of(tables()), "s")[0].sentences)
    assert linked_paragraph(Desk.of(tables({key: TEXTS[key] for key in ("a2", "a3")})), "s") == []
    assert linked_paragraph(Desk.of(tables()), "p1") == []


def test_the_page_of_a_thread_tells_its_links_and_they_hold():
    passages, citations = build_passages(tables())
    links = passages[passages["kind"] == "links"]
    assert links["heading"].tolist()[:1] == ["What links the parts"]
    desk = Desk.of({**tables(), "passages": passages, "citations": citations})
    assert not any(recheck_story(desk, "s").values())
    wrong = passages.assign(text=passages["text"].str.replace("3 of 3", "2 of 3"))
    found = recheck_story(Desk.of({**tables(), "passages": wrong, "citations": citations}), "s")
    assert found[links["passage_id"].iloc[0]] == "counted anew from the tables, it reads otherwise"
