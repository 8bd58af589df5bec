// The side: facets with counts, and the days of publication to brush.
import { button, dragged, h, number, s, within } from "./dom.mjs";
import { NO_DAY, linear, periods, placeIn, tellPeriod, timeTicks } from "./scale.mjs";
import { facetCounts } from "./store.mjs";
import { fold } from "./search.mjs";
import { betweenDays, brush } from "./timeline.mjs";

const FEW = 7,
  MANY = 60;

export function facetsPanel(app) {
  return h(
    "div",
    { class: "facets" },
    app.facets.map((facet) => facetBox(app, facet)),
  );
}

function facetBox(app, facet) {
  const state = (app.state.facets[facet.key] ||= {
    open: ["source", "topic", "story", "speaker", "kind"].includes(facet.key),
    more: false,
    typed: "",
  });
  const chosen = new Set(app.store.filters.get(facet.key)?.values || []);
  const box = h(
    "details",
    {
      open: state.open || chosen.size > 0,
      class: "facet",
      ontoggle: () => {
        if (state.open !== box.open) {
          state.open = box.open;
          fill();
        }
      },
    },
    h(
      "summary",
      { "data-key": `facet-${facet.key}` },
      facet.title,
      chosen.size ? h("span", { class: "n" }, ` ${chosen.size} chosen`) : null,
    ),
  );
  const body = h("div", {});
  const fill = () => body.replaceChildren(...(box.open ? values(app, facet, state, chosen, fill) : []));
  box.append(body);
  fill();
  return box;
}

function values(app, facet, state, chosen, fill) {
  const counts = facetCounts(facet, app.store.without(facet.key)[facet.table]),
    typed = fold(state.typed);
  let order = [];
  for (let value = 0; value < counts.length; value++)
    if (
      (counts[value] || chosen.has(value)) &&
      (!facet.keep || facet.keep(value)) &&
      (!typed || fold(facet.labels[value]).includes(typed))
    )
      order.push(value);
  const n = order.length;
  order.sort((a, b) => chosen.has(b) - chosen.has(a) || counts[b] - counts[a] || a - b);
  order = order.slice(0, state.more || typed ? MANY : FEW);
  const most = Math.max(1, ...order.map((value) => counts[value]));
  const find =
    n > 2 * FEW || typed
      ? h("input", {
          type: "search",
          class: "find",
          placeholder: `Find among ${number(n)}`,
          "aria-label": `Find in ${facet.title}`,
          value: state.typed,
          "data-key": `find-${facet.key}`,
          oninput: (event) => {
            state.typed = event.target.value;
            fill();
            app.root.querySelector(`[data-key="find-${facet.key}"]`)?.focus();
          },
        })
      : null;
  const items = order.map((value) => {
    const meter = h("i", { class: "meter" });
    meter.style.width = `${(100 * counts[value]) / most}%`;
    return h(
      "li",
      {},
      h(
        "label",
        {},
        h("input", {
          type: "checkbox",
          checked: chosen.has(value),
          "data-key": `${facet.key} ${value}`,
          onchange: () => app.choose(facet.key, value, true),
        }),
        h("span", { class: "value", dir: "auto", title: facet.labels[value] }, facet.labels[value]),
        h("span", { class: "n" }, number(counts[value])),
        meter,
      ),
    );
  });
  return [
    find,
    h("ul", {}, items),
    n > FEW && !typed
      ? button(
          state.more ? "Fewer" : `More (${number(Math.min(n, MANY) - FEW)})`,
          () => {
            state.more = !state.more;
            fill();
          },
          { class: "link" },
        )
      : null,
    n > MANY && state.more ? h("p", { class: "hint" }, `${MANY} of ${number(n)}; type to find others.`) : null,
    n ? null : h("p", { class: "hint" }, "None."),
  ].filter(Boolean);
}

// Articles by day of publication, a strip to brush.
export function publishedStrip(app) {
  const { data, store } = app,
    day = data.columns["articles.day"],
    all = store.without("published").articles,
    now = store.now.articles;
  let low = Infinity,
    high = -Infinity;
  for (let row = 0; row < day.length; row++)
    if (all[row] && day[row] !== NO_DAY) {
      low = Math.min(low, day[row]);
      high = Math.max(high, day[row]);
    }
  if (low > high) return h("p", { class: "hint" }, "No day of publication is known.");
  const width = app.width(true),
    height = 82,
    { unit, starts } = periods(low, high, Math.floor(width / 5));
  const counts = [new Int32Array(starts.length), new Int32Array(starts.length)];
  for (let row = 0; row < day.length; row++)
    if (all[row] && day[row] !== NO_DAY) {
      const at = placeIn(starts, day[row]);
      counts[0][at]++;
      if (now[row]) counts[1][at]++;
    }
  const most = Math.max(...counts[0]),
    scale = linear(starts[0], high + 1, 4, width - 4),
    tall = linear(0, most, 0, 34);
  const step = (width - 8) / starts.length,
    svg = s("svg", {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      class: "strip",
      role: "img",
      "aria-label": `Articles by ${unit} of publication, ${tellPeriod(low, high)}; at most ${most} a ${unit}`,
    });
  starts.forEach((start, at) => {
    for (const which of [0, 1]) {
      const bar = tall(counts[which][at]);
      if (bar)
        svg.append(
          s("rect", {
            x: scale(Math.max(start, starts[0])),
            y: 64 - bar,
            width: Math.max(1.5, Math.min(step - 1, 22)),
            height: bar,
            class: which ? "bar" : "bar off",
          }),
        );
    }
  });
  for (const tick of timeTicks(starts[0], high, Math.max(2, width / 90)))
    svg.append(
      s(
        "text",
        { x: within(scale(tick.day), tick.label, width), y: 78, class: "tick", "text-anchor": "middle" },
        tick.label,
      ),
    );
  const held = store.filters.get("published");
  if (held)
    svg.append(
      s("rect", {
        class: "brushed",
        x: scale(Math.max(held.state[0], starts[0])),
        y: 26,
        height: 38,
        width: Math.max(2, scale(Math.min(held.state[1], high) + 1) - scale(Math.max(held.state[0], starts[0]))),
      }),
    );
  dragged(svg, (x0, x1) =>
    brush(app, "articles", "published", Math.floor(scale.invert(x0)), Math.floor(scale.invert(x1)), "Published"),
  );
  return h(
    "div",
    { class: "stripbox" },
    h("span", { class: "label" }, `Published, by ${unit}`),
    betweenDays(app, "published", (from, to) => brush(app, "articles", "published", from, to, "Published")),
    svg,
  );
}
