// The lists: articles, events, statements, differences and stories that pass the filters.
import { linked } from "./data.mjs";
import { button, choice, h, number, plural, pressed, short } from "./dom.mjs";
import { placeOf } from "./host.mjs";
import { knownTable } from "./knowledge.mjs";
import { articleLine, contrastButton, eventButton, otherDays, sourceOf } from "./reader.mjs";
import { NO_DAY, tellPeriod } from "./scale.mjs";
import { list } from "./store.mjs";

const PAGE = 60;
const KINDS = [
  ["articles", "Articles"],
  ["events", "Events"],
  ["statements", "Statements"],
  ["contrasts", "Differences"],
];

// Differences that are not certain enough to be told count when they are asked for.
export function unsureButton(app) {
  const n = app.data.n.contrasts - app.told;
  if (!n) return null;
  const act = () => {
    app.state.unsure = app.store.unsure = !app.state.unsure;
    app.store.changed();
  };
  return button(app.state.unsure ? "Only what is certain enough" : `Also the ${number(n)} less certain`, act, {
    class: "tool",
    "data-key": "unsure",
    "aria-pressed": String(app.state.unsure),
  });
}

export function listView(app) {
  const { store, state } = app,
    kind = state.listed,
    rows = ordered(app, kind, list(store.now[kind]));
  const page = Math.min(state.page, Math.max(0, Math.ceil(rows.length / PAGE) - 1)),
    shown = rows.slice(page * PAGE, page * PAGE + PAGE);
  const box = h("ul", { class: "rows list" });
  fill(app, kind, shown, box);
  const turn = (by) => {
    state.page = page + by;
    app.draw();
    app.root.querySelector(".main").scrollTop = 0;
  };
  return h(
    "section",
    { class: "view", "aria-label": "List" },
    h(
      "header",
      { class: "head" },
      h("h2", {}, "List"),
      h(
        "div",
        { class: "tools" },
        h(
          "span",
          { class: "group", role: "group", "aria-label": "Of what" },
          KINDS.map(([key, name]) =>
            button(
              `${name} ${number(store.now.count[key])}`,
              () => {
                state.listed = key;
                state.page = 0;
                app.draw();
              },
              { class: "tool", "aria-pressed": String(kind === key), "data-key": `list-${key}` },
            ),
          ),
        ),
        choice(
          "Order",
          [
            ["best", "most told first"],
            ["new", "newest first"],
            ["old", "oldest first"],
            ...(kind === "events" ? [["off", "most sources on another day first"]] : []),
          ],
          state.order,
          (value) => {
            state.order = value;
            state.page = 0;
            app.draw();
          },
        ),
      ),
      kind === "statements"
        ? h(
            "p",
            { class: "hint" },
            "Statements that tell an event or that somebody is named as saying: " +
              `${number(app.data.n.statements)} of ${number(app.data.meta.n_statements)}.`,
          )
        : null,
      kind === "contrasts"
        ? h(
            "p",
            { class: "hint" },
            "Those certain enough to be told come first. ",
            unsureButton(app),
          )
        : null,
    ),
    rows.length ? box : h("p", { class: "empty" }, "Nothing passes the filters."),
    rows.length > PAGE
      ? h(
          "nav",
          { class: "pages", "aria-label": "Pages of the list" },
          button("← Before", () => turn(-1), { class: "tool", disabled: page === 0, "data-key": "page-before" }),
          h("span", {}, `${number(page * PAGE + 1)}–${number(page * PAGE + shown.length)} of ${number(rows.length)}`),
          button("Next →", () => turn(1), {
            class: "tool",
            disabled: (page + 1) * PAGE >= rows.length,
            "data-key": "page-next",
          }),
        )
      : null,
  );
}

function ordered(app, kind, rows) {
  const { columns: c, links } = app.data,
    { order } = app.state;
  const day = { articles: c["articles.day"], events: c["events.first"], statements: c["statements.first"] }[kind];
  const dayOf =
    kind === "contrasts"
      ? (row) => (c["contrasts.event"][row] >= 0 ? c["events.first"][c["contrasts.event"][row]] : NO_DAY)
      : (row) => day[row];
  const best = {
    articles: (row) => links.articleCites.start[row + 1] - links.articleCites.start[row],
    events: (row) => c["events.n_sources"][row],
    statements: (row) => (c["statements.event"][row] >= 0 ? c["events.n_sources"][c["statements.event"][row]] : 0),
    contrasts: (row) => c["contrasts.shown"][row] * 2 + (c["contrasts.p"][row] || 0),
  }[kind];
  const rank =
    order === "off" && kind === "events"
      ? (row) => -otherDays(app.data, row).length
      : order === "best" || order === "off"
      ? (row) => -best(row)
      : order === "new"
        ? (row) => -dayOf(row)
        : (row) => (dayOf(row) === NO_DAY ? Infinity : dayOf(row));
  const keys = Float64Array.from(rows, rank),
    places = rows.map((_, at) => at).sort((a, b) => keys[a] - keys[b] || a - b);
  return places.map((at) => rows[at]);
}

async function fill(app, kind, rows, box) {
  const { columns: c, texts } = app.data;
  if (kind === "articles") box.append(...rows.map((row) => h("li", {}, articleLine(app, row), snippet(app, row))));
  else if (kind === "events") box.append(...rows.map((row) => h("li", {}, eventButton(app, row))));
  else if (kind === "contrasts") box.append(...rows.map((row) => h("li", {}, contrastButton(app, row))));
  else {
    const places = rows.map((row) => placeOf(app.data, row));
    box.append(
      ...rows.map((row, at) =>
        h(
          "li",
          {},
          pressed(
            () => app.openArticle(places[at][0], { field: places[at][1], start: places[at][2], end: places[at][3] }),
            "…",
          ),
        ),
      ),
    );
    let words;
    try {
      words = await app.host.spans(places);
    } catch (error) {
      app.tell(error.message);
      return;
    }
    rows.forEach((row, at) => {
      const told = [
        texts["statements.speaker"][c["statements.speaker"][row]],
        tellPeriod(
          c["statements.first"][row],
          c["statements.last"][row],
          texts["statements.precision"][c["statements.precision"][row]],
        ),
        texts["statements.modality"][c["statements.modality"][row]],
        sourceOf(app.data, places[at][0]),
      ];
      box.children[at]
        ?.querySelector("span")
        .replaceChildren(
          words[at] || "(the words are in the notebook only)",
          h("small", {}, ` ${told.filter(Boolean).join(" · ")}`),
        );
    });
  }
}

function snippet(app, row) {
  const hit = app.state.hits?.get(row);
  return hit && hit[3]
    ? h(
        "p",
        { class: "snippet", dir: "auto" },
        button(short(hit[3], 260), () => app.openArticle(row, { field: "text", start: hit[1], end: hit[2] }), {
          class: "link plain",
        }),
      )
    : null;
}

// Of every story, with its parts: articles, sources and shown differences that pass the filters.
function storyCounts({ data, store }) {
  const { columns: c, links, texts } = data;
  const differences = new Int32Array(texts["stories.title"].length);
  for (const row of list(store.now.contrasts)) {
    const story = c["contrasts.story"][row];
    if (!c["contrasts.shown"][row] || story < 0) continue;
    differences[story]++;
    if (c["stories.parent"][story] >= 0) differences[c["stories.parent"][story]]++;
  }
  return texts["stories.title"].map((_, story) => {
    const articles = Array.from(linked(links.storyArticles, story)).filter((row) => store.now.articles[row]);
    const sources = new Set(articles.map((row) => c["articles.source"][row])).size;
    return { articles: articles.length, sources, differences: differences[story] };
  });
}

// The story tree: stories with their parts.
export function storiesView(app) {
  const { data, state } = app;
  const { texts, columns: c, links } = data;
  const counts = storyCounts(app);
  const rank = state.tree === "top" ? (story) => c["stories.rank"][story] : (story) => -counts[story][state.tree];
  const sort = (stories) =>
    stories
      .filter((story) => counts[story].articles)
      .sort((a, b) => rank(a) - rank(b) || counts[b].articles - counts[a].articles || a - b);
  const tops = sort(Array.from(counts.keys()).filter((story) => c["stories.parent"][story] < 0));
  const most = state.more.stories || 60;
  const item = (story) => {
    const parts = sort(Array.from(linked(links.storyParts, story)));
    const { articles, sources, differences } = counts[story];
    const told = [
      plural(articles, "article"),
      plural(sources, "source"),
      differences ? plural(differences, "difference") : "",
      tellPeriod(c["stories.first"][story], c["stories.last"][story]),
    ];
    const name = button(texts["stories.title"][story], () => app.openStory(story), {
      class: "link",
      dir: "auto",
      "data-key": `story-${story}`,
    });
    const lead = c["stories.parent"][story] < 0 && texts["stories.lead"][story];
    const line = h(
      "div",
      { class: "story" },
      name,
      h("small", {}, told.filter(Boolean).join(" · ")),
      lead ? h("p", { class: "lead", dir: "auto" }, short(lead, 320)) : null,
    );
    if (!parts.length) return h("li", {}, line);
    return h(
      "li",
      {},
      h("details", { open: parts.length < 5 }, h("summary", {}, line), h("ul", {}, parts.map(item))),
    );
  };
  const orders = [
    ["top", "most origins, newest first"],
    ["articles", "most articles first"],
    ["sources", "most sources first"],
    ["differences", "most differences first"],
  ];
  const tool = choice("Order", orders, state.tree, (value) => {
    state.tree = value;
    app.draw();
    app.keep();
  });
  const hint = `${plural(tops.length, "story", "stories")}. Press one for what is known of it, and who tells it.`;
  const more = () => {
    state.more.stories = most + 200;
    app.draw();
  };
  return h(
    "section",
    { class: "view", "aria-label": "Stories" },
    h(
      "header",
      { class: "head" },
      h("h2", {}, "Stories"),
      h("div", { class: "tools" }, tool),
      h("p", { class: "hint" }, hint),
    ),
    h("ul", { class: "tree" }, tops.slice(0, most).map(item)),
    tops.length ? null : h("p", { class: "empty" }, "No story passes the filters."),
    tops.length > most ? button(`More (${number(tops.length - most)})`, more, { class: "tool" }) : null,
  );
}

// What the corpus was made of, and what was not taken.
export async function collectionPage(app) {
  const { n, meta, texts } = app.data,
    about = meta.collection;
  const listed = (rows) => h("ul", { class: "rows" }, rows.map((row) => h("li", { class: "about" }, row)));
  return {
    title: "Collection",
    nodes: [
      h("h3", {}, "What this is made of"),
      h(
        "p",
        {},
        `${plural(n.articles, "article")} from ${plural(texts["articles.source"].length, "source")}; ` +
          `${number(about.n_outside)} of ${number(about.n_read)} that were read are in no topic.`,
      ),
      about.n_foreign
        ? h(
            "p",
            {},
            `${plural(about.n_foreign, "article")} in other languages, kept and listed but not read for events: ` +
              about.languages.map(([language, count]) => `${language} (${number(count)})`).join(", "),
          )
        : null,
      h("h4", {}, "Not taken, and why"),
      about.n
        ? [
            listed(about.reasons.map(([reason, count]) => `${number(count)}: ${reason}`)),
            h("h4", {}, "Where they stand"),
            listed(
              about.examples.map((one) => [`${one.place}: ${one.reason}`, one.detail].filter(Boolean).join(", ")),
            ),
          ]
        : h("p", { class: "empty" }, "Every record that was read became an article."),
    ],
  };
}

export async function storyPage(app, story) {
  const { columns: c, texts, links } = app.data;
  const events = [story, ...linked(links.storyParts, story)]
    .flatMap((one) => Array.from(linked(links.storyEvents, one)))
    .sort((a, b) => c["events.n_sources"][b] - c["events.n_sources"][a] || a - b)
    .slice(0, 30);
  const articles = Array.from(linked(links.storyArticles, story)).sort(
    (a, b) => c["articles.day"][b] - c["articles.day"][a],
  );
  events.sort((a, b) => c["events.first"][a] - c["events.first"][b]);
  return {
    title: texts["stories.title"][story],
    nodes: [
      h(
        "p",
        { class: "kicker" },
        [plural(articles.length, "article"), tellPeriod(c["stories.first"][story], c["stories.last"][story])]
          .filter(Boolean)
          .join(" · "),
      ),
      h("h3", { dir: "auto" }, texts["stories.title"][story]),
      h(
        "div",
        { class: "tools" },
        texts["stories.page"][story] &&
          h("a", { href: texts["stories.page"][story], class: "tool" }, "Read its page"),
        button("This story alone", () => app.choose("story", story), { class: "tool" }),
        app.corrections?.forStory(story),
      ),
      texts["stories.lead"][story] ? h("p", { class: "lead", dir: "auto" }, texts["stories.lead"][story]) : null,
      knownTable(app, story),
      h("h4", {}, "Its events"),
      events.length
        ? h(
            "ul",
            { class: "rows" },
            events.map((row) => h("li", {}, eventButton(app, row))),
          )
        : h("p", { class: "empty" }, "None."),
      h("h4", {}, "Its articles"),
      articles.slice(0, 100).map((row) => articleLine(app, row)),
      articles.length > 100 ? h("p", { class: "hint" }, `and ${number(articles.length - 100)} more`) : null,
    ],
  };
}
