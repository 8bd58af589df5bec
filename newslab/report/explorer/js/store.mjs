// The cross-filter: filters on articles, events, statements and contrasts, and the rows that pass them all together.
import { linked } from "./data.mjs";

export const TABLES = ["articles", "events", "statements", "contrasts"];

export class Store {
  constructor(data) {
    this.data = data;
    this.filters = new Map();
    this.listeners = [];
    this.past = [];
    this.unsure = false; // whether differences that are not certain enough to be told count too
    this.now = this.pass();
    this.memo = new Map();
  }

  // filter: {table, flags, label, state}; null takes it away.
  set(key, filter) {
    this.setAll([[key, filter]]);
  }

  setAll(pairs, keep = true) {
    if (keep) this.past.push(new Map(this.filters));
    for (const [key, filter] of pairs)
      if (filter) this.filters.set(key, filter);
      else this.filters.delete(key);
    this.changed();
  }

  back() {
    if (!this.past.length) return false;
    this.filters = this.past.pop();
    this.changed();
    return true;
  }

  changed() {
    this.memo.clear();
    this.now = this.pass();
    for (const tell of this.listeners) tell(this.now);
  }

  // What passes if a filter were not there: the counts a facet shows beside its values.
  without(key) {
    if (!this.filters.has(key)) return this.now;
    if (!this.memo.has(key)) this.memo.set(key, this.pass(key));
    return this.memo.get(key);
  }

  pass(except = null, unsure = this.unsure) {
    const { n, links, columns: c } = this.data,
      own = {},
      on = {};
    for (const table of TABLES) own[table] = null;
    for (const [key, filter] of this.filters) {
      if (key === except) continue;
      on[filter.table] = true;
      own[filter.table] = both(own[filter.table], filter.flags);
    }
    const asked = [...this.filters.keys()].some((key) => key === "given-contrasts");
    if (!unsure && !asked && c["contrasts.shown"]) own.contrasts = both(own.contrasts, c["contrasts.shown"]);
    const A = own.articles,
      E = own.events;
    const e1 = rows(n.events, (row) => (!E || E[row]) && (!A || some(links.eventArticles, row, A)));
    const c1 = rows(n.contrasts, (row) => {
      const event = c["contrasts.event"][row];
      return (
        (!own.contrasts || own.contrasts[row]) &&
        (!E || (event >= 0 && E[event])) &&
        (!A || some(links.contrastArticles, row, A))
      );
    });
    const s1 = rows(n.statements, (row) => {
      const event = c["statements.event"][row];
      return (
        (!own.statements || own.statements[row]) &&
        (!A || A[c["statements.article"][row]]) &&
        (!E || (event >= 0 && E[event]))
      );
    });
    const byEvent = on.events && reached(n.articles, e1, links.eventArticles);
    const byContrast = on.contrasts && reached(n.articles, c1, links.contrastArticles);
    const byStatement = on.statements && owners(n.articles, s1, c["statements.article"]);
    const articles = rows(
      n.articles,
      (row) =>
        (!A || A[row]) &&
        (!byEvent || byEvent[row]) &&
        (!byContrast || byContrast[row]) &&
        (!byStatement || byStatement[row]),
    );
    const saidOf = on.statements && owners(n.events, s1, c["statements.event"]);
    const toldOf = on.contrasts && owners(n.events, c1, c["contrasts.event"]);
    const narrowed = on.statements || on.contrasts;
    const events = narrowed
      ? rows(
          n.events,
          (row) =>
            e1[row] &&
            (!saidOf || saidOf[row]) &&
            (!toldOf || toldOf[row]) &&
            some(links.eventArticles, row, articles),
        )
      : e1;
    const statements = rows(
      n.statements,
      (row) =>
        s1[row] &&
        articles[c["statements.article"][row]] &&
        (!toldOf || (c["statements.event"][row] >= 0 && toldOf[c["statements.event"][row]])),
    );
    const contrasts = rows(n.contrasts, (row) => {
      const event = c["contrasts.event"][row];
      return c1[row] && (!on.statements || (event >= 0 && events[event]));
    });
    const found = { articles, events, statements, contrasts, count: {} };
    for (const table of TABLES) found.count[table] = count(found[table]);
    return found;
  }
}

function both(one, other) {
  if (!one) return other;
  const found = new Uint8Array(one.length);
  for (let i = 0; i < one.length; i++) found[i] = one[i] & other[i];
  return found;
}

function rows(n, test) {
  const flags = new Uint8Array(n);
  for (let i = 0; i < n; i++) if (test(i)) flags[i] = 1;
  return flags;
}

function some({ start, items }, row, flags) {
  for (let i = start[row]; i < start[row + 1]; i++) if (flags[items[i]]) return true;
  return false;
}

function reached(n, flags, relation) {
  const found = new Uint8Array(n);
  for (let row = 0; row < flags.length; row++)
    if (flags[row]) for (const one of linked(relation, row)) found[one] = 1;
  return found;
}

function owners(n, flags, owner) {
  const found = new Uint8Array(n);
  for (let row = 0; row < flags.length; row++) if (flags[row] && owner[row] >= 0) found[owner[row]] = 1;
  return found;
}

export function count(flags) {
  let n = 0;
  for (let i = 0; i < flags.length; i++) n += flags[i];
  return n;
}

export function list(flags) {
  const found = [];
  for (let i = 0; i < flags.length; i++) if (flags[i]) found.push(i);
  return found;
}

// What can be chosen by its values. `codes`: one value a row; `pairs`: several.
export function facets(data) {
  const { columns: c, texts, links } = data;
  const coded = (key, title, table, column) => ({ key, title, table, labels: texts[column], codes: c[column] });
  const named = (kind) => (value) => texts["names.kind"][c["names.kind"][value]] === kind;
  const found = [
    coded("source", "Source", "articles", "articles.source"),
    { key: "topic", title: "Topic", table: "articles", labels: texts["topics.label"], pairs: links.articleTopics },
    {
      key: "story",
      title: "Story",
      table: "articles",
      labels: texts["stories.title"].map((title, row) => (c["stories.parent"][row] < 0 ? title : `${title} (part)`)),
      ids: texts["stories.id"],
      pairs: links.articleStories,
    },
    {
      key: "place",
      title: "Place",
      table: "articles",
      labels: texts["names.label"],
      pairs: links.articleNames,
      keep: named("place"),
    },
    {
      key: "person",
      title: "Person",
      table: "articles",
      labels: texts["names.label"],
      pairs: links.articleNames,
      keep: named("person"),
    },
    {
      key: "body",
      title: "Organisation",
      table: "articles",
      labels: texts["names.label"],
      pairs: links.articleNames,
      keep: named("org"),
    },
    coded("speaker", "Who says it", "statements", "statements.speaker"),
    coded("kind", "Kind of difference", "contrasts", "contrasts.kind"),
    coded("verdict", "Verdict", "contrasts", "contrasts.verdict"),
    coded("role", "Role of the sentence", "statements", "statements.role"),
    coded("modality", "Modality", "events", "events.modality"),
    coded("precision", "Precision of the day", "events", "events.precision"),
    coded("actor", "Actor of events", "events", "events.who"),
    coded("where", "Place of events", "events", "events.where"),
    coded("language", "Language", "articles", "articles.language"),
  ];
  for (const extra of ["country", "group"])
    if (c[`articles.${extra}`])
      found.splice(
        1,
        0,
        coded(
          extra,
          extra === "country" ? "Country of the source" : "Group of the source",
          "articles",
          `articles.${extra}`,
        ),
      );
  return found.filter((facet) => facet.labels.length > (facet.key === "language" ? 1 : 0));
}

export function facetCounts(facet, flags) {
  const counts = new Int32Array(facet.labels.length);
  if (facet.codes) {
    for (let row = 0; row < flags.length; row++) if (flags[row] && facet.codes[row] >= 0) counts[facet.codes[row]]++;
  } else
    for (let row = 0; row < flags.length; row++)
      if (flags[row]) for (const value of linked(facet.pairs, row)) counts[value]++;
  return counts;
}

export function facetFilter(facet, values) {
  if (!values.length) return null;
  const chosen = new Uint8Array(facet.labels.length);
  for (const value of values) chosen[value] = 1;
  const flags = facet.codes
    ? Uint8Array.from(facet.codes, (code) => (code >= 0 ? chosen[code] : 0))
    : rows(facet.pairs.start.length - 1, (row) => some(facet.pairs, row, chosen));
  const names = values.map((value) => facet.labels[value]);
  const more = names.length > 3 ? ` and ${names.length - 3} more` : "";
  const label = `${facet.title}: ${names.slice(0, 3).join(", ")}${more}`;
  return {
    table: facet.table,
    flags,
    label,
    values,
    state: values.map((value) => (facet.ids ? facet.ids[value] : facet.labels[value])),
  };
}

// The places of values by what a state names them, and the names that are no longer there.
export function facetValues(facet, names) {
  const found = [],
    gone = [],
    keys = facet.ids || facet.labels;
  for (const name of names) {
    const place = keys.findIndex((key, value) => key === name && (!facet.keep || facet.keep(value)));
    if (place >= 0) found.push(place);
    else gone.push(name);
  }
  return { found, gone };
}

export function daysFilter(table, first, last, low, high, label) {
  const flags = rows(first.length, (row) => first[row] !== -2147483648 && first[row] <= high && last[row] >= low);
  return { table, flags, label, state: [low, high] };
}

export function rowsFilter(table, n, wanted, label, state) {
  const flags = new Uint8Array(n);
  for (const row of wanted) flags[row] = 1;
  return { table, flags, label, state };
}
