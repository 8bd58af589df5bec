// Two articles side by side, aligned by the events that their statements tell.
import { linked } from "./data.mjs";
import { button, choice, h, number, plural, short } from "./dom.mjs";
import { placeOf } from "./host.mjs";
import { contrastButton, dayOfArticle, sourceOf, titleOf } from "./reader.mjs";
import { fold } from "./search.mjs";
import { whenOf } from "./timeline.mjs";

// Rows [event, statements of the one, statements of the other]; first what both tell, in order of the one's text.
export function aligned(data, one, other) {
  const { columns: c, links } = data,
    held = new Map();
  [one, other].forEach((row, side) => {
    for (const statement of linked(links.articleStatements, row)) {
      const event = c["statements.event"][statement];
      if (event < 0) continue;
      if (!held.has(event)) held.set(event, [event, [], []]);
      held.get(event)[side + 1].push(statement);
    }
  });
  const first = (rows) => Math.min(...rows.map((row) => c["statements.start"][row]));
  const rank = ([, a, b]) => (a.length && b.length ? 0 : a.length ? 1 : 2);
  return [...held.values()].sort(
    (a, b) => rank(a) - rank(b) || first(a[1].length ? a[1] : a[2]) - first(b[1].length ? b[1] : b[2]),
  );
}

// Words of a sentence with those that stand in none of the other's marked.
export function unlike(words, others) {
  const known = new Set(others.flatMap((text) => fold(text).match(/[\p{L}\p{N}]+/gu) || []));
  return words
    .split(/([\p{L}\p{N}]+(?:[.,]\d+)*)/u)
    .map((piece) => [
      piece,
      /[\p{L}\p{N}]/u.test(piece) && !(fold(piece).match(/[\p{L}\p{N}]+/gu) || []).every((word) => known.has(word)),
    ]);
}

export async function pairPage(app, one, other, event) {
  const { data } = app,
    { columns: c, texts } = data,
    rows = aligned(data, one, other);
  const shown = rows.slice(0, 80),
    statements = shown.flatMap(([, a, b]) => [...a, ...b]);
  const words = await app.host.spans(statements.map((row) => placeOf(data, row)));
  const said = new Map(statements.map((row, at) => [row, words[at]]));
  const both = shown.filter(([, a, b]) => a.length && b.length).length;
  return {
    title: "Side by side",
    wide: true,
    nodes: [
      h("h3", {}, "Side by side"),
      h("div", { class: "pairing" }, chooser(app, one, other, event, 0), chooser(app, one, other, event, 1)),
      h(
        "p",
        { class: "hint" },
        `${plural(both, "event")} both tell, ${number(shown.length - both)} only one of them; ` +
          "words that the other does not use are underlined.",
      ),
      shown.map(([row, a, b]) => {
        const sides = [a, b].map((held) => [
          ...new Set(held.map((statement) => said.get(statement)).filter(Boolean)),
        ]);
        const differ = Array.from(linked(data.links.eventContrasts, row)).filter(
          (contrast) => c["contrasts.shown"][contrast] && between(data, contrast, one, other),
        );
        return h(
          "section",
          { class: `aligned${row === event ? " here" : ""}` },
          h(
            "h4",
            {},
            button(short(texts["events.text"][row], 120), () => app.openEvent(row), { class: "link" }),
            h("span", {}, ` ${whenOf(data, row)}`),
          ),
          h(
            "div",
            { class: "sides" },
            sides.map((held, side) =>
              h(
                "div",
                { class: held.length ? null : "nothing" },
                held.length
                  ? held
                      .slice(0, 5)
                      .map((text) =>
                        h(
                          "blockquote",
                          { dir: "auto" },
                          sides[1 - side].length
                            ? unlike(text, sides[1 - side]).map(([piece, odd]) => (odd ? h("u", {}, piece) : piece))
                            : text,
                        ),
                      )
                  : h(
                      "p",
                      {},
                      (side ? b : a).length
                        ? "Told; its words are not in this file."
                        : `Not found in ${sourceOf(data, side ? other : one)}.`,
                    ),
              ),
            ),
          ),
          differ.map((contrast) => h("p", {}, contrastButton(app, contrast))),
        );
      }),
    ],
  };
}

function between(data, contrast, one, other) {
  const held = new Set(linked(data.links.contrastArticles, contrast));
  return held.has(one) || held.has(other);
}

function chooser(app, one, other, event, side) {
  const { data } = app,
    mine = side ? other : one,
    story = linked(data.links.articleStories, mine);
  const pool = [
    ...new Set(
      event >= 0
        ? linked(data.links.eventArticles, event)
        : story.length
          ? linked(data.links.storyArticles, story[0])
          : [],
    ),
  ];
  const options = [...new Set([mine, ...pool])]
    .slice(0, 200)
    .map((row) => [
      String(row),
      short(`${sourceOf(data, row)}, ${dayOfArticle(data, row)}: ${titleOf(data, row)}`, 90),
    ]);
  return h(
    "div",
    {},
    choice(side ? "Right" : "Left", options, String(mine), (value) =>
      app.openPair(side ? one : Number(value), side ? Number(value) : other, event),
    ),
    button(short(titleOf(data, mine), 100), () => app.openArticle(mine), { class: "link" }),
  );
}
