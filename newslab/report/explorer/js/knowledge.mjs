// What is known of a story, slot by slot: the newest value, what it replaced, and which sources it was found in.
import { familyOf, linked } from "./data.mjs";
import { button, h, plural, short } from "./dom.mjs";
import { parseDay, tellPeriod } from "./scale.mjs";
import { cited, quotationsBySource, sourceOf } from "./reader.mjs";

const SLOTS = [
  ["what", "What happened"],
  ["when", "When"],
  ["where", "Where"],
  ["who", "Who"],
  ["toll", "Toll"],
  ["amount", "Amount"],
  ["cause", "Cause"],
  ["status", "How it stands"],
  ["next", "What is next"],
  ["reaction", "Reactions"],
  ["fact", "Further facts"],
  ["background", "Background"],
];
const OF_THE_EVENT = ["what", "when", "where", "who"]; // whoever tells the event tells these

// The values of a story in the order of the slots; those of its parts where it has none of its own.
export function knownOf(data, story) {
  const { columns: c, texts, links } = data;
  const own = Array.from(linked(links.storyState, story));
  const rows = own.length ? own : familyOf(data, story).flatMap((one) => Array.from(linked(links.storyState, one)));
  const slotOf = (row) => texts["state.slot"][c["state.slot"][row]];
  return SLOTS.map(([slot, name]) => [slot, name, rows.filter((row) => slotOf(row) === slot)]).filter(
    ([, , held]) => held.length,
  );
}

// The sources of a story in whose articles a value was found, and the others.
export function tellers(data, story, row) {
  const { columns: c, texts, links } = data;
  const slot = texts["state.slot"][c["state.slot"][row]];
  const event = c["state.event"][row];
  const cites = [...linked(links.stateCites, row)].map((cite) => c["cites.article"][cite]);
  if (event >= 0 && OF_THE_EVENT.includes(slot)) cites.push(...linked(links.eventArticles, event));
  const told = new Set(cites.map((article) => sourceOf(data, article)));
  const all = new Set(Array.from(linked(links.storyArticles, story), (article) => sourceOf(data, article)));
  const sorted = (names) => [...names].sort((a, b) => a.localeCompare(b));
  return { told: sorted(told), others: sorted([...all].filter((name) => !told.has(name))) };
}

const FEW_NAMES = 6;
const few = (names) =>
  names.length > FEW_NAMES
    ? `${names.slice(0, FEW_NAMES).join(", ")} and ${names.length - FEW_NAMES} others`
    : names.join(", ");

function valueOfKnown({ texts }, row) {
  const value = texts["state.value"][row],
    days = value.split("/").map(parseDay);
  return days.length <= 2 && days.every((day) => day !== null) ? tellPeriod(days[0], days.at(-1)) : value;
}

export function knownTable(app, story) {
  const { data } = app;
  const groups = knownOf(data, story);
  if (!groups.length) return null;
  const line = (row) => {
    const { told, others } = tellers(data, story, row);
    const before = data.texts["state.replaced"][row];
    return h(
      "div",
      { class: `known${before ? " replaced" : ""}` },
      button(valueOfKnown(data, row), () => app.openKnown(story, row), { class: "link plain", dir: "auto" }),
      before ? h("small", {}, `replaced by ${short(before, 80)}`) : null,
      h("small", {}, h("b", {}, "told by "), few(told) || "–"),
      others.length ? h("small", {}, h("b", {}, "not found in "), few(others)) : null,
    );
  };
  return [
    h("h4", {}, "What is known, and who tells it"),
    h(
      "table",
      { class: "knowns" },
      h(
        "tbody",
        {},
        groups.map(([, name, rows]) =>
          h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, rows.map(line))),
        ),
      ),
    ),
  ];
}

export async function knownPage(app, story, row) {
  const { data } = app,
    { columns: c, texts, links } = data;
  const places = await cited(app, linked(links.stateCites, row));
  const { told, others } = tellers(data, story, row);
  const slot = texts["state.slot"][c["state.slot"][row]];
  const event = c["state.event"][row];
  const before = texts["state.replaced"][row];
  return {
    title: valueOfKnown(data, row),
    nodes: [
      h("p", { class: "kicker" }, `${SLOTS.find(([key]) => key === slot)?.[1] || slot} · ${plural(c["state.origins"][row], "independent origin")}`),
      h("h3", { dir: "auto" }, valueOfKnown(data, row)),
      before ? h("p", {}, "Replaced by ", h("b", { dir: "auto" }, before)) : null,
      h(
        "div",
        { class: "tools" },
        button("The story", () => app.openStory(story), { class: "tool" }),
        event >= 0 && button("The event", () => app.openEvent(event), { class: "tool" }),
      ),
      h("h4", {}, `Told by ${plural(told.length, "source")}`),
      quotationsBySource(app, places),
      places.length ? null : h("p", { class: "hint" }, told.join(", ")),
      others.length
        ? [
            h("h4", {}, `Not found in ${plural(others.length, "source")} of this story`),
            h("p", {}, others.join(", ")),
            h("p", { class: "hint" }, "Not found in these words: read an article before you say that it leaves it out."),
          ]
        : null,
    ],
  };
}
