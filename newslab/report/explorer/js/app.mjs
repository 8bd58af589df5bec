// The application: filters on the side, views in the middle, words in the reader; each acts on the others.
import { cellPage, coverageView, differsView, emphasisView } from "./compare.mjs";
import { toBits } from "./data.mjs";
import { button, h, number, plural } from "./dom.mjs";
import { knownPage } from "./knowledge.mjs";
import { collectionPage, listView, storiesView, storyPage } from "./lists.mjs";
import { pairPage } from "./pair.mjs";
import { articlePage, contrastPage, eventPage, eventsPage } from "./reader.mjs";
import { parseQuery, suggest } from "./search.mjs";
import { Corrections, sharePage } from "./share.mjs";
import { facetsPanel, publishedStrip } from "./side.mjs";
import { NAMES, firstState, restoreState, stateOf } from "./state.mjs";
import { Store, TABLES, facetFilter, facets, list, rowsFilter } from "./store.mjs";
import { timelineView } from "./timeline.mjs";
import { mapView, termPage, topicsView } from "./topics.mjs";

const VIEWS = [
  ["timeline", "Timeline", timelineView],
  ["list", "List", listView],
  ["stories", "Stories", storiesView],
  ["coverage", "Coverage", coverageView],
  ["topics", "Topics", topicsView],
  ["emphasis", "Emphasis", emphasisView],
  ["differs", "What differs", differsView],
  ["map", "Map", mapView],
];

export class App {
  constructor(
    root,
    data,
    host,
    { state = {}, edits = [], onState = () => {}, onSelected = () => {}, onEdits = () => {} } = {},
  ) {
    Object.assign(this, { root, data, host, onState, onSelected, onEdits });
    this.store = new Store(data);
    this.facets = facets(data);
    this.state = firstState();
    this.tables = new Set();
    this.told = data.columns["contrasts.shown"].reduce((sum, one) => sum + one, 0);
    this.pages = [];
    this.corrections = new Corrections(this, edits);
    this.build();
    this.store.listeners.push(() => {
      this.state.page = 0;
      this.drawAll();
      this.keep();
      this.select();
    });
    this.restore(state, false);
    this.watch = new ResizeObserver(() => {
      const now = this.main.clientWidth;
      if (now && Math.abs(now - this.drawn) > 6) this.drawAll();
    });
    this.watch.observe(root);
    root.addEventListener("keydown", (event) => this.key(event));
  }

  close() {
    this.watch.disconnect();
    this.host.close();
    clearTimeout(this.later);
    clearTimeout(this.typing);
    clearTimeout(this.choosing);
    this.root.replaceChildren();
  }

  build() {
    const id = (this.id = `nlx${Math.random().toString(36).slice(2, 8)}`);
    this.query = h("input", {
      type: "search",
      class: "query",
      placeholder: "Search: words, “phrases”, -without, begin*, names",
      "aria-label": "Search",
      "data-key": "query",
      autocomplete: "off",
      oninput: () => {
        clearTimeout(this.typing);
        this.typing = setTimeout(() => this.search(this.query.value), 250);
        this.offer();
      },
    });
    this.offers = h("ul", { class: "offers", hidden: true });
    this.summary = h("p", { class: "summary", "aria-live": "polite" });
    this.chips = h("div", { class: "chips" });
    this.side = h("aside", { class: "side", "aria-label": "Filters" });
    this.strip = h("div", { class: "strips" });
    this.tabs = h(
      "div",
      { class: "tabs", role: "tablist", "aria-label": "Views" },
      VIEWS.map(([key, name], at) =>
        button(name, () => this.show(key), {
          role: "tab",
          id: `${id}-${key}`,
          "aria-controls": `${id}-main`,
          "data-view": key,
          "aria-keyshortcuts": String(at + 1),
          title: `${name} (key ${at + 1})`,
        }),
      ),
    );
    this.main = h("div", { class: "main", role: "tabpanel", id: `${id}-main`, tabindex: "-1" });
    this.reader = h("section", { class: "reader", "aria-label": "Reader", hidden: true, tabindex: "-1" });
    this.said = h("p", { class: "said", role: "status" });
    this.filtersButton = button(
      "Filters",
      () => {
        this.root.classList.toggle("with-side");
        this.filtersButton.setAttribute("aria-expanded", String(this.root.classList.contains("with-side")));
        this.draw();
      },
      { class: "tool filters", "aria-expanded": "false" },
    );
    this.tabs.addEventListener("keydown", (event) => {
      const at = VIEWS.findIndex(([key]) => key === this.state.view),
        to = at + ({ ArrowRight: 1, ArrowLeft: -1 }[event.key] || 0);
      if (to !== at && VIEWS[to]) {
        event.preventDefault();
        this.show(VIEWS[to][0]);
        this.tabs.querySelector(`[data-view="${VIEWS[to][0]}"]`).focus();
      }
    });
    this.root.classList.add("nlx");
    for (const kind of ["focusout", "pointerdown"])
      this.root.addEventListener(kind, (event) => {
        const to = kind === "focusout" ? event.relatedTarget : event.target;
        if (to && !this.query.parentNode.contains(to)) this.offers.hidden = true;
      });
    this.root.replaceChildren(
      h(
        "div",
        { class: "top" },
        h("div", { class: "searching" }, this.query, this.offers),
        this.summary,
        h(
          "div",
          { class: "tools" },
          this.filtersButton,
          button(
            "Back",
            () => {
              if (!this.store.back()) this.tell("There is no filter to take back.");
            },
            { class: "tool", "aria-label": "Take the last filter back", "data-key": "back" },
          ),
          button("Corrections", () => this.openCorrections(), { class: "tool", "data-key": "corrections" }),
          button("Collection", () => this.open(() => collectionPage(this)), { class: "tool", "data-key": "collection" }),
          button("Keep or send", () => this.open(async () => sharePage(this)), {
            class: "tool",
            "data-key": "share",
          }),
        ),
      ),
      this.chips,
      h(
        "div",
        { class: "body" },
        this.side,
        h("div", { class: "middle" }, this.strip, this.tabs, this.main),
        this.reader,
      ),
      this.said,
    );
    if (this.data.meta.missing.length)
      this.root.insertBefore(
        h(
          "p",
          { class: "hint missing" },
          `This corpus has no values for ${this.data.meta.missing.join(", ")}; views that need them are empty.`,
        ),
        this.chips,
      );
  }

  width() {
    return (this.main.clientWidth || 640) - 28;
  }

  // All of it, after the filters or the width changed.
  drawAll() {
    const { store, data } = this;
    const key = this.focused();
    this.drawn = this.main.clientWidth;
    const told = TABLES.map((table) => {
      const n = store.now.count[table],
        all = table === "contrasts" && !this.state.unsure ? this.told : data.n[table];
      return `${number(n)}${n === all ? "" : ` of ${number(all)}`} ${all === 1 ? NAMES[table] : `${NAMES[table]}s`}`;
    });
    this.summary.textContent = told.join(" · ");
    this.chips.replaceChildren(
      ...[...store.filters].map(([name, filter]) =>
        h(
          "span",
          { class: "chip" },
          h("span", { dir: "auto" }, filter.label),
          button("×", () => this.drop(name), {
            "aria-label": `Take away: ${filter.label}`,
            "data-key": `chip-${name}`,
          }),
        ),
      ),
      ...(store.filters.size
        ? [button("Clear all", () => this.clear(), { class: "link", "data-key": "clear" })]
        : []),
    );
    const top = this.side.scrollTop;
    this.side.replaceChildren(facetsPanel(this));
    this.side.scrollTop = top;
    this.strip.replaceChildren(publishedStrip(this));
    this.drawView();
    this.refocus(key);
  }

  focused() {
    return this.root.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  }

  refocus(key) {
    if (key) this.root.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }

  // The view alone.
  draw() {
    if (this.main.clientWidth !== this.drawn) {
      this.drawAll();
      return;
    }
    const key = this.focused();
    this.drawView();
    this.refocus(key);
  }

  drawView() {
    for (const tab of this.tabs.children) {
      const on = tab.dataset.view === this.state.view;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      if (on) this.main.setAttribute("aria-labelledby", tab.id);
    }
    this.main.replaceChildren(VIEWS.find(([name]) => name === this.state.view)[2](this));
  }

  show(view) {
    this.state.view = view;
    this.main.scrollTop = 0;
    this.draw();
    this.keep();
  }

  tell(text) {
    this.said.textContent = text;
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      this.said.textContent = "";
    }, 8000);
  }

  key(event) {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    event.stopPropagation(); // a notebook has keys of its own
    if (event.key === "/" && !typing) {
      event.preventDefault();
      this.query.focus();
    } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && VIEWS[event.key - 1]) {
      this.show(VIEWS[event.key - 1][0]);
      this.tabs.querySelector(`[data-view="${this.state.view}"]`).focus();
    } else if (event.key === "Escape") {
      if (!this.offers.hidden) {
        event.preventDefault(); // what was typed stays
        this.offers.hidden = true;
      } else if (!this.reader.hidden) this.shut();
    } else if (event.key === "ArrowDown" && event.target === this.query && !this.offers.hidden) {
      event.preventDefault();
      this.offers.querySelector("button")?.focus();
    }
  }

  // Filters.
  facet(key) {
    return this.facets.find((one) => one.key === key);
  }

  choose(key, value, toggle = false) {
    const facet = this.facet(key),
      before = this.store.filters.get(key)?.values || [];
    const values = !toggle
      ? [value]
      : before.includes(value)
        ? before.filter((one) => one !== value)
        : [...before, value];
    this.state.zoom = null;
    this.store.set(key, facetFilter(facet, values));
  }

  drop(key) {
    if (key === "search") this.forget();
    this.store.set(key, null);
  }

  forget() {
    this.query.value = "";
    Object.assign(this.state, { terms: [], hits: null });
  }

  clear() {
    this.forget();
    this.state.zoom = null;
    this.store.setAll([...this.store.filters.keys()].map((key) => [key, null]));
  }

  given(table, rows, label) {
    this.store.set(
      `given-${table}`,
      rows
        ? rowsFilter(table, this.data.n[table], rows, `${label}: ${plural(rows.length, NAMES[table])}`, rows)
        : null,
    );
  }

  async search(text) {
    const terms = parseQuery(text);
    this.asked = text;
    if (!terms.length) {
      if (this.store.filters.has("search")) this.drop("search");
      return;
    }
    let found;
    try {
      found = await this.host.search(terms);
    } catch (error) {
      this.tell(error.message);
      return;
    }
    if (this.asked !== text) return; // a later query was put meanwhile
    this.state.terms = terms;
    this.state.hits = new Map(found.hits.map((hit) => [hit[0], hit]));
    this.store.set("search", rowsFilter("articles", this.data.n.articles, found.rows, `Search: ${text}`, text));
    if (this.host.kind === "file")
      this.tell("Titles and cited sentences were searched; whole texts are in the notebook.");
  }

  offer() {
    const typed = this.query.value.trim(),
      found = [];
    for (const facet of this.facets.filter((one) =>
      ["person", "place", "body", "source", "story", "topic", "speaker"].includes(one.key),
    ))
      for (const value of suggest(facet.labels, typed, 60)
        .filter((one) => !facet.keep || facet.keep(one))
        .slice(0, 3))
        found.push([facet, value]);
    this.offers.hidden = !found.length;
    this.offers.replaceChildren(
      ...found.slice(0, 10).map(([facet, value]) =>
        h(
          "li",
          {},
          button(`${facet.title}: ${facet.labels[value]}`, () => {
            this.offers.hidden = true;
            this.query.value = "";
            clearTimeout(this.typing);
            this.choose(facet.key, value);
            this.query.focus();
          }),
        ),
      ),
    );
  }

  // The reader.
  async open(page, event = -1) {
    if (this.reader.hidden) this.opener = this.focused();
    this.pages.push([page, event]);
    await this.read();
  }
  async read() {
    const [page, event] = this.pages.at(-1),
      token = (this.reading = Symbol("page"));
    this.reader.hidden = false;
    this.root.classList.add("reading");
    if (!this.reader.children.length) this.reader.append(h("p", { class: "hint" }, "…"));
    let found;
    try {
      found = await page();
    } catch (error) {
      found = { title: "Not to be read", nodes: [h("p", { class: "empty" }, error.message)] };
    }
    if (token !== this.reading || !this.pages.length) return;
    this.root.classList.toggle("wide", Boolean(found.wide));
    this.reader.replaceChildren(
      h(
        "div",
        { class: "readertop" },
        button(
          "←",
          () => {
            this.pages.pop();
            this.read();
          },
          { class: "tool", "aria-label": "Back", disabled: this.pages.length < 2 },
        ),
        h("span", { class: "where", dir: "auto" }, this.pages.length > 1 ? found.title : ""),
        button("Close", () => this.shut(), { class: "tool" }),
      ),
      h("div", { class: "page" }, found.nodes),
    );
    this.state.event = event;
    if (this.state.view === "timeline" || this.main.clientWidth !== this.drawn) this.draw();
    this.reader.focus({ preventScroll: true });
    this.reader.querySelector(".page").scrollTop = 0;
    this.reader.querySelector("mark.k-here, blockquote.here, .aligned.here")?.scrollIntoView({ block: "center" });
    this.keep();
  }

  shut() {
    this.pages = [];
    this.reader.hidden = true;
    this.reader.replaceChildren();
    this.state.event = -1;
    this.root.classList.remove("reading", "wide");
    this.draw();
    this.keep();
    this.main.focus({ preventScroll: true });
    this.refocus(this.opener);
  }

  openArticle(row, place = null) {
    this.opened = ["articles", row];
    return this.open(() => articlePage(this, row, place));
  }
  openEvent(row) {
    this.opened = ["events", row];
    return this.open(() => eventPage(this, row), row);
  }
  openEvents(rows) {
    return this.open(() => eventsPage(this, rows));
  }
  openContrast(row) {
    this.opened = ["contrasts", row];
    return this.open(() => contrastPage(this, row));
  }
  openStory(row) {
    this.opened = ["stories", row];
    return this.open(() => storyPage(this, row));
  }
  openKnown(story, row) {
    return this.open(() => knownPage(this, story, row));
  }
  openPair(one, other, event = -1) {
    return this.open(() => pairPage(this, one, other, event), event);
  }
  openCell(mode, row, source) {
    return this.open(() => cellPage(this, mode, row, source));
  }
  openTerm(story, source, term) {
    return this.open(() => termPage(this, story, source, term));
  }
  openCorrections() {
    return this.open(async () => this.corrections.page());
  }

  edited(edits) {
    this.onEdits(edits.map(({ what, target, value, why }) => ({ what, target, value, why })));
  }

  stateOf() {
    return stateOf(this);
  }

  restore(state, keep = true) {
    return restoreState(this, state, keep);
  }

  keep() {
    clearTimeout(this.keeping);
    this.keeping = setTimeout(() => this.onState(this.stateOf()), 200);
  }

  select() {
    clearTimeout(this.choosing);
    this.choosing = setTimeout(() => {
      const found = {};
      const now = this.store.pass(null, true); // a selection has the less certain differences too: p and shown tell them
      if (this.store.filters.size) for (const table of TABLES) found[table] = toBits(now[table]);
      this.onSelected(found);
    }, 150);
  }

  rowsOf(table) {
    return list(this.store.now[table]);
  }
}
