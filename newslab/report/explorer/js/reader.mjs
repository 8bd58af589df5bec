// The words: an event by source, an article with its marks, two sides of a difference.
import { linked, slicer } from "./data.mjs";
import { button, h, number, plural, pressed, short } from "./dom.mjs";
import { tellDay, NO_DAY } from "./scale.mjs";
import { hits } from "./search.mjs";
import { whenOf } from "./timeline.mjs";

export const MARKS = [
  ["names", "Names"],
  ["dates", "Dates"],
  ["numbers", "Numbers"],
  ["quotes", "Quotations"],
  ["statements", "Statements"],
  ["roles", "Roles"],
];
const MOST = 60;
const COPIES = {
  same: "The same text as",
  near: "A near copy of",
  syndicated: "Syndicated from",
  attributed: "Told according to",
};

export const sourceOf = (data, row) =>
  data.texts["articles.source"][data.columns["articles.source"][row]] || "Unnamed source";
export const dayOfArticle = (data, row) =>
  data.columns["articles.day"][row] === NO_DAY ? "" : tellDay(data.columns["articles.day"][row]);
export const titleOf = (data, row) => data.texts["articles.title"][row] || "Untitled";

export function articleLine(app, row, place = null) {
  const { data } = app;
  return h(
    "p",
    { class: "from" },
    button(short(titleOf(data, row), 110), () => app.openArticle(row, place), { class: "link", dir: "auto" }),
    h("span", {}, [sourceOf(data, row), dayOfArticle(data, row)].filter(Boolean).join(", ")),
  );
}

// Words of citations, each once, with where they stand.
export async function cited(app, cites) {
  const { columns: c, meta } = app.data;
  const words = await app.host.words(cites),
    seen = new Set(),
    found = [];
  cites.forEach((cite, at) => {
    const place = {
      row: c["cites.article"][cite],
      field: meta.fields[c["cites.field"][cite]],
      start: c["cites.start"][cite],
      end: c["cites.end"][cite],
      side: app.data.texts["cites.side"][c["cites.side"][cite]] || "",
      words: words[at][0],
      within: words[at].slice(1),
    };
    const key = `${place.row} ${place.field} ${place.start} ${place.end} ${place.side}`;
    if (place.words && !seen.has(key)) {
      seen.add(key);
      found.push(place);
    }
  });
  return found;
}

const bySource = (app, places) => {
  const held = new Map();
  for (const place of places) {
    const name = sourceOf(app.data, place.row);
    if (!held.has(name)) held.set(name, []);
    held.get(name).push(place);
  }
  return [...held].sort((a, b) => a[0].localeCompare(b[0]));
};

export const quotationsBySource = (app, places) =>
  bySource(app, places)
    .slice(0, MOST)
    .map(([name, held]) =>
      h(
        "section",
        { class: "by" },
        h("h5", {}, name),
        held.slice(0, 6).map((place) => quotation(app, place)),
        held.length > 6 ? h("p", { class: "hint" }, `${number(held.length - 6)} more sentences`) : null,
      ),
    );

const quotation = (app, place) => [
  h("blockquote", { dir: "auto" }, ...lit(app, place.words, place.within)),
  articleLine(app, place.row, place),
];

// Words with what is searched for marked, and, where they are more than is cited, what is cited.
function lit(app, words, within = null) {
  const length = Array.from(words).length,
    spans = length === words.length ? hits(words, app.state.terms).map(([start, end]) => [start, end, "hit"]) : [];
  if (within && within[1] - within[0] < length - 2) spans.push([...within, "cited"]);
  const cut = slicer(words);
  return stretches(length, spans).map(([start, end, on]) =>
    on.length ? h("mark", { class: on.map(([, , key]) => `k-${key}`).join(" ") }, cut(start, end)) : cut(start, end),
  );
}

export async function eventPage(app, row) {
  const { columns: c, texts, links } = app.data,
    story = c["events.story"][row];
  const places = await cited(app, linked(links.eventCites, row));
  const differences = Array.from(linked(links.eventContrasts, row)).filter((one) => c["contrasts.shown"][one]);
  const modality = texts["events.modality"][c["events.modality"][row]];
  const pair = [...new Set(places.map((place) => place.row))];
  return {
    title: texts["events.text"][row],
    nodes: [
      h(
        "p",
        { class: "kicker" },
        [
          whenOf(app.data, row) || "no day known",
          modality !== "happened" && modality,
          plural(c["events.n_sources"][row], "independent origin"),
        ]
          .filter(Boolean)
          .join(" · "),
      ),
      h("h3", { dir: "auto" }, texts["events.text"][row]),
      h(
        "div",
        { class: "tools" },
        story >= 0 && button("Its story alone", () => app.choose("story", story), { class: "tool" }),
        pair.length > 1 &&
          button(
            "Two sources side by side",
            () =>
              app.openPair(
                pair[0],
                pair.find((one) => sourceOf(app.data, one) !== sourceOf(app.data, pair[0])) ?? pair[1],
                row,
              ),
            { class: "tool" },
          ),
        app.corrections?.forEvent(row),
      ),
      differences.length
        ? [
            h("h4", {}, "What differs"),
            h(
              "ul",
              { class: "rows" },
              differences.slice(0, 8).map((one) => h("li", {}, contrastButton(app, one))),
            ),
          ]
        : null,
      h("h4", {}, "What each source says"),
      quotationsBySource(app, places),
      places.length ? null : h("p", { class: "empty" }, "Its words are not here."),
      otherDays(app.data, row).map(([one, told]) =>
        h("p", { class: "hint" }, `${one} dates it ${told}, not ${whenOf(app.data, row)}.`),
      ),
    ],
  };
}

// The sources that put an event on another day than its own: [source, the day that it tells].
export function otherDays({ columns: c, texts, links }, row) {
  const found = new Map(),
    [first, last] = [c["events.first"][row], c["events.last"][row]];
  if (first === NO_DAY) return [];
  for (const one of linked(links.eventStatements, row)) {
    const [low, high] = [c["statements.first"][one], c["statements.last"][one]];
    const source = texts["articles.source"][c["articles.source"][c["statements.article"][one]]] || "Unnamed source";
    const precise = texts["statements.precision"][c["statements.precision"][one]] === "day";
    if (precise && low !== NO_DAY && (low > last || high < first)) found.set(source, tellDay(low));
  }
  return [...found];
}

export const verdictOf = ({ columns: c, texts }, row) => {
  const verdict = texts["contrasts.verdict"][c["contrasts.verdict"][row]] || "";
  return verdict === "part_whole" ? "part and whole" : verdict;
};

export function contrastButton(app, one) {
  const { columns: c, texts } = app.data;
  if (texts["contrasts.verdict"][c["contrasts.verdict"][one]] === "omission")
    return pressed(
      () => app.openContrast(one),
      h("b", {}, "omission"),
      ` ${valueOf(app, one, "source", "value")}; not told by ${valueOf(app, one, "other", "other_value")}`,
    );
  return pressed(
    () => app.openContrast(one),
    h(
      "b",
      {},
      verdictOf(app.data, one) || texts["contrasts.kind"][c["contrasts.kind"][one]],
    ),
    ` ${texts["contrasts.subject"][one]}: `,
    [valueOf(app, one, "source", "value"), valueOf(app, one, "other", "other_value")].filter(Boolean).join("; "),
  );
}

const dated = (n) => (n ? ` · ${plural(n, "source")} on another day` : "");

export function eventButton(app, row) {
  const { columns: c, texts } = app.data;
  return pressed(
    () => app.openEvent(row),
    h("b", {}, whenOf(app.data, row) || "no day"),
    ` ${texts["events.text"][row]}`,
    h("small", {}, ` ${plural(c["events.n_sources"][row], "origin")}${dated(otherDays(app.data, row).length)}`),
  );
}

function valueOf(app, one, who, what) {
  const name = app.data.texts[`contrasts.${who}`][app.data.columns[`contrasts.${who}`][one]],
    value = app.data.texts[`contrasts.${what}`][one];
  return name ? `${name}${value ? ` “${short(value, 110)}”` : ""}` : value;
}

export async function contrastPage(app, row) {
  const { columns: c, texts, links } = app.data;
  const places = await cited(app, linked(links.contrastCites, row)),
    sides = new Map();
  for (const place of places) {
    if (!sides.has(place.side)) sides.set(place.side, []);
    sides.get(place.side).push(place);
  }
  const event = c["contrasts.event"][row],
    p = c["contrasts.p"][row];
  const names = {
    source: texts["contrasts.source"][c["contrasts.source"][row]],
    other: texts["contrasts.other"][c["contrasts.other"][row]],
  };
  const articles = [...new Set(places.map((place) => place.row))];
  return {
    title: texts["contrasts.subject"][row] || "A difference",
    nodes: [
      h(
        "p",
        { class: "kicker" },
        [texts["contrasts.kind"][c["contrasts.kind"][row]], Number.isNaN(p) ? "" : `certainty ${p.toFixed(2)}`]
          .filter(Boolean)
          .join(" · "),
      ),
      h(
        "h3",
        { dir: "auto" },
        texts["contrasts.subject"][row],
        " ",
        h("span", { class: "verdict" }, verdictOf(app.data, row) || "differs"),
      ),
      h("p", { dir: "auto" }, texts["contrasts.reason"][row]),
      h(
        "div",
        { class: "tools" },
        event >= 0 && button("The event", () => app.openEvent(event), { class: "tool" }),
        articles.length > 1 &&
          button("Side by side", () => app.openPair(articles[0], articles[1], event), { class: "tool" }),
        app.corrections?.forContrast(row),
      ),
      h(
        "div",
        { class: "sides" },
        [...sides].map(([side, held], at) =>
          new Set(held.map((place) => sourceOf(app.data, place.row))).size > 1
            ? quotationsBySource(app, held)
            : h(
                "section",
                { class: "by" },
                h(
                  "h5",
                  {},
                  sourceOf(app.data, held[0].row),
                  h("span", {}, ` ${short(texts[at ? "contrasts.other_value" : "contrasts.value"][row], 80)}`),
                ),
                held.slice(0, 6).map((place) => quotation(app, place)),
              ),
        ),
      ),
      !places.length &&
        ["source", "other"].map((side) => {
          const value = texts[side === "source" ? "contrasts.value" : "contrasts.other_value"][row];
          return names[side] && value
            ? h("section", { class: "by" }, h("h5", {}, names[side]), h("blockquote", { dir: "auto" }, value))
            : null;
        }),
      !places.length &&
        h("p", { class: "hint" }, "This file carries whole sentences only of differences certain enough to be told."),
    ],
  };
}

export async function eventsPage(app, rows) {
  return {
    title: plural(rows.length, "event"),
    nodes: [
      h("h3", {}, plural(rows.length, "event")),
      h(
        "ul",
        { class: "rows" },
        rows.slice(0, 200).map((row) => h("li", {}, eventButton(app, row))),
      ),
      rows.length > 200 ? h("p", { class: "hint" }, `and ${number(rows.length - 200)} more`) : null,
    ],
  };
}

export async function articlePage(app, row, place) {
  const { data } = app,
    { texts, links } = data,
    article = await app.host.article(row);
  const copy = data.columns["articles.copy_of"][row],
    url = texts["articles.url"][row];
  const events = [
    ...new Set(Array.from(linked(links.articleCites, row), (cite) => data.columns["cites.event"][cite])),
  ].filter((one) => one >= 0);
  const head = [
    h(
      "p",
      { class: "kicker" },
      [sourceOf(data, row), article?.published || dayOfArticle(data, row), article?.authors]
        .filter(Boolean)
        .join(" · "),
    ),
    h("h3", { dir: "auto" }, ...lit(app, titleOf(data, row))),
    copy >= 0
      ? h(
          "p",
          { class: "hint" },
          `${COPIES[data.meta.copies[data.columns["articles.copy_kind"][row]]]} `,
          button(short(titleOf(data, copy), 80), () => app.openArticle(copy), { class: "link" }),
        )
      : null,
    h(
      "div",
      { class: "tools" },
      url &&
        h(
          "a",
          { href: url, target: "_blank", rel: "noopener noreferrer", class: "tool" },
          "Where it was published ↗",
        ),
      app.corrections?.forArticle(row),
    ),
  ];
  const events_ = events.length
    ? [
        h("h4", {}, `Events it tells (${number(events.length)})`),
        h(
          "ul",
          { class: "rows" },
          events.slice(0, 40).map((one) => h("li", {}, eventButton(app, one))),
        ),
      ]
    : [];
  return {
    title: titleOf(data, row),
    place,
    nodes: [...head, ...(article ? marked(app, article, place) : await quotesOf(app, row, place)), ...events_],
  };
}

// In a file there are quotes, not texts.
async function quotesOf(app, row, place) {
  const places = await cited(app, linked(app.data.links.articleCites, row));
  const order = places
    .filter((one, at) => places.findIndex((other) => other.field === one.field && other.start === one.start) === at)
    .sort((a, b) => a.start - b.start);
  return [
    h("p", { class: "hint" }, "This file carries the sentences that are cited, not the whole text."),
    ...order.map((one) =>
      h(
        "blockquote",
        { dir: "auto", class: place && one.field === place.field && one.start === place.start ? "here" : null },
        ...lit(app, one.words),
      ),
    ),
  ];
}

function marked(app, article, place) {
  const shown = app.state.marks,
    box = h("div", { class: "doc" });
  const draw = () =>
    box.replaceChildren(
      ...[
        article.subtitle && h("p", { class: "sub", dir: "auto" }, article.subtitle),
        article.status && article.status !== "full"
          ? h(
              "p",
              { class: "hint" },
              { truncated: "Cut short as published.", live: "A live page." }[article.status] || article.status,
            )
          : null,
        ...paragraphs(app, article, place),
      ].filter(Boolean),
    );
  const boxes = MARKS.map(([key, name]) =>
    h(
      "label",
      { class: `k-${key}` },
      h("input", {
        type: "checkbox",
        checked: shown.includes(key),
        onchange: (event) => {
          app.state.marks = event.target.checked
            ? [...app.state.marks, key]
            : app.state.marks.filter((one) => one !== key);
          shown.splice(0, shown.length, ...app.state.marks);
          app.keep();
          draw();
        },
      }),
      `${name} `,
      h("small", {}, number(article.marks[key].filter(([field]) => field === "text").length)),
    ),
  );
  draw();
  return [h("fieldset", { class: "marks" }, h("legend", {}, "Mark"), boxes), box];
}

// The text cut at every edge of a mark; one element a stretch.
export function stretches(length, spans) {
  const edges = new Set([0, length]);
  for (const [start, end] of spans) {
    if (start < length) edges.add(Math.max(0, start));
    if (end <= length) edges.add(end);
  }
  const order = [...edges].sort((a, b) => a - b),
    found = [];
  for (let at = 0; at + 1 < order.length; at++) {
    const [start, end] = [order[at], order[at + 1]];
    found.push([start, end, spans.filter((span) => span[0] <= start && span[1] >= end)]);
  }
  return found;
}

function paragraphs(app, article, place) {
  const chars = Array.from(article.text),
    cut = slicer(article.text),
    nodes = [];
  const spans = app.state.marks.flatMap((key) =>
    article.marks[key].filter(([field]) => field === "text").map(([, start, end, label]) => [start, end, key, label]),
  );
  if (place && place.field === "text") spans.push([place.start, place.end, "here", ""]);
  const whole = chars.length === article.text.length ? hits(article.text, app.state.terms || []) : [];
  for (const [start, end] of whole) spans.push([start, end, "hit", ""]);
  let first = 0;
  for (let at = 0; at <= chars.length; at++) {
    if (at < chars.length && chars[at] !== "\n") continue;
    if (at > first) nodes.push(h("p", { dir: "auto" }, ...line(cut, first, at, spans)));
    first = at + 1;
  }
  return nodes;
}

function line(cut, first, last, spans) {
  const held = spans
    .filter(([start, end]) => start < last && end > first)
    .map(([start, end, ...rest]) => [Math.max(start, first) - first, Math.min(end, last) - first, ...rest]);
  return stretches(last - first, held).map(([start, end, on]) => {
    const words = cut(first + start, first + end);
    if (!on.length) return words;
    const told = on
      .map(([, , key, label]) => (label ? `${key.replace(/s$/, "")}: ${label}` : ""))
      .filter(Boolean)
      .join("; ");
    return h(
      "mark",
      {
        class: on.map(([, , key, label]) => `k-${key}${key === "roles" ? ` role-${label}` : ""}`).join(" "),
        title: told || null,
      },
      words,
    );
  });
}
