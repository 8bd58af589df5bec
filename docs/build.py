"""Build the documentation as a site of plain pages that works offline: python docs/build.py FOLDER."""

from __future__ import annotations

import html
import importlib
import inspect
import json
import sys
from pathlib import Path

import mistune

import newslab as nl
from newslab.report.analysis.methods import SOURCES, STEPS
from newslab.report.codebook import build_codebook, codebook_markdown

HERE = Path(__file__).resolve().parents[1]
STYLE = """
:root{color-scheme:light dark}body{font:16px/1.55 system-ui,sans-serif;max-width:62rem;margin:0 auto;padding:1.5rem}
nav a{margin-right:1rem}pre{overflow-x:auto;padding:.7rem;background:#8881}table{border-collapse:collapse;font-size:.9rem}
td,th{border-bottom:1px solid #8885;padding:.25rem .6rem .25rem 0;text-align:left;vertical-align:top}img{max-width:100%}
"""
MARKDOWN = mistune.create_markdown(plugins=["table"], escape=True)


def page(title: str, body: str, names: dict[str, str]) -> str:
    links = "".join(f'<a href="{name}.html">{html.escape(told)}</a>' for name, told in names.items())
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)} · newslab</title><style>{STYLE}</style></head><body><nav>{links}</nav>{body}</body></html>"
    )


def reference() -> str:
    parts = ["<h1>Reference</h1>"]
    for name in nl.__all__:
        found = getattr(nl, name)
        if not (inspect.isfunction(found) or inspect.isclass(found)):
            continue
        try:
            signature = str(inspect.signature(found))
        except ValueError:
            signature = ""
        parts.append(f'<h2 id="{name}">nl.{name}</h2><p><code>{html.escape(name + signature)}</code></p>')
        parts.append(f"<pre>{html.escape(inspect.getdoc(found) or '')}</pre>")
        for method, code in inspect.getmembers(found, inspect.isfunction) if inspect.isclass(found) else ():
            if not method.startswith("_") and code.__module__.startswith("newslab"):
                parts.append(f"<h3>{name}.{method}</h3><pre>{html.escape(inspect.getdoc(code) or '')}</pre>")
    return "".join(parts)


def methods() -> str:
    lines = ["# Methods", ""]
    for name, words, keys in STEPS:
        told = words.split(":")[0].rstrip(".") if "{" in words else words.rstrip(".")
        lines.append(f"- **{name}**: {told}." + "".join(f" {SOURCES[key]}" for key in keys))
    module = importlib.import_module("newslab.compare.emphasis")
    lines += [
        "",
        "Formulas and their sources stand in the notes of each function:",
        "",
        f"> {inspect.getdoc(module.score_emphasis)}",
    ]
    return "\n".join(lines)


def gallery() -> str:
    """Return the figures of a few hand-made rows: what each looks like, and the call that draws it."""
    import pandas as pd

    coverage = pd.DataFrame({"story_id": ["s", "s", "t"], "source": ["Post", "Mail", "Post"], "n": [3, 1, 2], "share": [0.75, 0.25, 1.0],
                             "first_published": pd.to_datetime(["2026-02-01T08:00Z", "2026-02-01T11:00Z", "2026-02-03T09:00Z"])})  # fmt: skip
    trend = pd.DataFrame({"topic_id": ["t", "t", "u"], "source": ["Post", "Mail", "Post"], "period": ["2026-02-02", "2026-02-02", "2026-02-09"],
                          "n": [3, 2, 4], "share": [0.5, 0.4, 0.8], "low": [0.2, 0.1, 0.5], "high": [0.8, 0.7, 0.9]})  # fmt: skip
    speakers = pd.DataFrame({"group": ["Post", "Post", "Mail"], "speaker": ["Ana Ruiz", "mayor", "Bo Lee"], "n_quotes": [3, 1, 2], "n_words": [40, 12, 25],
                             "share": [0.77, 0.23, 1.0], "low": [0.5, 0.1, 1.0], "high": [0.9, 0.5, 1.0], "n_statements": 0, "n_articles": 1})  # fmt: skip
    events = pd.DataFrame({"event_id": ["a", "b"], "text": ["The ferry line opened.", "An inquiry opens."], "first_day": ["2026-02-02", "2026-02-09"],
                           "last_day": ["2026-02-02", "2026-02-15"], "n_sources": [4, 1], "precision": ["day", "week"], "modality": ["happened", "planned"]})  # fmt: skip
    figures = {
        "nl.plot_timeline(events)": nl.plot_timeline(events), "nl.plot_coverage(coverage)": nl.plot_coverage(coverage),
        "nl.plot_topics(trend)": nl.plot_topics(trend), "nl.plot_topics(trend, share=True)": nl.plot_topics(trend, share=True),
        "nl.plot_topic_shares(trend)": nl.plot_topic_shares(trend), "nl.plot_speakers(speakers)": nl.plot_speakers(speakers),
        "nl.plot_following(nl.score_following(coverage))": nl.plot_following(nl.score_following(coverage)),
        "nl.plot_speakers(speakers).dark()": nl.plot_speakers(speakers).dark(),
    }  # fmt: skip
    parts = [
        "<h1>Gallery</h1><p>Rows are made up. Every figure has <code>to_frame()</code>, <code>alt</code>, <code>dark()</code> and <code>write_image</code>.</p>"
    ]
    for at, (call, figure) in enumerate(figures.items()):
        parts.append(
            f"<h3><code>{html.escape(call)}</code></h3>{figure.to_html(full_html=False, include_plotlyjs=at == 0)}"
        )
    return "".join(parts)


def tutorials() -> str:
    parts = [
        "<h1>Tutorial: the notebooks</h1><p>Run them with <code>make lab</code>; <code>make notebooks</code> renders them with their figures.</p>"
    ]
    for path in sorted((HERE / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            text = "".join(cell["source"])
            parts.append(MARKDOWN(text) if cell["cell_type"] == "markdown" else f"<pre>{html.escape(text)}</pre>")
    return "".join(parts)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    figures = {f"measured-{path.stem}": path.stem for path in sorted((HERE / "benchmarks").glob("*.md"))}
    names = {
        "index": "newslab",
        "tutorial": "tutorial",
        "gallery": "gallery",
        "reference": "reference",
        "codebook": "codebook",
        "methods": "methods",
        "measured": "measured",
    }
    bodies = {
        "index": MARKDOWN((HERE / "README.md").read_text(encoding="utf-8")), "tutorial": tutorials(), "gallery": gallery(), "reference": reference(),
        "codebook": MARKDOWN(codebook_markdown(build_codebook())), "methods": MARKDOWN(methods()),
        "measured": "<h1>Measured</h1>" + "".join(f'<p><a href="{name}.html">{html.escape(told)}</a></p>' for name, told in figures.items()),
    }  # fmt: skip
    bodies |= {
        name: MARKDOWN((HERE / "benchmarks" / f"{told}.md").read_text(encoding="utf-8"))
        for name, told in figures.items()
    }
    for name, body in bodies.items():
        (folder / f"{name}.html").write_text(page(names.get(name, name), body, names), encoding="utf-8")
    pictures = sorted((HERE / "data" / "pictures").glob("*.png"))
    (folder / "data" / "pictures").mkdir(parents=True, exist_ok=True)
    for picture in pictures:
        (folder / "data" / "pictures" / picture.name).write_bytes(picture.read_bytes())
    print(folder / "index.html")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/docs"))
