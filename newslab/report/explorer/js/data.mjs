// A payload as payload.py packs it: columns, texts, and which rows belong to which.
export async function decode(gzipped) {
  const stream = new Blob([gzipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  const whole = await new Response(stream).arrayBuffer();
  const magic = String.fromCharCode(...new Uint8Array(whole, 0, 4));
  if (magic !== "NLX1") throw new Error(`payload: expected NLX1, found ${magic}`);
  const length = new DataView(whole).getUint32(4, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 8, length)));
  const kinds = { int32: Int32Array, float32: Float32Array, uint8: Uint8Array };
  const columns = {};
  for (const [name, [kind, offset, n]] of Object.entries(header.columns))
    columns[name] = new kinds[kind](whole, 8 + length + offset, n);
  return related({ meta: header.meta, texts: header.texts, columns });
}

// Rows of `to` by rows of `from`: items[start[i]] to items[start[i + 1]]; pairs with -1 belong to none.
export function link(from, to, n) {
  const start = new Int32Array(n + 1);
  for (let i = 0; i < from.length; i++) if (from[i] >= 0 && (!to || to[i] >= 0)) start[from[i] + 1]++;
  for (let i = 0; i < n; i++) start[i + 1] += start[i];
  const items = new Int32Array(start[n]),
    at = start.slice(0, n);
  for (let i = 0; i < from.length; i++)
    if (from[i] >= 0 && (!to || to[i] >= 0)) items[at[from[i]]++] = to ? to[i] : i;
  return { start, items };
}

export const linked = ({ start, items }, row) => items.subarray(start[row], start[row + 1]);

export function related(data) {
  const { columns: c, texts, meta } = data;
  const n = (data.n = {
    ...meta.rows,
    names: texts["names.label"].length,
    statements: c["statements.article"].length,
    cites: c["cites.article"].length,
    sources: texts["articles.source"].length,
  });
  const family = familyPairs(data);
  data.links = {
    articleStories: link(family.article, family.story, n.articles),
    storyArticles: link(family.story, family.article, n.stories),
    articleTopics: link(c["article_topics.article"], c["article_topics.topic"], n.articles),
    articleNames: link(c["article_names.article"], c["article_names.name"], n.articles),
    eventCites: link(c["cites.event"], null, n.events),
    contrastCites: link(c["cites.contrast"], null, n.contrasts),
    articleCites: link(c["cites.article"], null, n.articles),
    eventArticles: link(c["cites.event"], c["cites.article"], n.events),
    eventStatements: link(c["statements.event"], null, n.events),
    articleStatements: link(c["statements.article"], null, n.articles),
    eventContrasts: link(c["contrasts.event"], null, n.events),
    contrastArticles: link(c["cites.contrast"], c["cites.article"], n.contrasts),
    storyEvents: link(c["events.story"], null, n.stories),
    storyState: link(c["state.story"], null, n.stories),
    stateCites: link(c["cites.state"], null, c["state.story"].length),
    storyParts: link(c["stories.parent"], null, n.stories),
    storyCoverage: link(c["coverage.story"], null, n.stories),
    storyEmphasis: link(c["emphasis.story"], null, n.stories),
  };
  return data;
}

// Articles of a story are those of its parts too, each once.
function familyPairs({ columns: c, meta }) {
  const seen = new Set(),
    story = [],
    article = [];
  const push = (s, a) => {
    const key = s * meta.rows.articles + a;
    if (s < 0 || a < 0 || seen.has(key)) return;
    seen.add(key);
    story.push(s);
    article.push(a);
  };
  for (let i = 0; i < c["members.story"].length; i++) {
    const s = c["members.story"][i],
      a = c["members.article"][i];
    push(s, a);
    if (s >= 0) push(c["stories.parent"][s], a);
  }
  return { story: Int32Array.from(story), article: Int32Array.from(article) };
}

// A story and its parts.
export const familyOf = (data, story) => [story, ...linked(data.links.storyParts, story)];

export function toBits(flags) {
  const bits = new Uint8Array(Math.ceil(flags.length / 8));
  for (let i = 0; i < flags.length; i++) if (flags[i]) bits[i >> 3] |= 1 << (i & 7);
  return bits;
}

export function fromBits(bits, n) {
  const flags = new Uint8Array(n);
  for (let i = 0; i < n; i++) flags[i] = (bits[i >> 3] >> (i & 7)) & 1;
  return flags;
}

// Offsets are code points; texts here count UTF-16 units.
export function slicer(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (start, end) => text.slice(start, end);
  const chars = Array.from(text);
  return (start, end) => chars.slice(start, end).join("");
}
