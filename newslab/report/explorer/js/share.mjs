// The state, to be kept, sent to somebody, or put into a cell; and corrections by hand.
import { linked } from "./data.mjs";
import { button, choice, h, plural, short } from "./dom.mjs";
import { titleOf } from "./reader.mjs";
import { NO_DAY, isoDay } from "./scale.mjs";

const PERIOD = /^\d{4}(-\d\d){0,2}(\/\d{4}(-\d\d){0,2})?$/;

export function sharePage(app) {
  const state = app.stateOf(),
    json = JSON.stringify(state),
    file = app.host.kind === "file";
  const code = file
    ? `${location.href.split("#")[0]}#${encodeURIComponent(json)}`
    : `explorer = nl.Explorer(corpus, state=${pythonOf(state)})\nexplorer`;
  const field = (label, text) =>
    h(
      "label",
      { class: "field" },
      h("span", {}, label),
      h("textarea", { readonly: true, rows: "6", onfocus: (event) => event.target.select() }, text),
    );
  return {
    title: "This view",
    nodes: [
      h("h3", {}, "Keep or send this view"),
      h(
        "p",
        { class: "hint" },
        file
          ? "The address opens the same filters and view in the same file."
          : "The cell opens the same filters and view, on this corpus or a later build; explorer.state has it too.",
      ),
      field(file ? "Address" : "Cell", code),
      copier("Copy", () => code),
      field("State as JSON", json),
      restorer(app),
    ],
  };
}

export function copier(label, words) {
  const node = button(
    label,
    async () => {
      try {
        await navigator.clipboard.writeText(words());
        node.textContent = "Copied";
      } catch {
        node.textContent = "Select and copy it by hand";
      }
      setTimeout(() => {
        node.textContent = label;
      }, 1800);
    },
    { class: "tool" },
  );
  return node;
}

function restorer(app) {
  const field = h("textarea", { rows: "3", "aria-label": "State to open, as JSON" }),
    told = h("p", { class: "hint", "aria-live": "polite" });
  return h(
    "div",
    { class: "field" },
    h("span", {}, "Open another's state"),
    field,
    button(
      "Open",
      () => {
        let state;
        try {
          state = JSON.parse(field.value);
        } catch {
          told.textContent = "That is no state: expected JSON.";
          return;
        }
        const gone = app.restore(state);
        told.textContent = gone.length ? `Opened; not in this corpus: ${gone.slice(0, 5).join(", ")}` : "Opened.";
      },
      { class: "tool" },
    ),
    told,
  );
}

// A JSON value as Python writes it.
export function pythonOf(value) {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(pythonOf).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value)
      .map(([key, one]) => `${JSON.stringify(key)}: ${pythonOf(one)}`)
      .join(", ")}}`;
  return JSON.stringify(value);
}

// The edit log as it grows here: rows of what, target, value, why. It acts on the next build, not on what is shown.
export class Corrections {
  constructor(app, edits) {
    this.app = app;
    this.edits = edits;
  }

  add(what, target, value, told) {
    this.edits = [...this.edits, { what, target, value, why: "", told }];
    this.app.edited(this.edits);
    this.app.tell(`Noted: ${told}. It acts on the next build.`);
  }

  undo() {
    const gone = this.edits.at(-1);
    this.edits = this.edits.slice(0, -1);
    this.app.edited(this.edits);
    this.app.tell(gone ? `Taken back: ${gone.told || gone.what}.` : "Nothing to take back.");
    this.app.openCorrections();
  }

  menu(name, fill) {
    const box = h(
      "details",
      {
        class: "menu",
        ontoggle: () => {
          if (box.open && box.children.length === 1) box.append(h("div", { class: "menubox" }, fill()));
        },
      },
      h("summary", { class: "tool" }, name),
    );
    return box;
  }

  form(label, value, done, list = null) {
    const id = `nlx-${Math.random().toString(36).slice(2)}`,
      field = h("input", { type: "text", value, id, list: list ? `${id}-l` : null });
    const send = () => {
      if (field.value.trim()) done(field.value.trim());
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") send();
    });
    return h(
      "div",
      { class: "field" },
      h("label", { for: id }, label),
      field,
      list
        ? h(
            "datalist",
            { id: `${id}-l` },
            list.map((one) => h("option", { value: one })),
          )
        : null,
      button("Note it", send, { class: "tool" }),
    );
  }

  storyNamed(title) {
    const { texts } = this.app.data;
    return texts["stories.title"].indexOf(title);
  }

  // A story is named by an article of it: ids of stories may change from build to build.
  nameOf(story) {
    const { data } = this.app,
      rows = linked(data.links.storyArticles, story);
    return data.columns["stories.parent"].includes(story) || !rows.length
      ? data.texts["stories.id"][story]
      : data.texts["articles.id"][rows[0]];
  }

  toStory(label, skip, act) {
    const { data, store } = this.app,
      titles = data.texts["stories.title"]
        .filter(
          (_, row) =>
            row !== skip &&
            Array.from(linked(data.links.storyArticles, row)).some(
              (one) => store.now.articles[one] || data.n.stories < 400,
            ),
        )
        .slice(0, 400);
    return this.form(
      label,
      "",
      (title) => {
        const other = this.storyNamed(title);
        if (other < 0) this.app.tell("No story has that title; choose one of the list.");
        else act(other, title);
      },
      titles,
    );
  }

  forStory(story) {
    const { data } = this.app,
      title = data.texts["stories.title"][story],
      target = this.nameOf(story);
    return this.menu("Correct…", () => [
      this.form("Rename it", title, (value) =>
        this.add("rename", target, value, `“${short(title, 50)}” is called “${value}”`),
      ),
      this.toStory("Merge into it the story", story, (other, name) =>
        this.add("merge", target, this.nameOf(other), `“${short(name, 50)}” goes into “${short(title, 50)}”`),
      ),
      this.splitter(story, target, title),
    ]);
  }

  splitter(story, target, title) {
    const { data } = this.app,
      rows = Array.from(linked(data.links.storyArticles, story)).slice(0, 200),
      chosen = new Set();
    return h(
      "fieldset",
      { class: "field" },
      h("legend", {}, "Split off these articles"),
      h(
        "div",
        { class: "picks" },
        rows.map((row) =>
          h(
            "label",
            {},
            h("input", {
              type: "checkbox",
              onchange: (event) => {
                if (event.target.checked) chosen.add(row);
                else chosen.delete(row);
              },
            }),
            ` ${short(titleOf(data, row), 70)}`,
          ),
        ),
      ),
      button(
        "Note it",
        () => {
          if (chosen.size && chosen.size < rows.length)
            this.add(
              "split",
              target,
              Array.from(chosen, (row) => data.texts["articles.id"][row]),
              `${plural(chosen.size, "article")} out of “${short(title, 50)}”`,
            );
          else this.app.tell("Choose some of its articles, not all.");
        },
        { class: "tool" },
      ),
    );
  }

  forArticle(row) {
    const { data } = this.app,
      id = data.texts["articles.id"][row],
      title = short(titleOf(data, row), 50);
    return this.menu("Correct…", () => [
      this.toStory("Move it to the story", -1, (other, name) =>
        this.add("move", id, this.nameOf(other), `“${title}” goes to “${short(name, 50)}”`),
      ),
      button("It belongs to no story of these", () => this.add("move", id, null, `“${title}” stands alone`), {
        class: "tool",
      }),
    ]);
  }

  forEvent(row) {
    const { texts, columns: c } = this.app.data;
    const id = texts["events.id"][row];
    const text = texts["events.text"][row];
    const told = `“${short(text, 50)}”`;
    const [first, last] = [c["events.first"][row], c["events.last"][row]];
    const days = first === NO_DAY ? "" : first === last ? isoDay(first) : `${isoDay(first)}/${isoDay(last)}`;
    return this.menu("Correct…", () => [
      this.form("Call it", text, (value) => this.add("rename", id, value, `${told} is “${short(value, 50)}”`)),
      this.form("It happened on (2024, 2024-05, 2024-05-01, or two with a slash between)", days, (value) =>
        PERIOD.test(value)
          ? this.add("date", id, value, `${told} happened on ${value}`)
          : this.app.tell("That is no date of these forms."),
      ),
      button("It is no event", () => this.add("reject", id, null, `${told} is no event`), { class: "tool" }),
    ]);
  }

  forContrast(row) {
    const { texts } = this.app.data;
    const told = `“${short(texts["contrasts.subject"][row], 50)}” is no difference`;
    return button("It is no difference", () => this.add("reject", texts["contrasts.id"][row], null, told), {
      class: "tool",
    });
  }

  topicNames() {
    const { texts } = this.app.data;
    const labels = texts["topics.label"];
    if (!labels.length) return null;
    let chosen = "0";
    const options = labels.map((label, row) => [String(row), short(label, 60)]);
    return h(
      "div",
      { class: "field" },
      choice("Topic", options, chosen, (value) => {
        chosen = value;
      }),
      this.form("Its name", "", (value) =>
        this.add("rename", texts["topics.id"][chosen], value, `“${labels[chosen]}” is called “${value}”`),
      ),
    );
  }

  page() {
    const csv = () =>
      [
        ["what", "target", "value", "who", "why"],
        ...this.edits.map((one) => [
          one.what,
          one.target,
          Array.isArray(one.value) ? JSON.stringify(one.value) : (one.value ?? ""),
          "",
          one.why || "",
        ]),
      ]
        .map((row) => row.map(quoted).join(","))
        .join("\n");
    return {
      title: "Corrections",
      nodes: [
        h("h3", {}, "Corrections by hand"),
        h(
          "p",
          { class: "hint" },
          this.app.host.kind === "file"
            ? "They act on the next build: keep them as edits.csv in its folder and run newslab build again."
            : "They act on the next build: nl.build_corpus(articles, edits=explorer.edits). " +
                "Those that no longer apply are rows of corpus.problems.",
        ),
        this.edits.length
          ? h(
              "ol",
              { class: "rows" },
              this.edits.map((one) =>
                h("li", {}, h("b", {}, one.what), ` ${one.told || [one.target, one.value ?? ""].flat().join(" ")}`),
              ),
            )
          : h("p", { class: "empty" }, "None yet. Open a story, an article or an event and press Correct…"),
        this.topicNames(),
        h(
          "div",
          { class: "tools" },
          button("Take back the last", () => this.undo(), { class: "tool", disabled: !this.edits.length }),
          this.edits.length ? copier("Copy as CSV", csv) : null,
        ),
        this.edits.length
          ? h("textarea", { readonly: true, rows: "5", "aria-label": "Corrections as CSV" }, csv())
          : null,
      ],
    };
  }
}

const quoted = (cell) => (/[",\n]/.test(String(cell)) ? `"${String(cell).replaceAll('"', '""')}"` : String(cell));
