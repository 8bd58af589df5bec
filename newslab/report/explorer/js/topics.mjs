// Topics over time, and the map of articles.
import { linked } from "./data.mjs";
import { button, choice, framed, h, number, plural, s, short, table, within } from "./dom.mjs";
import { articleLine, dayOfArticle, sourceOf, titleOf } from "./reader.mjs";
import { isDark } from "./theme.mjs";
import { NO_DAY, linear, periods, placeIn, tellDay, timeTicks } from "./scale.mjs";

const MOST_TOPICS = 14;

export function topicsView(app) {
  const { data, store } = app,
    { columns: c, texts, links } = data,
    now = store.now.articles,
    day = c["articles.day"];
  let low = Infinity,
    high = -Infinity;
  for (let row = 0; row < day.length; row++)
    if (now[row] && day[row] !== NO_DAY) {
      low = Math.min(low, day[row]);
      high = Math.max(high, day[row]);
    }
  const width = Math.max(280, app.width() - 8),
    wide = Math.min(260, width * 0.4);
  const { unit, starts } =
    low <= high ? periods(low, high, Math.max(6, Math.floor((width - wide) / 9))) : { unit: "day", starts: [] };
  const counts = texts["topics.label"].map(() => new Int32Array(starts.length)),
    totals = new Int32Array(counts.length);
  for (let row = 0; row < day.length; row++)
    if (now[row])
      for (const topic of linked(links.articleTopics, row)) {
        totals[topic]++;
        if (day[row] !== NO_DAY) counts[topic][placeIn(starts, day[row])]++;
      }
  const order = Array.from(totals.keys())
      .filter((topic) => totals[topic])
      .sort((a, b) => totals[b] - totals[a] || a - b),
    shown = order.slice(0, MOST_TOPICS);
  return framed(app, "topics", {
    title: "Topics over time",
    hint:
      `Articles that pass the filters, by ${unit} of publication` +
      (order.length > shown.length ? `; ${shown.length} of ${number(order.length)} topics.` : "."),
    chart: () =>
      shown.length && starts.length
        ? h("div", { class: "chart" }, multiples(app, shown, counts, totals, starts, high, width, wide, unit))
        : h("p", { class: "empty" }, "No topic among the articles that pass the filters."),
    rows: () =>
      table(
        ["Topic", "Articles", ...starts.map((start) => tellDay(start))],
        order.map((topic) => [texts["topics.label"][topic], totals[topic], ...counts[topic]]),
        (at) => app.choose("topic", order[at]),
      ),
  });
}

function multiples(app, shown, counts, totals, starts, high, width, wide, unit) {
  const { texts } = app.data,
    most = Math.max(1, ...shown.flatMap((topic) => Array.from(counts[topic])));
  const stacked = width < 560,
    left = stacked ? 4 : wide,
    lane = stacked ? 62 : 46,
    scale = linear(starts[0], high + 1, left, width - 6);
  const height = shown.length * lane + 24,
    svg = s("svg", {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      class: "multiples",
      role: "group",
      "aria-label": "Topics over time",
    });
  const step = Math.max(2, (width - left - 6) / starts.length - 1);
  shown.forEach((topic, at) => {
    const base = at * lane + lane - 6,
      tall = linear(0, most, 0, 34);
    const label = s(
      "text",
      {
        x: 0,
        y: stacked ? at * lane + 14 : base - 12,
        class: "label mark",
        role: "button",
        tabindex: "0",
        "data-key": `topic-${topic}`,
        "aria-label": `${texts["topics.label"][topic]}: ${plural(totals[topic], "article")}; Enter filters`,
      },
      short(texts["topics.label"][topic], Math.floor((stacked ? width : wide) / 7) - 5),
      s("tspan", { class: "n" }, ` ${number(totals[topic])}`),
    );
    const act = () => app.choose("topic", topic);
    label.addEventListener("click", act);
    label.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        act();
      }
    });
    svg.append(label, s("line", { x1: left, x2: width - 6, y1: base, y2: base, class: "axis" }));
    starts.forEach((start, place) => {
      const n = counts[topic][place];
      if (n)
        svg.append(
          s(
            "rect",
            {
              x: scale(start),
              y: base - Math.max(1.5, tall(n)),
              width: Math.min(step, 26),
              height: Math.max(1.5, tall(n)),
              class: "bar",
            },
            s("title", {}, `${tellDay(start)}, ${unit}: ${plural(n, "article")}`),
          ),
        );
    });
  });
  for (const tick of timeTicks(starts[0], high, Math.max(2, (width - left) / 90)))
    svg.append(
      s(
        "text",
        { x: within(scale(tick.day), tick.label, width), y: height - 4, class: "tick", "text-anchor": "middle" },
        tick.label,
      ),
    );
  return svg;
}

// Where each article lies on the map: topics are discs, in them stories, in these the articles, packed as seeds are.
const TURN = Math.PI * (3 - Math.sqrt(5));
// Where each article lies by its meaning, as the table `layout` has it; a topic is named amid its articles.
export function meanings({ columns: c, texts, n }) {
  const x = new Float32Array(n.articles),
    y = new Float32Array(n.articles),
    sums = texts["topics.label"].map(() => [0, 0, 0]);
  for (let row = 0; row < n.articles; row++) {
    const known = !Number.isNaN(c["articles.x"][row]);
    x[row] = known ? 100 * c["articles.x"][row] : NaN;
    y[row] = known ? -100 * c["articles.y"][row] : NaN;
  }
  for (let at = 0; at < c["article_topics.topic"].length; at++) {
    const [topic, row] = [c["article_topics.topic"][at], c["article_topics.article"][at]];
    if (topic < 0 || row < 0 || Number.isNaN(x[row])) continue;
    sums[topic][0] += x[row];
    sums[topic][1] += y[row];
    sums[topic][2] += 1;
  }
  const discs = sums
    .map(([across, down, count], topic) => ({ topic, x: across / count, y: down / count, r: 0, count }))
    .filter((one) => one.count)
    .sort((a, b) => b.count - a.count);
  return { x, y, discs, reach: 104 };
}

// Of every article the topic of most weight; -1: none.
function bestTopics({ columns: c, n }) {
  const weight = c["article_topics.weight"],
    best = new Int32Array(n.articles).fill(-1),
    most = new Float32Array(n.articles).fill(-1);
  for (let at = 0; at < weight.length; at++) {
    const row = c["article_topics.article"][at];
    if (row >= 0 && weight[at] > most[row]) {
      most[row] = weight[at];
      best[row] = c["article_topics.topic"][at];
    }
  }
  return best;
}

// The first topics have a colour each; the others, and articles in none, are grey.
const COLOURED = 10;
const inkOf = (topic, dark) =>
  topic < 0 || topic >= COLOURED ? null : `hsl(${Math.round(205 + topic * 137.5) % 360} 52% ${dark ? 70 : 36}%)`;

export const hasMeaning = ({ columns: c }) => c["articles.x"]?.some((one) => !Number.isNaN(one)) ?? false;

export function places(data) {
  const { columns: c, links, n } = data,
    groups = new Map();
  const best = bestTopics(data);
  for (let row = 0; row < n.articles; row++) {
    const story = Array.from(linked(links.articleStories, row)).find((one) => c["stories.parent"][one] < 0) ?? -1;
    if (!groups.has(best[row])) groups.set(best[row], new Map());
    const held = groups.get(best[row]),
      key = story < 0 ? `alone ${row}` : story;
    if (!held.has(key)) held.set(key, []);
    held.get(key).push(row);
  }
  const x = new Float32Array(n.articles),
    y = new Float32Array(n.articles),
    discs = [];
  const topics = [...groups]
    .map(([topic, stories]) => {
      const packed = spiral(
        [...stories.values()]
          .sort((a, b) => b.length - a.length || a[0] - b[0])
          .map((rows) => ({ rows, r: 0.62 * Math.sqrt(rows.length) + 0.35 })),
      );
      return { topic, packed, r: Math.max(...packed.map((one) => Math.hypot(one.x, one.y) + one.r)) + 0.8 };
    })
    .sort((a, b) => b.r - a.r || a.topic - b.topic);
  for (const topic of spiral(topics)) {
    discs.push({ topic: topic.topic, x: topic.x, y: topic.y, r: topic.r });
    for (const story of topic.packed)
      story.rows.forEach((row, at) => {
        const far = 0.62 * Math.sqrt(at + (story.rows.length > 1 ? 0.5 : 0));
        x[row] = topic.x + story.x + far * Math.cos(at * TURN);
        y[row] = topic.y + story.y + far * Math.sin(at * TURN);
      });
  }
  return { x, y, discs };
}

// Discs along a spiral, each at the first place where it touches none of those before.
function spiral(discs) {
  const held = [],
    cell = 2 * Math.max(0.5, ...discs.map((one) => one.r)),
    buckets = new Map();
  const key = (x, y) => `${Math.floor(x / cell)} ${Math.floor(y / cell)}`;
  const free = (x, y, r) => {
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (const one of buckets.get(key(x + dx * cell, y + dy * cell)) || [])
          if (Math.hypot(one.x - x, one.y - y) < one.r + r) return false;
    return true;
  };
  let begin = 0,
    last = Infinity;
  for (const disc of discs) {
    if (disc.r < last) {
      begin = held.length ? Math.floor(begin * 0.9) : 0;
      last = disc.r;
    }
    for (let at = begin; ; at++) {
      const far = 0.5 * disc.r * Math.sqrt(at),
        x = far * Math.cos(at * TURN),
        y = far * Math.sin(at * TURN);
      if (!free(x, y, disc.r)) continue;
      held.push({ ...disc, x, y });
      const at_ = key(x, y);
      if (!buckets.has(at_)) buckets.set(at_, []);
      buckets.get(at_).push({ x, y, r: disc.r });
      begin = at;
      break;
    }
  }
  return held;
}

export function mapView(app) {
  const { data, store, state } = app,
    { texts } = data,
    meaning = state.map === "meaning" && hasMeaning(data),
    rows = () => Array.from(store.now.articles.keys()).filter((row) => store.now.articles[row]);
  return framed(app, "map", {
    title: "Map of articles",
    hint:
      (meaning
        ? "A point is an article, near ones are alike in meaning; far distances say little. "
        : "A point is an article, side by side those of one story, a disc is a topic. ") +
      "Drag to choose, arrows go from point to point, Enter reads." +
      (hasMeaning(data) ? "" : " This corpus has no places by meaning: build it anew for them."),
    tools: hasMeaning(data)
      ? [
          choice("Near are", [["groups", "articles of a story"], ["meaning", "articles of like meaning"]], state.map, (value) => {
            state.map = value;
            app.draw();
            app.keep();
          }),
        ]
      : [],
    chart: () => canvas(app),
    rows: () => {
      const all = rows();
      return table(
        ["Article", "Source", "Published"],
        all.map((row) => [titleOf(data, row), sourceOf(data, row), dayOfArticle(data, row)]),
        (at) => app.openArticle(all[at]),
      );
    },
  });

  function canvas() {
    const placed = ((app.placed ||= {})[meaning] ||= meaning ? meanings(data) : places(data)),
      width = Math.max(280, app.width() - 8),
      height = Math.max(300, Math.min(620, width, app.main.clientHeight - 130));
    let reach = placed.reach || 1;
    for (const disc of placed.discs)
      reach = Math.max(reach, (Math.abs(disc.x) + disc.r) * (height / width), Math.abs(disc.y) + disc.r);
    const zoom = (height / 2 - 6) / reach,
      wide = meaning ? (width / 2 - 12) / reach : zoom,
      at = (row) => [width / 2 + placed.x[row] * wide, height / 2 + placed.y[row] * zoom],
      topicOf = (app.bestTopics ||= bestTopics(data));
    const board = h("canvas", {
      class: "map",
      tabindex: "0",
      role: "application",
      "data-key": "map",
      "aria-label": `Map of ${plural(store.now.count.articles, "article")}; arrows go from point to point, Enter reads`,
    });
    const tip = h("p", { class: "tip", "aria-live": "polite" });
    let focus = -1,
      drag = null;
    requestAnimationFrame(() => draw());
    const draw = () => {
      const ratio = globalThis.devicePixelRatio || 1,
        style = getComputedStyle(board),
        ink = (name) => style.getPropertyValue(name).trim();
      board.width = width * ratio;
      board.height = height * ratio;
      board.style.width = `${width}px`;
      board.style.height = `${height}px`;
      const pen = board.getContext("2d");
      pen.scale(ratio, ratio);
      for (const disc of placed.discs) {
        pen.beginPath();
        pen.arc(width / 2 + disc.x * wide, height / 2 + disc.y * zoom, disc.r * zoom, 0, 7);
        pen.fillStyle = ink("--tint");
        pen.fill();
      }
      const r = Math.max(1.2, Math.min(5, meaning ? 70 / Math.sqrt(data.n.articles) : 0.42 * zoom)),
        dark = isDark(),
        [soft, off] = [ink("--soft"), ink("--rule")];
      for (const on of [0, 1])
        for (let row = 0; row < placed.x.length; row++)
          if (store.now.articles[row] === on) {
            const [x, y] = at(row);
            pen.fillStyle = on ? inkOf(topicOf[row], dark) || soft : off;
            pen.fillRect(x - r, y - r, 2 * r, 2 * r);
          }
      pen.font = "600 12px system-ui, sans-serif";
      pen.textAlign = "center";
      pen.lineWidth = 3;
      pen.strokeStyle = ink("--paper");
      pen.fillStyle = ink("--ink");
      const written = [];
      for (const disc of placed.discs.slice(0, 16))
        if (meaning || disc.r * zoom > 26) {
          const label = short(
              disc.topic < 0 ? "no topic" : texts["topics.label"][disc.topic],
              meaning ? 40 : Math.max(22, Math.floor((disc.r * zoom) / 3)),
            ),
            half = pen.measureText(label).width / 2 + 4,
            x = Math.min(width - half, Math.max(half, width / 2 + disc.x * wide)),
            y = Math.max(13, height / 2 + (disc.y - disc.r) * zoom + 13);
          if (meaning && written.some((one) => Math.abs(one.y - y) < 15 && Math.abs(one.x - x) < one.half + half)) continue;
          written.push({ x, y, half });
          pen.strokeText(label, x, y);
          pen.fillText(label, x, y);
        }
      if (focus >= 0) {
        const [x, y] = at(focus);
        pen.strokeStyle = ink("--warn");
        pen.lineWidth = 2;
        pen.strokeRect(x - r - 3, y - r - 3, 2 * r + 6, 2 * r + 6);
      }
      if (drag) {
        pen.strokeStyle = ink("--accent");
        pen.lineWidth = 1;
        pen.strokeRect(drag[0], drag[1], drag[2] - drag[0], drag[3] - drag[1]);
      }
    };
    const tell = () => {
      tip.textContent =
        focus < 0 ? "" : `${titleOf(data, focus)} (${sourceOf(data, focus)}, ${dayOfArticle(data, focus)})`;
    };
    const nearest = (x, y, only = () => true, most = Infinity) => {
      let best = -1,
        far = most;
      for (let row = 0; row < placed.x.length; row++)
        if (store.now.articles[row]) {
          const [px, py] = at(row);
          const d = Math.hypot(px - x, py - y);
          if (d < far && only(px, py)) {
            far = d;
            best = row;
          }
        }
      return best;
    };
    const where = (event) => {
      const box = board.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    board.addEventListener("pointerdown", (event) => {
      const [x, y] = where(event);
      drag = [x, y, x, y];
      board.setPointerCapture(event.pointerId);
    });
    board.addEventListener("pointermove", (event) => {
      const [x, y] = where(event);
      if (drag) {
        drag[2] = x;
        drag[3] = y;
      } else {
        const row = nearest(x, y, () => true, 14);
        if (row === focus) return;
        focus = row;
        tell();
      }
      draw();
    });
    board.addEventListener("pointerup", (event) => {
      const [x0, y0, x1, y1] = drag || [0, 0, 0, 0],
        row = nearest(...where(event), () => true, 14);
      drag = null;
      if (Math.abs(x1 - x0) + Math.abs(y1 - y0) > 8)
        app.given(
          "articles",
          Array.from(placed.x.keys()).filter((one) => {
            const [x, y] = at(one);
            return x >= Math.min(x0, x1) && x <= Math.max(x0, x1) && y >= Math.min(y0, y1) && y <= Math.max(y0, y1);
          }),
          "Drawn on the map",
        );
      else if (row >= 0) app.openArticle(row);
    });
    board.addEventListener("keydown", (event) => {
      const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
      if (event.key === "Enter" && focus >= 0) {
        app.openArticle(focus);
        return;
      }
      if (!step) return;
      event.preventDefault();
      const [x, y] = focus < 0 ? [width / 2, height / 2] : at(focus);
      const next = nearest(x + step[0], y + step[1], (px, py) => {
        const along = (px - x) * step[0] + (py - y) * step[1],
          aside = Math.abs((px - x) * step[1]) + Math.abs((py - y) * step[0]);
        return focus < 0 || (along > 0.5 && aside <= along);
      });
      if (next >= 0) {
        focus = next;
        tell();
        draw();
      }
    });
    return h("div", { class: "chart" }, board, tip);
  }
}

export async function termPage(app, story, source, term) {
  const { columns: c, texts, links } = app.data;
  const rows = Array.from(linked(links.storyArticles, story)).filter((row) => c["articles.source"][row] === source);
  const found = await app.host.sentences(rows, term);
  return {
    title: term,
    nodes: [
      h("p", { class: "kicker" }, texts["articles.source"][source]),
      h("h3", { dir: "auto" }, `“${term}”`),
      h(
        "p",
        {},
        button(texts["stories.title"][story] || "", () => app.openStory(story), { class: "link" }),
      ),
      found.map(([row, start, end, words]) => [
        h("blockquote", { dir: "auto" }, words),
        articleLine(app, row, { field: "text", start, end }),
      ]),
      found.length
        ? null
        : h(
            "p",
            { class: "empty" },
            app.host.kind === "file"
              ? "No cited sentence has it; the notebook has the whole texts."
              : "No sentence has it in these very words.",
          ),
    ],
  };
}
