// Where texts come from: a kernel that is asked, or the quotes that a file carries.
import { fold, searchRows } from "./search.mjs";

// The sentence of a statement, and the statement's own place in it: what a host is asked for its words.
export function placeOf({ columns: c, meta }, row) {
  const at = (name) => c[`statements.${name}`][row];
  return [at("article"), meta.fields[at("field")], at("sentence_start"), at("sentence_end"), at("start"), at("end")];
}

export function kernelHost(model) {
  const waiting = new Map();
  let last = 0;
  const hear = (message, buffers) => {
    const held = waiting.get(message?.answer);
    if (!held) return;
    waiting.delete(message.answer);
    clearTimeout(held.timer);
    if (message.error) held.fail(new Error(message.error));
    else held.done(buffers?.length ? buffers[0] : message.data);
  };
  model.on("msg:custom", hear);
  const ask = (what, given) =>
    new Promise((done, fail) => {
      const number = ++last + Math.floor(Math.random() * 1e6) * 1000;
      const timer = setTimeout(() => {
        waiting.delete(number);
        fail(new Error("the kernel does not answer; run the cell again for texts"));
      }, 20000);
      waiting.set(number, { done, fail, timer });
      model.send({ ask: number, what, given });
    });
  return {
    kind: "kernel",
    payload: () => ask("payload", {}),
    article: (row) => ask("article", { row }),
    words: (cites) => ask("cites", { rows: Array.from(cites) }),
    spans: (places) => ask("words", { places }),
    search: (terms) => ask("search", { terms }),
    sentences: (rows, term) => ask("sentences", { rows: Array.from(rows), term }),
    close: () => model.off("msg:custom", hear),
  };
}

export function fileHost(data) {
  const { columns: c, texts } = data;
  let folded = null,
    placed = null;
  const wordsOf = (cite) => texts.words[c["cites.words"][cite]] || "";
  const key = (article, field, start, end) => `${article} ${field} ${start} ${end}`;
  return {
    kind: "file",
    article: async () => null,
    words: async (cites) => Array.from(cites, (cite) => [wordsOf(cite), 0, Array.from(wordsOf(cite)).length]),
    async spans(places) {
      if (!placed) {
        placed = new Map();
        for (let cite = 0; cite < data.n.cites; cite++)
          if (c["cites.words"][cite] >= 0)
            placed.set(
              key(
                c["cites.article"][cite],
                data.meta.fields[c["cites.field"][cite]],
                c["cites.start"][cite],
                c["cites.end"][cite],
              ),
              cite,
            );
      }
      return places.map(([row, field, , , start, end]) => {
        const cite = placed.get(key(row, field, start, end));
        return cite === undefined ? (field === "title" ? texts["articles.title"][row] : "") : wordsOf(cite);
      });
    },
    async search(terms) {
      if (!folded) {
        const gathered = texts["articles.title"].map((title) => [title]);
        for (let cite = 0; cite < data.n.cites; cite++) gathered[c["cites.article"][cite]].push(wordsOf(cite));
        folded = gathered.map((pieces) => fold([...new Set(pieces)].join("\n")));
      }
      return { rows: searchRows(folded, terms), hits: [] };
    },
    async sentences(rows, term) {
      const wanted = new Set(rows),
        found = [],
        seen = new Set();
      for (let cite = 0; cite < data.n.cites && found.length < 12; cite++) {
        const row = c["cites.article"][cite],
          words = wordsOf(cite);
        if (!wanted.has(row) || seen.has(`${row} ${words}`) || !fold(words).includes(fold(term))) continue;
        seen.add(`${row} ${words}`);
        found.push([row, c["cites.start"][cite], c["cites.end"][cite], words]);
      }
      return found;
    },
    close: () => {},
  };
}
