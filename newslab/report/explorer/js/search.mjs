// A query: words, "phrases", -without, begin*; all of them must stand in an article.
export function parseQuery(text) {
  const terms = [];
  for (const found of String(text).matchAll(/(-?)"([^"]*)"|(-?)([^\s"]+)/g)) {
    const without = Boolean(found[1] || found[3]),
      raw = found[2] ?? found[4],
      prefix = raw.endsWith("*");
    const words = raw.replace(/\*+$/, "").trim();
    if (words && words !== "-") terms.push({ text: words, prefix, without });
  }
  return terms;
}

export const fold = (text) =>
  text
    .normalize("NFKC")
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2010-\u2015]/g, "-")
    .replace(/\s+/g, " ")
    .toLowerCase();

export function matcher(term) {
  const words = fold(term.text).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const after = term.prefix ? "" : "(?![\\p{L}\\p{N}_])";
  return new RegExp(`(?<![\\p{L}\\p{N}_])${words}${after}`, "u");
}

// Where there is no kernel: titles, quoted words and events are searched, not whole texts.
export function searchRows(texts, terms) {
  const wanted = terms.map((term) => [matcher(term), term.without]);
  const found = [];
  texts.forEach((text, row) => {
    if (wanted.every(([pattern, without]) => pattern.test(text) !== without)) found.push(row);
  });
  return found;
}

// The names that hold a word that begins with what is typed: places in `labels`, those of most rows first.
export function suggest(labels, typed, most) {
  const wanted = fold(typed);
  if (wanted.length < 2) return [];
  const found = [];
  for (let place = 0; place < labels.length && found.length < most; place++) {
    const label = fold(labels[place]);
    if (label.startsWith(wanted) || label.includes(` ${wanted}`)) found.push(place);
  }
  return found;
}

// Stretches of a text in which a term stands: [[start, end]].
export function hits(text, terms) {
  const found = [],
    folded = fold(text);
  if (folded.length !== text.length) return found;
  for (const term of terms) {
    if (term.without) continue;
    for (const met of folded.matchAll(new RegExp(matcher(term), "gu")))
      found.push([met.index, met.index + met[0].length]);
  }
  return found.sort((a, b) => a[0] - b[0]);
}
