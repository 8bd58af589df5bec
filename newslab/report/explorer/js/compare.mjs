// Comparisons of sources: who carried which story, who tells which event, what each stresses, what differs.
import { linked } from "./data.mjs";
import { button, choice, framed, h, number, plural, pressed, roving, s, short, table } from "./dom.mjs";
import { unsureButton } from "./lists.mjs";
import { contrastButton, verdictOf } from "./reader.mjs";
import { linear } from "./scale.mjs";
import { list } from "./store.mjs";
import { whenOf } from "./timeline.mjs";

const VERDICTS = [
  "contradiction",
  "differs",
  "updated",
  "correction",
  "attribution",
  "scope",
  "part_whole",
  "rounding",
  "compatible",
  "same origin",
  "",
  "omission",
];
const MOST_ROWS = 40,
  MOST_COLUMNS = 24;

// Rows by sources: cells[row][source] = n. Rows are stories, or the events of the stories chosen.
export function grid(app, mode) {
  const { data, store } = app,
    { columns: c, texts, links } = data,
    now = store.now;
  const rows = [],
    sources = new Map();
  const count = (articles) => {
    const cells = new Map();
    for (const row of new Set(articles))
      if (now.articles[row] && c["articles.source"][row] >= 0)
        cells.set(c["articles.source"][row], (cells.get(c["articles.source"][row]) || 0) + 1);
    return cells;
  };
  if (mode === "stories") {
    texts["stories.title"].forEach((label, row) => {
      if (c["stories.parent"][row] < 0) rows.push({ row, label, cells: count(linked(links.storyArticles, row)) });
    });
  } else
    for (const row of list(now.events))
      rows.push({
        row,
        label: texts["events.text"][row],
        when: whenOf(data, row),
        cells: count(linked(links.eventArticles, row)),
      });
  const held = rows
    .filter((one) => one.cells.size)
    .map((one) => ({ ...one, n: [...one.cells.values()].reduce((sum, n) => sum + n, 0) }));
  held.sort((a, b) => b.cells.size - a.cells.size || b.n - a.n || a.row - b.row);
  const kept = held.slice(0, MOST_ROWS);
  for (const one of kept) for (const [source, n] of one.cells) sources.set(source, (sources.get(source) || 0) + n);
  const order = [...sources].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([source]) => source);
  if (mode === "events") kept.sort((a, b) => c["events.first"][a.row] - c["events.first"][b.row] || a.row - b.row);
  return { rows: kept, n: held.length, sources: order.slice(0, MOST_COLUMNS), n_sources: order.length };
}

export function coverageView(app) {
  const { data, state } = app,
    { texts, columns: c, links } = data,
    mode = state.matrix,
    found = grid(app, mode);
  const name = (source) => texts["articles.source"][source],
    open = (one) => (mode === "stories" ? app.openStory(one.row) : app.openEvent(one.row));
  const share = new Map();
  for (const one of mode === "stories" ? found.rows : [])
    for (const cell of linked(links.storyCoverage, one.row))
      share.set(`${one.row} ${c["coverage.source"][cell]}`, cell);
  const told = (one, source) => {
    const cell = share.get(`${one.row} ${source}`),
      n = one.cells.get(source) || 0;
    const more =
      cell === undefined || Number.isNaN(c["coverage.share"][cell])
        ? ""
        : `; share ${percent(c["coverage.share"][cell])}, 95 % interval ${percent(c["coverage.low"][cell])} to ` +
          `${percent(c["coverage.high"][cell])}, expected ${c["coverage.expected"][cell].toFixed(1)}`;
    return `${name(source)}: ${n ? plural(n, "article") : "not found in it"}${more}`;
  };
  const left = [
    found.n > found.rows.length &&
      `${number(found.rows.length)} of ${number(found.n)} ${mode}, those of most sources`,
    found.n_sources > found.sources.length && `${found.sources.length} of ${number(found.n_sources)} sources`,
  ]
    .filter(Boolean)
    .join("; ");
  return framed(app, "coverage", {
    title: mode === "stories" ? "Who carried which story" : "Who tells which event",
    hint:
      (left ? `${left}. ` : "") +
      "A number is articles that pass the filters; an empty cell is a source in which it was not found.",
    tools: [
      choice(
        "Rows",
        [
          ["stories", "stories"],
          ["events", "events"],
        ],
        mode,
        (value) => {
          state.matrix = value;
          app.draw();
        },
      ),
    ],
    chart: () =>
      found.rows.length
        ? matrix(app, found, mode, told, open)
        : h("p", { class: "empty" }, `No ${mode} pass the filters.`),
    rows: () =>
      table(
        [
          mode === "stories" ? "Story" : "Event",
          ...(mode === "events" ? ["When"] : []),
          "Sources",
          ...found.sources.map(name),
        ],
        found.rows.map((one) => [
          one.label,
          ...(mode === "events" ? [one.when] : []),
          one.cells.size,
          ...found.sources.map((source) => one.cells.get(source) || 0),
        ]),
        (at) => open(found.rows[at]),
      ),
  });
}

const percent = (value) => (Number.isNaN(value) ? "–" : `${Math.round(100 * value)} %`);

function matrix(app, found, mode, told, open) {
  const { texts } = app.data,
    most = Math.max(...found.rows.flatMap((one) => [...one.cells.values()]));
  const tip = h("p", { class: "tip", "aria-live": "polite" });
  const grid_ = h(
    "table",
    { class: "matrix" },
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("td", {}),
        found.sources.map((source) =>
          h(
            "th",
            { scope: "col" },
            button(short(texts["articles.source"][source], 22), () => app.choose("source", source), {
              class: "link",
              title: texts["articles.source"][source],
            }),
          ),
        ),
      ),
    ),
    h(
      "tbody",
      {},
      found.rows.map((one) =>
        h(
          "tr",
          {},
          h(
            "th",
            { scope: "row" },
            button(short(one.label, 90), () => open(one), { class: "link", dir: "auto", title: one.label }),
            one.when ? h("small", {}, ` ${one.when}`) : null,
          ),
          found.sources.map((source) => {
            const n = one.cells.get(source) || 0,
              cell = h(
                "button",
                {
                  type: "button",
                  class: `cell${n ? "" : " none"}`,
                  "aria-label": told(one, source),
                  onclick: () => app.openCell(mode, one.row, source),
                },
                n ? String(n) : "·",
              );
            cell.style.setProperty(
              "--share",
              n ? String(0.25 + 0.75 * (Math.log2(1 + n) / Math.log2(1 + most))) : "0",
            );
            return h("td", {}, cell);
          }),
        ),
      ),
    ),
  );
  const tell = (event) => {
    const cell = event.target.closest?.(".cell");
    if (cell) tip.textContent = cell.getAttribute("aria-label");
  };
  for (const kind of ["focusin", "mouseover"]) grid_.addEventListener(kind, tell);
  moves(grid_, found.sources.length);
  return h("div", { class: "chart" }, h("div", { class: "scroll" }, grid_), tip);
}

// Arrows go from cell to cell.
function moves(box, wide) {
  const cells = Array.from(box.querySelectorAll(".cell"));
  cells.forEach((cell, at) => {
    cell.tabIndex = at ? -1 : 0;
  });
  box.addEventListener("keydown", (event) => {
    const at = cells.indexOf(event.target),
      to = at + ({ ArrowRight: 1, ArrowLeft: -1, ArrowDown: wide, ArrowUp: -wide }[event.key] || 0);
    if (at < 0 || to === at || !cells[to]) return;
    event.preventDefault();
    cells[at].tabIndex = -1;
    cells[to].tabIndex = 0;
    cells[to].focus();
  });
}

export function emphasisView(app) {
  const { data, store } = app,
    { columns: c, texts } = data,
    stories = storiesChosen(app),
    sources = new Set(store.filters.get("source")?.values || []);
  const rows = Array.from(c["emphasis.story"].keys()).filter(
    (row) => stories.has(c["emphasis.story"][row]) && (!sources.size || sources.has(c["emphasis.source"][row])),
  );
  rows.sort((a, b) => c["emphasis.z"][b] - c["emphasis.z"][a] || a - b);
  const shown = byStory(data, rows).slice(0, 40),
    line = (row) =>
      [texts["emphasis.term"][c["emphasis.term"][row]], texts["articles.source"][c["emphasis.source"][row]]].join(
        " · ",
      );
  const open = (row) =>
    app.openTerm(
      c["emphasis.story"][row],
      c["emphasis.source"][row],
      texts["emphasis.term"][c["emphasis.term"][row]],
    );
  return framed(app, "emphasis", {
    title: "What each source stresses",
    hint:
      "Log-odds of a term against the other sources of the same story, with 95 % intervals; " +
      `${rows.length > 40 ? `40 of ${number(rows.length)}, ` : ""}story by story, the surest first. Press one to read the sentences.`,
    chart: () =>
      shown.length
        ? dots(app, shown, line, open)
        : h("p", { class: "empty" }, "No term of the chosen stories is stressed."),
    rows: () =>
      table(
        ["Term", "Source", "Story", "Log-odds", "z", "q", "Texts"],
        shown.map((row) => [
          texts["emphasis.term"][c["emphasis.term"][row]],
          texts["articles.source"][c["emphasis.source"][row]] || "",
          texts["stories.title"][c["emphasis.story"][row]] || "",
          fixed(c["emphasis.weight"][row]),
          fixed(c["emphasis.z"][row]),
          fixed(c["emphasis.q"][row]),
          c["emphasis.n"][row],
        ]),
        (at) => open(shown[at]),
      ),
  });
}

// The stories of the surest terms first, in each its surest terms; what a part repeats of its whole stands once.
function byStory({ columns: c }, rows) {
  const held = new Map(),
    seen = new Set();
  for (const row of rows) {
    const key = [c["emphasis.term"][row], c["emphasis.source"][row], c["emphasis.weight"][row]].join(" ");
    if (seen.has(key)) continue;
    seen.add(key);
    const story = c["emphasis.story"][row];
    if (!held.has(story)) held.set(story, []);
    held.get(story).push(row);
  }
  return [...held.values()].flat();
}

const fixed = (value) => (Number.isNaN(value) ? "–" : value.toFixed(2));

function storiesChosen(app) {
  const { links } = app.data,
    found = new Set();
  for (const row of list(app.store.now.articles))
    for (const story of linked(links.articleStories, row)) found.add(story);
  return found;
}

function dots(app, rows, line, open) {
  const { columns: c } = app.data,
    width = Math.max(280, app.width() - 8),
    left = Math.min(300, width * 0.5);
  const ends = rows
    .flatMap((row) => [c["emphasis.low"][row], c["emphasis.high"][row], c["emphasis.weight"][row]])
    .filter((value) => !Number.isNaN(value));
  const scale = linear(Math.min(0, ...ends), Math.max(0.1, ...ends), left, width - 10),
    story = (at) => c["emphasis.story"][rows[at]],
    heads = rows.map((_, at) => (at === 0 || story(at) !== story(at - 1) ? 1 : 0)),
    above = heads.map((_, at) => heads.slice(0, at + 1).reduce((sum, one) => sum + one, 0)),
    height = rows.length * 22 + 26 * (above.at(-1) || 0) + 24;
  const svg = s(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      class: "dots",
      role: "group",
      "aria-label": "Terms by source",
    },
    s("line", { x1: scale(0), x2: scale(0), y1: 0, y2: height - 18, class: "axis" }),
    s("text", { x: scale(0), y: height - 4, class: "tick", "text-anchor": "middle" }, "0"),
  );
  rows.forEach((row, at) => {
    const y = at * 22 + above[at] * 26 + 12,
      low = c["emphasis.low"][row],
      high = c["emphasis.high"][row];
    if (heads[at]) {
      const title = app.data.texts["stories.title"][story(at)] || "";
      svg.append(
        s("text", { x: 4, y: y - 17, class: "lane" }, s("title", {}, title), short(title, Math.floor(width / 7.5))),
      );
    }
    svg.append(
      s(
        "g",
        {
          class: "mark",
          role: "button",
          tabindex: "-1",
          "aria-label": `${line(row)}: ${fixed(c["emphasis.weight"][row])}`,
          onclick: () => open(row),
        },
        s("rect", { x: 0, y: y - 11, width, height: 22, class: "hitbox" }),
        s(
          "text",
          { x: left - 12, y: y + 4, "text-anchor": "end", class: "label" },
          short(line(row), Math.floor(left / 7.6)),
        ),
        Number.isNaN(low) ? null : s("line", { x1: scale(low), x2: scale(high), y1: y, y2: y, class: "range" }),
        s("circle", { cx: scale(c["emphasis.weight"][row]), cy: y, r: 4.5, class: "dot" }),
      ),
    );
  });
  roving(svg, ".mark");
  return h("div", { class: "chart" }, svg);
}

// What differs, by verdict and kind; a bar filters, a row opens.
export function differsView(app) {
  const { data, store } = app,
    { columns: c, texts } = data,
    rows = list(store.now.contrasts);
  const groups = new Map();
  for (const row of rows) {
    const verdict = c["contrasts.verdict"][row];
    if (!groups.has(verdict)) groups.set(verdict, []);
    groups.get(verdict).push(row);
  }
  const place = ([verdict]) => VERDICTS.indexOf(texts["contrasts.verdict"][verdict] || ""),
    order = [...groups].sort((a, b) => place(a) - place(b)),
    most = Math.max(1, ...order.map(([, held]) => held.length));
  const sure = (row) => c["contrasts.shown"][row] * 2 + (c["contrasts.p"][row] || 0);
  const chart = () =>
    h(
      "div",
      {},
      order.length ? null : h("p", { class: "empty" }, "No difference passes the filters."),
      order.map(([verdict, held]) => {
        const bar = h("i", { class: "meter" }),
          key = `differs ${verdict}`,
          all = app.state.more[key] || 6;
        bar.style.width = `${(100 * held.length) / most}%`;
        held.sort((a, b) => sure(b) - sure(a) || a - b);
        return h(
          "section",
          { class: "differs" },
          h(
            "h3",
            {},
            button(
              verdictOf(data, held[0]) || "volume and emphasis",
              () => app.choose("verdict", verdict),
              { class: "link", disabled: verdict < 0 },
            ),
            h("span", { class: "n" }, ` ${number(held.length)}`),
            bar,
          ),
          h(
            "ul",
            { class: "rows" },
            held
              .slice(0, all)
              .map((row) =>
                h("li", { class: c["contrasts.shown"][row] ? null : "unsure" }, contrastButton(app, row)),
              ),
          ),
          held.length > all
            ? button(
                `More (${number(held.length - all)})`,
                () => {
                  app.state.more[key] = all + 60;
                  app.draw();
                },
                { class: "link" },
              )
            : null,
        );
      }),
    );
  return framed(app, "differs", {
    title: "What differs",
    hint: "Between sources, by verdict; a heading filters, a row leads to the words.",
    tools: [unsureButton(app)],
    chart,
    rows: () =>
      table(
        ["Subject", "Verdict", "Kind", "One says", "Value", "Another says", "Value", "p"],
        rows
          .sort((a, b) => sure(b) - sure(a))
          .map((row) => [
            texts["contrasts.subject"][row] || "–",
            texts["contrasts.verdict"][c["contrasts.verdict"][row]] || "",
            texts["contrasts.kind"][c["contrasts.kind"][row]],
            texts["contrasts.source"][c["contrasts.source"][row]] || "",
            texts["contrasts.value"][row],
            texts["contrasts.other"][c["contrasts.other"][row]] || "",
            texts["contrasts.other_value"][row],
            fixed(c["contrasts.p"][row]),
          ]),
        (at) => app.openContrast(rows[at]),
      ),
  });
}

export async function cellPage(app, mode, row, source) {
  const { columns: c, texts, links } = app.data,
    name = texts["articles.source"][source];
  const pool = mode === "stories" ? linked(links.storyArticles, row) : linked(links.eventArticles, row),
    label = texts[mode === "stories" ? "stories.title" : "events.text"][row];
  const articles = [...new Set(pool)].filter((one) => c["articles.source"][one] === source);
  const missing = Array.from(
    mode === "stories" ? c["contrasts.story"].keys() : linked(links.eventContrasts, row),
  ).filter(
    (one) =>
      (mode !== "stories" || c["contrasts.story"][one] === row) &&
      c["contrasts.shown"][one] &&
      [
        texts["contrasts.source"][c["contrasts.source"][one]],
        texts["contrasts.other"][c["contrasts.other"][one]],
      ].includes(name),
  );
  return {
    title: name,
    nodes: [
      h("p", { class: "kicker" }, name),
      h("h3", { dir: "auto" }, label),
      articles.length ? null : h("p", {}, `Not found in the articles of ${name} that are here.`),
      h(
        "ul",
        { class: "rows" },
        articles.slice(0, 60).map((one) =>
          h(
            "li",
            {},
            pressed(() => app.openArticle(one), texts["articles.title"][one] || "Untitled"),
          ),
        ),
      ),
      missing.length
        ? [
            h("h4", {}, "Where it differs"),
            h(
              "ul",
              { class: "rows" },
              missing.slice(0, 30).map((one) => h("li", {}, contrastButton(app, one))),
            ),
          ]
        : null,
    ],
  };
}
