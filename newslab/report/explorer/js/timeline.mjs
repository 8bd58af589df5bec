// The timeline: intervals as bars, no finer than they are known; clusters where there is no room; folded ends.
import { linked } from "./data.mjs";
import { button, dragged, choice, framed, number, plural, roving, s, h, short, table, within } from "./dom.mjs";
import { NO_DAY, fittedDays, isoDay, linear, parseDay, tellPeriod, timeTicks } from "./scale.mjs";
import { daysFilter, list } from "./store.mjs";

const MOST_LINES = 40,
  MOST_LANES = 12,
  BUCKET = 24,
  LONG = 3,
  STACK = 3,
  LONG_ROWS = 3;
const COARSE = new Set(["month", "months", "season", "quarter", "half", "year", "years", "decade", "century"]);
const LANES = [
  ["auto", "as it fits"],
  ["one", "one line each"],
  ["story", "story"],
  ["source", "source"],
  ["actor", "actor"],
  ["place", "place"],
];

export function timelineView(app) {
  const { store, data } = app,
    c = data.columns;
  const shown = list(store.without("when").events).filter((row) => c["events.first"][row] !== NO_DAY);
  const undated =
    store.now.count.events - list(store.now.events).filter((row) => c["events.first"][row] !== NO_DAY).length;
  const fitted = fittedDays(shown.map((row) => [c["events.first"][row], c["events.last"][row]]));
  const zoom = app.state.zoom || fitted;
  const told = [
    `${plural(shown.length, "dated event")}`,
    undated ? `${number(undated)} without a day` : "",
    "planned ones are hollow, coarse dates shaded, bars as high as their origins are many",
  ]
    .filter(Boolean)
    .join("; ");
  return framed(app, "timeline", {
    title: "Timeline",
    hint: `${told}.`,
    tools: tools(app, zoom, fitted, shown),
    chart: () =>
      shown.length ? chart(app, shown, zoom) : h("p", { class: "empty" }, "No dated event passes the filters."),
    rows: () => eventTable(app, shown),
  });
}

export function eventTable(app, rows) {
  const { columns: c, texts } = app.data;
  const order = rows.slice().sort((a, b) => c["events.first"][a] - c["events.first"][b]);
  return table(
    ["Event", "When", "Modality", "Origins", "Story"],
    order.map((row) => [
      texts["events.text"][row],
      whenOf(app.data, row),
      texts["events.modality"][c["events.modality"][row]] || "",
      c["events.n_sources"][row],
      texts["stories.title"][c["events.story"][row]] || "",
    ]),
    (at) => app.openEvent(order[at]),
  );
}

export const whenOf = (data, row) =>
  tellPeriod(
    data.columns["events.first"][row],
    data.columns["events.last"][row],
    data.texts["events.precision"][data.columns["events.precision"][row]] || "",
  );

export function brush(app, table, key, low, high, title) {
  const { columns: c } = app.data,
    [first, last] = table === "events" ? ["events.first", "events.last"] : ["articles.day", "articles.day"];
  const label = `${title}: ${tellPeriod(low, high)}`;
  app.store.set(key, daysFilter(table, c[first], c[last], low, high, label));
}

function tools(app, zoom, fitted, shown) {
  const go = (low, high) => {
    app.state.zoom = high - low >= 1 ? [low, high] : app.state.zoom;
    app.draw();
  };
  const [low, high] = zoom || [0, 1],
    middle = (low + high) / 2;
  return [
    choice("Lanes", LANES, app.state.lanes, (value) => {
      app.state.lanes = value;
      app.draw();
    }),
    h(
      "span",
      { class: "group", role: "group", "aria-label": "Zoom" },
      button("−", () => go(middle - (high - low), middle + (high - low)), {
        class: "tool",
        "aria-label": "Zoom out",
        "data-key": "zoom-out",
      }),
      button("+", () => go(middle - (high - low) / 4, middle + (high - low) / 4), {
        class: "tool",
        "aria-label": "Zoom in",
        "data-key": "zoom-in",
      }),
      button(
        "Fit",
        () => {
          app.state.zoom = null;
          app.draw();
        },
        { class: "tool", disabled: !app.state.zoom, "data-key": "zoom-fit" },
      ),
      button(
        "All",
        () => {
          const [from, to] = bounds(app.data, shown);
          app.state.zoom = [from, to + 1];
          app.draw();
        },
        { class: "tool", disabled: !shown.length, "data-key": "zoom-all" },
      ),
    ),
    betweenDays(app, "when", (from, to) => brush(app, "events", "when", from, to, "Happened")),
  ];
}

// A period by two days, for keys and fingers; `act` is told when both are there.
export function betweenDays(app, key, act) {
  const held = app.store.filters.get(key);
  const what = key === "when" ? "Happened" : "Published";
  const date = (name, value) =>
    h("input", { type: "date", "aria-label": `${what} ${name}`, value, "data-key": `${key}-${name}`, onchange: told });
  const told = (event) => {
    const days = Array.from(event.target.parentNode.querySelectorAll("input"), (input) => parseDay(input.value));
    if (days.every((day) => day !== null) && days[0] <= days[1]) act(...days);
  };
  return h(
    "span",
    { class: "group dates" },
    date("from", held ? isoDay(held.state[0]) : ""),
    " – ",
    date("to", held ? isoDay(held.state[1]) : ""),
  );
}

function bounds(data, rows) {
  let low = Infinity,
    high = -Infinity;
  for (const row of rows) {
    low = Math.min(low, data.columns["events.first"][row]);
    high = Math.max(high, data.columns["events.last"][row]);
  }
  return [low, high];
}

function lanesOf(app, shown, mode) {
  const { columns: c, texts, links } = app.data,
    held = new Map();
  const push = (key, row) => {
    if (!held.has(key)) held.set(key, []);
    held.get(key).push(row);
  };
  const labels = {
    story: texts["stories.title"],
    source: texts["articles.source"],
    actor: texts["events.who"],
    place: texts["events.where"],
  }[mode];
  for (const row of shown) {
    if (mode === "source")
      for (const source of new Set(Array.from(linked(links.eventArticles, row), (one) => c["articles.source"][one])))
        push(source, row);
    else push(c[{ story: "events.story", actor: "events.who", place: "events.where" }[mode]][row], row);
  }
  const order = [...held].filter(([key]) => key >= 0).sort((a, b) => b[1].length - a[1].length || a[0] - b[0]);
  const lanes = order.slice(0, MOST_LANES).map(([key, rows]) => ({ key, label: labels[key], rows }));
  const rest = [...order.slice(MOST_LANES).flatMap(([, rows]) => rows), ...(held.get(-1) || [])];
  if (rest.length)
    lanes.push({
      key: -1,
      label: `${number(order.length - lanes.length + (held.has(-1) ? 1 : 0))} others`,
      rows: [...new Set(rest)],
    });
  return lanes;
}

function chart(app, shown, [low, high]) {
  const { columns: c } = app.data,
    width = Math.max(280, app.width() - 8);
  const left = shown.filter((row) => c["events.last"][row] < low),
    right = shown.filter((row) => c["events.first"][row] > high);
  const inside = shown.filter((row) => c["events.last"][row] >= low && c["events.first"][row] <= high);
  const mode = app.state.lanes === "auto" ? (inside.length <= MOST_LINES ? "one" : "story") : app.state.lanes;
  const scale = linear(low, high, 8, width - 8);
  const drawn =
    mode === "one"
      ? oneLineEach(app, inside, scale, width)
      : inLanes(app, lanesOf(app, inside, mode), mode, scale, width);
  const height = drawn.height + 26;
  const svg = s("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    class: "timeline",
    role: "group",
    "aria-label":
      `Timeline, ${tellPeriod(Math.floor(low), Math.ceil(high))}; ` +
      "arrows go from event to event, Enter opens one, plus and minus zoom",
  });
  for (const tick of timeTicks(Math.ceil(low), Math.floor(high), Math.max(2, width / 96)))
    svg.append(
      s("line", { x1: scale(tick.day), x2: scale(tick.day), y1: 18, y2: height, class: "grid" }),
      s(
        "text",
        { x: within(scale(tick.day), tick.label, width), y: 12, class: "tick", "text-anchor": "middle" },
        tick.label,
      ),
    );
  const held = app.store.filters.get("when");
  if (held)
    svg.append(
      s("rect", {
        x: scale(held.state[0]),
        width: Math.max(2, scale(held.state[1] + 1) - scale(held.state[0])),
        y: 18,
        height: height - 18,
        class: "brushed",
      }),
    );
  svg.append(s("g", { transform: "translate(0 24)" }, drawn.nodes));
  roving(svg, ".mark");
  act(app, svg, scale, [low, high]);
  const tip = h(
    "p",
    { class: "tip", "aria-live": "polite" },
    drawn.left
      ? `${plural(drawn.left, "further event")} of fewer origins: filter, zoom or choose lanes to see them.`
      : "",
  );
  const rest = tip.textContent;
  const tell = (event) => {
    const mark = event.target.closest?.(".mark");
    tip.textContent = mark ? mark.getAttribute("aria-label") : rest;
  };
  for (const kind of ["focusin", "mouseover"]) svg.addEventListener(kind, tell);
  const ends = h(
    "div",
    { class: "ends" },
    left.length
      ? button(
          `◂ ${number(left.length)} earlier`,
          () => {
            app.state.zoom = widened(app.data, left, [low, high]);
            app.draw();
          },
          { class: "tool", "data-key": "earlier" },
        )
      : h("span"),
    right.length
      ? button(
          `${number(right.length)} later ▸`,
          () => {
            app.state.zoom = widened(app.data, right, [low, high]);
            app.draw();
          },
          { class: "tool", "data-key": "later" },
        )
      : h("span"),
  );
  return h("div", { class: "chart" }, svg, ends, tip);
}

function widened(data, rows, [low, high]) {
  const [from, to] = bounds(data, rows);
  const pad = Math.max(1, Math.round(0.02 * (Math.max(to, high) - Math.min(from, low))));
  return [Math.min(low, from - pad), Math.max(high, to + pad)];
}

function mark(app, row, x0, x1, y, most = 16) {
  const { columns: c, texts } = app.data;
  const modality = texts["events.modality"][c["events.modality"][row]] || "happened";
  const precision = texts["events.precision"][c["events.precision"][row]] || "";
  const tall = Math.min(most, 6 + 2.5 * Math.log2(Math.max(1, c["events.n_sources"][row]))),
    wide = Math.max(5, x1 - x0);
  const off = !app.store.now.events[row],
    on = app.state.event === row;
  return s("rect", {
    x: x0,
    y: y - tall / 2,
    width: wide,
    height: tall,
    rx: Math.min(3, tall / 2),
    tabindex: "-1",
    role: "button",
    class: `mark m-${modality}${COARSE.has(precision) ? " coarse" : ""}${off ? " off" : ""}${on ? " on" : ""}`,
    "data-event": row,
    "aria-label":
      `${whenOf(app.data, row)}: ${texts["events.text"][row]} ` +
      `(${plural(c["events.n_sources"][row], "origin")}${modality === "happened" ? "" : `, ${modality}`})`,
  });
}

function oneLineEach(app, inside, scale, width) {
  const { columns: c, texts } = app.data;
  const best = inside
    .slice()
    .sort(
      (a, b) => c["events.n_sources"][b] - c["events.n_sources"][a] || c["events.score"][b] - c["events.score"][a],
    )
    .slice(0, MOST_LINES);
  best.sort(
    (a, b) => c["events.first"][a] - c["events.first"][b] || c["events.last"][a] - c["events.last"][b] || a - b,
  );
  const nodes = best.map((row, line) => {
    const x0 = Math.max(2, scale(c["events.first"][row])),
      x1 = Math.min(width - 2, Math.max(x0 + 5, scale(c["events.last"][row] + 1)));
    const y = line * 25 + 12,
      after = width - x1 - 14,
      before = x0 - 14,
      right = after >= before || after > 260;
    const room = Math.floor(Math.max(right ? after : before, 0) / 6.4),
      text = texts["events.text"][row];
    const label =
      room > 6
        ? s(
            "text",
            { x: right ? x1 + 7 : x0 - 7, y: y + 4, class: "label", "text-anchor": right ? "start" : "end" },
            short(text, room),
          )
        : null;
    return s("g", {}, mark(app, row, x0, x1, y), label);
  });
  return { nodes, height: Math.max(2, best.length) * 25, left: inside.length - best.length };
}

function inLanes(app, lanes, mode, scale, width) {
  const nodes = [];
  let top = 0;
  for (const lane of lanes) {
    const { marks, tall, over } = packed(app, lane.rows, scale, width, top + 20);
    const key = { story: "story", source: "source", actor: "actor", place: "where" }[mode];
    const label = s(
      "text",
      {
        x: 4,
        y: top + 13,
        class: `lane${lane.key >= 0 ? " mark" : ""}`,
        role: lane.key >= 0 ? "button" : null,
        tabindex: "-1",
        "data-lane": lane.key >= 0 ? `${key} ${lane.key}` : null,
        "aria-label": `${lane.label}: ${plural(lane.rows.length, "event")}; Enter filters`,
      },
      short(lane.label, Math.floor(width / 7.5) - (over ? 26 : 7)),
      s(
        "tspan",
        { class: "n" },
        `  ${number(lane.rows.length)}${over ? `, ${number(over)} long periods not drawn` : ""}`,
      ),
    );
    nodes.push(s("line", { x1: 0, x2: width, y1: top, y2: top, class: "grid" }), label, ...marks);
    top += 26 + tall;
  }
  return { nodes, height: top, left: 0 };
}

function packed(app, rows, scale, width, top) {
  const { columns: c } = app.data,
    buckets = new Map(),
    long = [],
    marks = [];
  for (const row of rows) {
    const x0 = Math.max(2, scale(c["events.first"][row])),
      x1 = Math.min(width - 2, scale(c["events.last"][row] + 1));
    if (x1 - x0 > LONG * BUCKET) {
      long.push([x0, x1, row]);
      continue;
    }
    const place = Math.floor((x0 + x1) / 2 / BUCKET);
    if (!buckets.has(place)) buckets.set(place, []);
    buckets.get(place).push(row);
  }
  let lines = 1;
  for (const [place, held] of [...buckets].sort((a, b) => a[0] - b[0])) {
    if (held.length > STACK) {
      marks.push(cluster(app, held, (place + 0.5) * BUCKET, top + 12));
      lines = Math.max(lines, 2);
      continue;
    }
    held.forEach((row, line) =>
      marks.push(
        mark(
          app,
          row,
          Math.max(2, scale(c["events.first"][row])),
          Math.min(width - 2, scale(c["events.last"][row] + 1)),
          top + line * 11 + 5,
          9,
        ),
      ),
    );
    lines = Math.max(lines, held.length);
  }
  let tall = buckets.size ? lines * 11 + 4 : 0,
    over = 0;
  const ends = [];
  for (const [x0, x1, row] of long.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    let line = ends.findIndex((end) => end < x0);
    if (line < 0) line = ends.length;
    if (line >= LONG_ROWS) {
      over++;
      continue;
    }
    ends[line] = x1 + 2;
    marks.push(mark(app, row, x0, x1, top + tall + line * 10 + 5, 8));
  }
  tall += ends.length * 10;
  return { marks, tall, over };
}

function cluster(app, rows, x, y) {
  const { columns: c } = app.data,
    [low, high] = bounds(app.data, rows),
    off = !rows.some((row) => app.store.now.events[row]);
  const node = s(
    "g",
    {
      class: `mark cluster${off ? " off" : ""}`,
      tabindex: "-1",
      role: "button",
      "aria-label": `${plural(rows.length, "event")}, ${tellPeriod(low, high)}; Enter opens`,
    },
    s("circle", { cx: x, cy: y, r: Math.min(11.5, 5.5 + Math.log2(rows.length)) }),
    s("text", { x, y: y + 3.5, "text-anchor": "middle" }, rows.length > 999 ? "…" : String(rows.length)),
  );
  node.rows = rows.sort(
    (a, b) => c["events.n_sources"][b] - c["events.n_sources"][a] || c["events.first"][a] - c["events.first"][b],
  );
  return node;
}

// Clicks, keys and the brush.
function act(app, svg, scale, [low, high]) {
  const { columns: c } = app.data;
  const open = (node) => {
    if (node.rows) {
      const [from, to] = bounds(app.data, node.rows),
        close = (high - low) / 4;
      if (to - from >= 2 && to - from < close) {
        app.state.zoom = [from - 1, to + 2];
        app.draw();
      } else app.openEvents(node.rows);
    } else if (node.dataset.lane) {
      const [key, value] = node.dataset.lane.split(" ");
      app.choose(key, Number(value));
    } else app.openEvent(Number(node.dataset.event));
  };
  svg.addEventListener("click", (event) => {
    const node = event.target.closest(".mark");
    if (node) open(node);
  });
  const zoom = (by, at) => {
    const place = at ?? (low + high) / 2;
    app.state.zoom = [place - (place - low) * by, place + (high - place) * by];
    if (app.state.zoom[1] - app.state.zoom[0] >= 1) app.draw();
  };
  svg.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(event.deltaY > 0 ? 1.3 : 0.77, scale.invert(event.offsetX));
    },
    { passive: false },
  );
  svg.addEventListener("keydown", (event) => {
    const by = { "+": 0.5, "=": 0.5, "-": 2 }[event.key],
      step = event.shiftKey && { ArrowLeft: -0.25, ArrowRight: 0.25 }[event.key];
    const focused = event.target.dataset?.event;
    if (by) zoom(by, focused ? c["events.first"][focused] : null);
    else if (step) {
      app.state.zoom = [low + step * (high - low), high + step * (high - low)];
      app.draw();
    } else if (event.key === "0") {
      app.state.zoom = null;
      app.draw();
    } else return;
    event.preventDefault();
    app.root.querySelector(".timeline .mark")?.focus();
  });
  dragged(svg, (x0, x1) =>
    brush(app, "events", "when", Math.floor(scale.invert(x0)), Math.floor(scale.invert(x1)), "Happened"),
  );
}
