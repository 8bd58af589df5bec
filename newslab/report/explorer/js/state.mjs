// The state of a view: plain texts and numbers that a later build still knows. It may come from somebody else.
import { plural } from "./dom.mjs";
import { isoDay, parseDay, tellPeriod } from "./scale.mjs";
import { TABLES, daysFilter, facetFilter, facetValues, rowsFilter } from "./store.mjs";

export const NAMES = { articles: "article", events: "event", statements: "statement", contrasts: "difference" };
const OPENS = { articles: "openArticle", events: "openEvent", contrasts: "openContrast", stories: "openStory" };
const oneOf = (first, others) => ({ first, fits: (value) => value === first || others.split(" ").includes(value) });
const KEPT = {
  view: oneOf("timeline", "list stories coverage topics emphasis differs map"),
  lanes: oneOf("auto", "one story source actor place"),
  zoom: {
    first: null,
    fits: (value) => value === null || (Array.isArray(value) && value.length === 2 && value[1] - value[0] >= 1),
  },
  map: oneOf("groups", "meaning"),
  matrix: oneOf("stories", "events"),
  listed: oneOf("articles", "events statements contrasts"),
  tree: oneOf("top", "articles sources differences"),
  order: oneOf("best", "new old off"),
  unsure: { first: false, fits: (value) => typeof value === "boolean" },
  marks: {
    first: ["names"],
    fits: (value) =>
      Array.isArray(value) &&
      value.every((one) => ["names", "dates", "numbers", "quotes", "statements", "roles"].includes(one)),
  },
};

export function firstState() {
  const kept = Object.fromEntries(Object.entries(KEPT).map(([key, { first }]) => [key, structuredClone(first)]));
  return { ...kept, facets: {}, more: {}, page: 0, terms: [], hits: null, event: -1 };
}

const idOf = (data, table, row) => (table === "statements" ? row : data.texts[`${table}.id`][row]);

export function stateOf(app) {
  const state = { filters: {} };
  for (const [key, filter] of app.store.filters) {
    if (key === "when" || key === "published") state.filters[key] = filter.state.map(isoDay);
    else if (key.startsWith("given-"))
      state.filters[key] = filter.state.map((row) => idOf(app.data, filter.table, row));
    else state.filters[key] = filter.state;
  }
  for (const [key, { first }] of Object.entries(KEPT))
    if (JSON.stringify(app.state[key]) !== JSON.stringify(first)) state[key] = app.state[key];
  if (app.pages.length && app.opened) state.open = [app.opened[0], idOf(app.data, ...app.opened)];
  return state;
}

// Sets the filters and the view, and returns what the state names and this corpus does not have.
export function restoreState(app, state, keep) {
  const wanted = state && typeof state === "object" ? state : {};
  const pairs = [...app.store.filters.keys()].map((key) => [key, null]);
  const gone = [];
  for (const [key, { first, fits }] of Object.entries(KEPT))
    app.state[key] = structuredClone(wanted[key] !== undefined && fits(wanted[key]) ? wanted[key] : first);
  for (const [key, value] of Object.entries(wanted.filters || {})) {
    if (key === "search") {
      app.query.value = String(value);
      app.search(String(value));
    } else if (Array.isArray(value)) pairs.push([key, filterOf(app, key, value, gone)]);
    else gone.push(key);
  }
  app.store.unsure = app.state.unsure;
  app.store.setAll(pairs, keep);
  if (Array.isArray(wanted.open)) {
    const [table, id] = wanted.open;
    const row = (app.data.texts[`${table}.id`] || []).indexOf(id);
    if (row >= 0 && OPENS[table]) app[OPENS[table]](row);
    else gone.push(String(id));
  }
  return gone;
}

function filterOf(app, key, value, gone) {
  const { columns: c, n, texts } = app.data;
  const facet = app.facet(key);
  if (facet) {
    const found = facetValues(facet, value);
    gone.push(...found.gone);
    return facetFilter(facet, found.found);
  }
  if (key === "when" || key === "published") {
    const [low, high] = value.map(parseDay);
    if (low === null || high === null || high === undefined) return null;
    return key === "when"
      ? daysFilter("events", c["events.first"], c["events.last"], low, high, `Happened: ${tellPeriod(low, high)}`)
      : daysFilter(
          "articles",
          c["articles.day"],
          c["articles.day"],
          low,
          high,
          `Published: ${tellPeriod(low, high)}`,
        );
  }
  const table = key.slice("given-".length);
  if (!key.startsWith("given-") || !TABLES.includes(table)) {
    gone.push(key);
    return null;
  }
  const places = table === "statements" ? null : new Map(texts[`${table}.id`].map((id, row) => [id, row]));
  const rows = value.map((id) => (places ? places.get(id) : id));
  const held = rows.filter((row) => Number.isInteger(row) && row >= 0 && row < n[table]);
  return rowsFilter(table, n[table], held, `Chosen: ${plural(held.length, NAMES[table])}`, held);
}
