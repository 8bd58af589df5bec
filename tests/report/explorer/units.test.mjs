// Run by `node --test`; tests/report/explorer/test_units.py does, where node is there.
import assert from "node:assert/strict";
import { test } from "node:test";

const from = (name) => import(`../../../newslab/report/explorer/js/${name}.mjs`);
const { link, linked, toBits, fromBits, slicer, related } = await from("data");
const { dayOf, fittedDays, isoDay, linear, parseDay, periods, placeIn, tellPeriod, timeTicks, NO_DAY } = await from("scale");
const { fold, hits, matcher, parseQuery, searchRows, suggest } = await from("search");
const { Store, facetCounts, facetFilter, facetValues, facets, list, rowsFilter, daysFilter } = await from("store");
const { otherDays, stretches } = await from("reader");
const { aligned, unlike } = await from("pair");
const { hasMeaning, meanings, places } = await from("topics");
const { knownOf, tellers } = await from("knowledge");
const { pythonOf } = await from("share");

// Three articles of two sources; event 0 is told by articles 0 and 1, event 1 by article 2.
function small() {
  const ints = (...values) => Int32Array.from(values);
  const floats = (...values) => Float32Array.from(values);
  const texts = {
    "articles.id": ["a", "b", "c"], "articles.title": ["One", "Two", "Three"], "articles.source": ["Post", "Wire"], "articles.url": ["", "", ""],
    "stories.id": ["s0", "s1", "s2"], "stories.title": ["Whole", "Part", "Other"], "state.slot": ["toll", "what"], "state.value": ["3 killed", "It sank.", "2 killed"], "state.replaced": ["", "", "3 killed"], "topics.label": ["sea"], "names.label": ["Ann", "Bay"], "names.kind": ["person", "place"],
    "events.id": ["e0", "e1"], "events.text": ["It sank.", "It rose."], "events.modality": ["happened", "planned"], "events.precision": ["day"], "events.who": [], "events.where": [],
    "statements.speaker": ["Ann"], "statements.role": ["news"], "contrasts.id": ["c0"], "contrasts.kind": ["number"], "contrasts.verdict": ["differs"], "articles.language": ["en"],
  };
  const columns = {
    "articles.source": ints(0, 1, 1), "articles.day": ints(10, 11, NO_DAY), "articles.language": ints(0, 0, 0),
    "members.story": ints(1, 1, 2), "members.article": ints(0, 1, 2), "stories.parent": ints(-1, 0, -1), "coverage.story": ints(), "emphasis.story": ints(),
    "article_topics.article": ints(0, 2), "article_topics.topic": ints(0, 0), "article_topics.weight": floats(1, 1), "article_names.article": ints(0, 1, 1), "article_names.name": ints(0, 0, 1), "names.kind": ints(0, 1),
    "events.story": ints(1, 2), "events.first": ints(10, 40), "events.last": ints(10, 45), "events.modality": ints(0, 1), "events.precision": ints(0, 0), "events.who": ints(-1, -1), "events.where": ints(-1, -1),
    "cites.event": ints(0, 0, 1, -1, -1), "cites.contrast": ints(-1, -1, -1, 0, -1), "cites.state": ints(-1, -1, -1, -1, 0), "cites.article": ints(0, 1, 2, 1, 0),
    "state.story": ints(1, 1, 1), "state.event": ints(0, 0, -1), "state.slot": ints(0, 1, 0),
    "contrasts.event": ints(0), "contrasts.story": ints(1), "contrasts.kind": ints(0), "contrasts.verdict": ints(0), "contrasts.shown": Uint8Array.of(1),
    "statements.article": ints(0, 1, 2), "statements.event": ints(0, 0, 1), "statements.start": ints(5, 0, 0), "statements.speaker": ints(-1, 0, -1), "statements.role": ints(0, 0, 0),
  };
  return related({ texts, columns, meta: { rows: { articles: 3, stories: 3, topics: 1, events: 2, contrasts: 1 } } });
}
const chosen = (store) => ({ articles: list(store.now.articles), events: list(store.now.events), statements: list(store.now.statements), contrasts: list(store.now.contrasts) });

test("what is not certain enough is no difference until it is asked for", () => {
  const data = small();
  data.columns["contrasts.shown"][0] = 0;
  const store = new Store(data);
  assert.deepEqual(chosen(store), { articles: [0, 1, 2], events: [0, 1], statements: [0, 1, 2], contrasts: [] });
  assert.deepEqual(list(store.pass(null, true).contrasts), [0]);
  store.set("given-contrasts", rowsFilter("contrasts", 1, [0], "chosen", [0]));
  assert.deepEqual(list(store.now.contrasts), [0]); // who names it has asked for it
});

test("sources that date an event otherwise are named", () => {
  const data = small();
  Object.assign(data.columns, { "statements.first": Int32Array.of(10, 12, 40), "statements.last": Int32Array.of(10, 12, 40), "statements.precision": Int32Array.of(0, 0, 0) });
  data.texts["statements.precision"] = ["day"];
  assert.deepEqual(otherDays(data, 0), [["Wire", "13 January 1970"]]);
  assert.deepEqual(otherDays(data, 1), []);
});

test("a map by meaning has the places of the table and names topics amid their articles", () => {
  const data = small();
  assert.ok(!hasMeaning(data));
  Object.assign(data.columns, { "articles.x": Float32Array.of(-1, NaN, 0.5), "articles.y": Float32Array.of(0, NaN, 0.5) });
  assert.ok(hasMeaning(data));
  const { x, y, discs } = meanings(data);
  assert.deepEqual([...x], [-100, NaN, 50]);
  assert.deepEqual([...y], [-0, NaN, -50]);
  assert.deepEqual(discs.map(({ topic, x, y, count }) => [topic, x, y, count]), [[0, -25, -25, 2]]);
});

test("what is known names who tells it, and in whom it was not found", () => {
  const data = small();
  const told = (story) => knownOf(data, story).map(([slot, , rows]) => [slot, rows]);
  assert.deepEqual(told(1), [["what", [1]], ["toll", [0, 2]]]);
  assert.deepEqual(told(0), told(1)); // of a whole that has none those of its parts
  assert.deepEqual(told(2), []);
  assert.deepEqual(tellers(data, 1, 0), { told: ["Post"], others: ["Wire"] });
  assert.deepEqual(tellers(data, 1, 1), { told: ["Post", "Wire"], others: [] }); // who tells the event tells what happened
});

test("days read and tell as they are known", () => {
  for (const iso of ["1950-01-31", "2024-02-29", "-0043-03-15", "0001-01-01"]) assert.equal(isoDay(parseDay(iso)), iso);
  for (const wrong of ["2023-02-29", "2024-13-01", "soon", "", null]) assert.equal(parseDay(wrong), null, String(wrong));
  assert.equal(tellPeriod(dayOf(1950), dayOf(1953, 11, 31), "years"), "1950–1953");
  assert.equal(tellPeriod(dayOf(2026, 1, 2), dayOf(2026, 1, 2), "day"), "2 February 2026");
  assert.equal(tellPeriod(dayOf(2024, 11, 1), dayOf(2025, 1, 28), "season"), "1 December 2024 – 28 February 2025");
  assert.equal(tellPeriod(dayOf(-43, 2, 15), dayOf(-43, 2, 15)), "15 March 44 BC");
  assert.equal(tellPeriod(NO_DAY, NO_DAY), "");
});

test("ticks fit, from days to centuries", () => {
  for (const years of [0.02, 0.3, 3, 40, 900, 9000]) {
    const ticks = timeTicks(0, Math.round(365 * years), 8);
    assert.ok(ticks.length >= 2 && ticks.length <= 10, `${years} years: ${ticks.length}`);
    assert.equal(new Set(ticks.map((tick) => tick.day)).size, ticks.length);
  }
  const scale = linear(10, 20, 0, 100);
  assert.equal(scale.invert(scale(13)), 13);
});

test("history does not press the news into a corner", () => {
  const news = [[100, 100], [101, 103], [110, 110]];
  assert.deepEqual(fittedDays([...news, [-20000, -20000]]), [98, 113]);
  assert.deepEqual(fittedDays(news), [98, 113]);
  assert.equal(fittedDays([]), null);
  const many = Array.from({ length: 100 }, (_, at) => [at, at]);
  const [low, high] = fittedDays([...many, [-9000, -9000], [-700, -100], [30000, 30000]]);
  assert.ok(low >= -10 && high <= 110);
});

test("periods hold every day once", () => {
  for (const span of [3, 200, 900, 9000]) {
    const { starts } = periods(5, 5 + span, 40);
    assert.ok(starts[0] <= 5 && starts.length <= 42, String(starts.length));
    for (let day = 5; day <= 5 + span; day += 7) assert.ok(placeIn(starts, day) >= 0);
  }
});

test("links go both ways and leave out what belongs to none", () => {
  const pairs = link(Int32Array.from([1, 0, 1, -1]), Int32Array.from([7, 8, -1, 9]), 3);
  assert.deepEqual([0, 1, 2].map((row) => Array.from(linked(pairs, row))), [[8], [7], []]);
  const flags = Uint8Array.from([1, 0, 0, 1, 0, 0, 0, 0, 1]);
  assert.deepEqual(fromBits(toBits(flags), 9), flags);
  assert.equal(slicer("a😀bc")(1, 3), "😀b");
});

test("a story has the articles of its parts, each once", () => {
  const { links } = small();
  assert.deepEqual(Array.from(linked(links.storyArticles, 0)), [0, 1]);
  assert.deepEqual(Array.from(linked(links.articleStories, 0)).sort(), [0, 1]);
});

test("a filter on one table acts on all", () => {
  const data = small(), store = new Store(data), all = facets(data), facet = (key) => all.find((one) => one.key === key);
  store.set("source", facetFilter(facet("source"), [0]));
  assert.deepEqual(chosen(store), { articles: [0], events: [0], statements: [0], contrasts: [] });
  assert.deepEqual(Array.from(facetCounts(facet("source"), store.without("source").articles)), [1, 2]);
  store.set("source", null);
  store.set("modality", facetFilter(facet("modality"), [1]));
  assert.deepEqual(chosen(store), { articles: [2], events: [1], statements: [2], contrasts: [] });
  store.set("modality", null);
  store.set("speaker", facetFilter(facet("speaker"), [0]));
  assert.deepEqual(chosen(store), { articles: [1], events: [0], statements: [1], contrasts: [0] });
  store.set("speaker", null);
  store.set("verdict", facetFilter(facet("verdict"), [0]));
  assert.deepEqual(chosen(store).articles, [1]);
  store.set("when", daysFilter("events", data.columns["events.first"], data.columns["events.last"], 44, 50, ""));
  assert.deepEqual(chosen(store), { articles: [], events: [], statements: [], contrasts: [] });
  assert.ok(store.back());
  assert.deepEqual(chosen(store).articles, [1]);
  store.set("verdict", null);
  store.set("given-articles", rowsFilter("articles", 3, [2], "", [2]));
  assert.deepEqual(chosen(store).events, [1]);
});

test("what a state names and is not there is told", () => {
  const data = small(), story = facets(data).find((one) => one.key === "story");
  assert.deepEqual(facetValues(story, ["s2", "s9"]), { found: [2], gone: ["s9"] });
  const person = facets(data).find((one) => one.key === "person");
  assert.deepEqual(facetValues(person, ["Bay"]), { found: [], gone: ["Bay"] });
});

test("queries", () => {
  assert.deepEqual(parseQuery('ferry "joint line" -herring -"two towns" op*'), [
    { text: "ferry", prefix: false, without: false }, { text: "joint line", prefix: false, without: false }, { text: "herring", prefix: false, without: true },
    { text: "two towns", prefix: false, without: true }, { text: "op", prefix: true, without: false },
  ]);
  assert.deepEqual(parseQuery('  "" - * '), []);
  assert.ok(matcher({ text: "don’t" }).test(fold("They DON'T say")));
  assert.ok(!matcher({ text: "art" }).test(fold("party")));
  assert.ok(matcher({ text: "c++ (x" }).test(fold("in c++ (x then")));
  assert.deepEqual(searchRows(["a ferry", "ferries", "a ferry and herring"], parseQuery("ferry -herring")), [0]);
  assert.deepEqual(hits("Ferry, ferry.", parseQuery("ferry")), [[0, 5], [7, 12]]);
  assert.deepEqual(suggest(["Jon Sel", "Selma", "Basel"], "sel", 5), [0, 1]);
});

test("marks are cut where they overlap", () => {
  assert.deepEqual(stretches(10, [[2, 6, "x"], [4, 8, "y"]]).map(([start, end, on]) => [start, end, on.map((one) => one[2]).join("")]), [[0, 2, ""], [2, 4, "x"], [4, 6, "xy"], [6, 8, "y"], [8, 10, ""]]);
});

test("two articles are aligned by event, and odd words told", () => {
  const rows = aligned(small(), 0, 1);
  assert.deepEqual(rows, [[0, [0], [1]]]);
  assert.deepEqual(aligned(small(), 0, 2).map(([event]) => event), [0, 1]);
  assert.deepEqual(unlike("It carried 240 cars.", ["It carried 190 cars"]).filter(([, odd]) => odd).map(([word]) => word), ["240"]);
});

test("no two points of the map lie on each other", () => {
  const { x, y } = places(small());
  for (const [one, other] of [[0, 1], [0, 2], [1, 2]]) assert.ok(Math.hypot(x[one] - x[other], y[one] - y[other]) > 0.5);
});

test("a state is written as Python", () => {
  assert.equal(pythonOf({ filters: { source: ['A "B"', "é"] }, zoom: null, on: true }), '{"filters": {"source": ["A \\"B\\"", "é"]}, "zoom": None, "on": True}');
});
