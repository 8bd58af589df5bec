"""Turn the hand-written sources of the sample (data/sample/written) into everything that is read or scored.

    python data/build_sample.py            write data/sample/{articles,feeds,pages,gold} and newslab/resources/sample
    python data/build_sample.py --check    write nothing; fail if a file differs from what would be written

An article is a block in written/*.md: `=== slug`, header lines, a blank line, paragraphs. Gold stands in the text:
`<<key: words>>` marks the words as a mention of event `key`, `<<hand=Outlet: words>>` as second-hand. A copy is
written as `@copy slug` with `@edit old => new`, `@drop words`, `@add paragraph`, so that it differs only where meant.
Words that are not found, or are found twice, end the run.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import sample_files
from sample_outlets import OUTLETS

ROOT = Path(__file__).parent.parent
WRITTEN = ROOT / "data" / "sample" / "written"
MARK = re.compile(r"<<([^<>:]+): (.+?)>>")
LISTS = {"image", "author"}
HEADERS = {"path", "title", "subtitle", "published", "section", "story", "via", "language", "origin", "copy"}


class SampleError(ValueError):
    """The written sources contradict themselves."""


@dataclass(frozen=True)
class Mark:
    """Words of an article that gold speaks of."""

    keys: tuple[str, ...]
    hand: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Article:
    """One hand-written article, marks taken out of its text."""

    slug: str
    source: str
    header: dict[str, str]
    images: list[dict[str, str]]
    authors: list[str]
    marked: str
    text: str = ""
    marks: list[Mark] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The canonical address, which is the article's id too."""
        return f"https://{OUTLETS[self.source]['domain']}/{self.header['path']}"

    def find(self, words: str) -> tuple[int, int]:
        """Say where `words` stand in the text; they must stand there once."""
        if self.text.count(words) != 1:
            raise SampleError(f"{self.slug}: found {self.text.count(words)} times, expected once: {words!r}")
        start = self.text.index(words)
        return start, start + len(words)


def main() -> int:
    """Write the files, or with --check compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing, fail if a file differs")
    check = parser.parse_args().check
    files = built_files()
    wrong = [path for path, text in files.items() if not path.exists() or path.read_text("utf-8") != text]
    stale = sample_files.stale(ROOT, files)
    if check:
        for path in [*wrong, *stale]:
            print(f"differs: {path.relative_to(ROOT)}")
        return int(bool(wrong or stale))
    for path in stale:
        path.unlink()
    for path in wrong:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(files[path], "utf-8")
    print(f"{len(read_written())} articles; {len(wrong)} files written, {len(files) - len(wrong)} already right")
    return 0


def built_files() -> dict[Path, str]:
    """Return every file that is built, by path."""
    articles = read_written()
    return sample_files.build(ROOT, articles)


def read_written(folder: Path = WRITTEN) -> list[Article]:
    """Read all blocks of written/*.md, copies resolved, ordered by address."""
    blocks: dict[str, Article] = {}
    for path in sorted(folder.glob("*.md")):
        for block in re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            article = _article(block)
            if article.slug in blocks:
                raise SampleError(f"{path.name}: the slug {article.slug} is used twice")
            blocks[article.slug] = article
    finished = [_unmarked(_resolved(article, blocks)) for article in blocks.values()]
    return sorted(finished, key=lambda article: article.url)


def _article(block: str) -> Article:
    head, _, body = block.strip("\n").partition("\n\n")
    slug, *lines = head.split("\n")
    header: dict[str, str] = {}
    images, authors, source = [], [], ""
    for line in lines:
        name, _, value = line.partition(": ")
        value = _unescaped(value.strip())
        if name == "image":
            images.append(dict(zip(("url", "caption", "credit", "rights"), value.split(" | "), strict=True)))
        elif name == "author":
            authors.append(value)
        elif name == "source" and value in OUTLETS:
            source = value
        elif name in HEADERS:
            header[name] = value
        else:
            raise SampleError(f"{slug}: the header line {line!r} is not known")
    missing = {"path", "title", "published", "story"} - header.keys()
    if missing or not source:
        raise SampleError(f"{slug}: the header lacks {sorted(missing) or 'source'}")
    domain = OUTLETS[source]["domain"]
    images = [{**image, "url": f"https://{domain}/images/{image['url']}"} for image in images]
    return Article(slug.strip(), source, header, images, authors, _unescaped(body.strip()))


def _unescaped(text: str) -> str:
    """Let the sources spell characters that cannot be seen: \\u202f and \\u2011."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def _resolved(article: Article, blocks: dict[str, Article]) -> Article:
    if not article.marked.startswith("@copy "):
        return article
    first, *orders = article.marked.split("\n")
    slug = first.removeprefix("@copy ").strip()
    body = _resolved(blocks[slug], blocks).marked
    for order in filter(None, orders):
        verb, _, rest = order.partition(" ")
        body = _ordered(body, verb, rest, article.slug)
    return replace(article, marked=body)


def _ordered(body: str, verb: str, rest: str, slug: str) -> str:
    if verb == "@add":
        return f"{body}\n\n{rest}"
    if verb == "@first":
        return f"{rest}\n\n{body}"
    old, new = rest.split(" => ") if verb == "@edit" else (rest, "")
    if verb not in {"@edit", "@drop"} or body.count(old) != 1:
        raise SampleError(f"{slug}: {verb} needs words that stand once in the origin: {old!r}")
    if verb == "@edit":
        return body.replace(old, new)
    return "\n\n".join(paragraph for paragraph in body.split("\n\n") if old not in paragraph)


def _unmarked(article: Article) -> Article:
    parts, marks, at, length = [], [], 0, 0
    for found in MARK.finditer(article.marked):
        before, words = article.marked[at : found.start()], found[2]
        length += len(before)
        names = [name.strip() for name in found[1].split(";")]
        hand = next((name.removeprefix("hand=") for name in names if name.startswith("hand=")), None)
        keys = tuple(name for name in names if not name.startswith("hand="))
        marks.append(Mark(keys, hand, length, length + len(words)))
        parts += [before, words]
        length += len(words)
        at = found.end()
    text = "".join([*parts, article.marked[at:]])
    if "<<" in text or ">>" in text:
        raise SampleError(f"{article.slug}: a mark is not closed")
    return replace(article, text=text, marks=marks)


if __name__ == "__main__":
    sys.exit(main())
