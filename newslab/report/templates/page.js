"use strict";
(function () {
  const $ = (id) => document.getElementById(id);
  const data = JSON.parse($("evidence").textContent);
  const panel = $("panel"), body = $("panel-body"), count = $("panel-count");
  const anchors = Array.from(document.querySelectorAll("a.cite"));
  let at = -1, opener = null;

  function make(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }
  const slice = (text, start, end) => Array.from(text).slice(start, end).join("");
  function wordsOf(cite) {
    const article = data.articles[cite.n - 1];
    if (cite.w !== undefined) return cite.w;
    if (cite.f === "title") return slice(article.title, cite.s, cite.e);
    const piece = article.pieces.find(([start, text]) => start <= cite.s && cite.e <= start + Array.from(text).length);
    return piece ? slice(piece[1], cite.s - piece[0], cite.e - piece[0]) : "";
  }

  // One paragraph per line; every cited sentence is marked, the chosen one strongly.
  function lines(start, text, marks) {
    const chars = Array.from(text), found = [];
    let first = 0;
    for (let i = 0; i <= chars.length; i++) {
      if (i < chars.length && chars[i] !== "\n") continue;
      if (i > first) found.push(line(chars, start, first, i, marks));
      first = i + 1;
    }
    return found;
  }
  function line(chars, offset, first, last, marks) {
    const node = make("p", { dir: "auto" });
    let done = first;
    for (const mark of marks) {
      const from = Math.max(mark.s - offset, done), to = Math.min(mark.e - offset, last);
      if (to <= from) continue;
      node.append(chars.slice(done, from).join(""), make("mark", mark.on ? { class: "on" } : {}, chars.slice(from, to).join("")));
      done = to;
    }
    node.append(chars.slice(done, last).join(""));
    return node;
  }
  function marksOf(index, field) {
    const chosen = data.cites[index];
    const same = (cite) => cite.n === chosen.n && cite.f === field;
    const found = data.cites.map((cite, i) => ({ s: cite.s, e: cite.e, on: i === index, same: same(cite) })).filter((cite) => cite.same);
    const on = found.find((cite) => cite.on);
    return found.filter((cite) => cite.on || !on || cite.e <= on.s || cite.s >= on.e).sort((a, b) => a.s - b.s || b.e - a.e);
  }
  function article(index) {
    const cite = data.cites[index], found = data.articles[cite.n - 1], node = make("article", { class: "doc" });
    const title = make("h3", { dir: "auto" });
    title.append(...line(Array.from(found.title), 0, 0, Array.from(found.title).length, cite.f === "title" ? marksOf(index, "title") : []).childNodes);
    const about = make("p", { class: "meta" }, `[${cite.n}] ${found.source}, ${found.date}`);
    if (found.copied) about.append(make("span", { class: "tag" }, found.copied));
    about.append(make("br"), copier(`Copy reference`, () => found.ref));
    if (found.url) about.append(make("br"), make("a", { href: found.url, rel: "noopener noreferrer nofollow", target: "_blank" }, "Open the original"));
    node.append(title, about);
    if (cite.w !== undefined) node.append(make("p", { dir: "auto" }, make("mark", { class: "on" }, cite.w)));
    found.pieces.forEach(([start, text], i) => {
      if (start > 0 || i > 0) node.append(make("p", { class: "gap" }, "[ … ]"));
      node.append(...lines(start, text, marksOf(index, "text")));
    });
    return node;
  }
  // A page opened from a folder may lack the clipboard: then a field is selected and copied from.
  function copyText(text, button) {
    const done = () => { const label = button.textContent; button.textContent = "Copied"; setTimeout(() => { button.textContent = label; }, 1500); };
    const byHand = () => {
      const field = make("textarea", { "aria-hidden": "true" });
      field.value = text;
      button.after(field);
      field.select();
      if (document.execCommand("copy")) done();
      field.remove();
      button.focus({ preventScroll: true });
    };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, byHand);
    else byHand();
  }
  function copier(label, text) {
    const button = make("button", { type: "button", class: "copy" }, label);
    button.addEventListener("click", () => copyText(text(), button));
    return button;
  }
  document.querySelectorAll("button.copy").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => copyText(button.dataset.copy ? data.articles[Number(button.dataset.copy) - 1].ref : $(button.dataset.copyFrom).value, button));
  });
  function claim(text) {
    return make("p", { class: "claim" }, make("span", {}, "What it supports"), make("b", { dir: "auto" }, text));
  }
  function chips(indexes, chosen, choose) {
    const list = make("ul", { class: "chips", "aria-label": "Sources of this statement" });
    for (const index of indexes) {
      const cite = data.cites[index];
      const button = make("button", { type: "button", "aria-current": String(index === chosen) }, `${cite.n} · ${data.articles[cite.n - 1].source}`);
      button.addEventListener("click", () => choose(index));
      list.append(make("li", {}, button));
    }
    return list;
  }
  function show(...nodes) {
    body.replaceChildren(...nodes);
    if (!panel.open) panel.showModal();
    const mark = body.querySelector("mark.on");
    body.scrollTop = 0;
    if (mark) mark.scrollIntoView({ block: "center" });
    body.focus({ preventScroll: true });
  }
  function statementOf(anchor) {
    const holder = anchor.closest("[data-statement]");
    const words = holder && holder.querySelector(".words");
    return { text: words ? words.textContent.trim() : "", indexes: holder ? Array.from(holder.querySelectorAll("a.cite"), (one) => Number(one.dataset.cite)) : [] };
  }
  function openAnchor(place) {
    at = (place + anchors.length) % anchors.length;
    const anchor = anchors[at], index = Number(anchor.dataset.cite), { text, indexes } = statementOf(anchor);
    anchors.forEach((one) => one.setAttribute("aria-current", String(one === anchor)));
    count.textContent = `Citation ${at + 1} of ${anchors.length}`;
    const choose = (chosen) => openAnchor(anchors.findIndex((one) => one.closest("[data-statement]") === anchor.closest("[data-statement]") && Number(one.dataset.cite) === chosen));
    const parts = [claim(text)];
    if (indexes.length > 1) parts.push(chips(indexes, index, choose));
    show(...parts, article(index));
  }
  function openEvent(item) {
    const first = item.querySelector("a.cite"), { text, indexes } = statementOf(first);
    const list = make("ul", { class: "by-source" });
    for (const index of indexes) {
      const cite = data.cites[index], source = data.articles[cite.n - 1];
      const button = make("button", { type: "button" }, "Read it in the article");
      button.addEventListener("click", () => openAnchor(anchors.indexOf(Array.from(item.querySelectorAll("a.cite")).find((one) => Number(one.dataset.cite) === index))));
      list.append(make("li", {}, make("h4", {}, `[${cite.n}] ${source.source}, ${source.date}`), make("blockquote", { dir: "auto" }, wordsOf(cite)), button));
    }
    at = anchors.indexOf(first);
    count.textContent = item.dataset.when;
    mark(item.id);
    show(claim(text), list);
  }
  function mark(id) {
    document.querySelectorAll(".events li, #chart .event").forEach((node) => node.classList.toggle("on", node.id === id || node.dataset.event === id));
  }

  document.addEventListener("click", (event) => {
    const anchor = event.target.closest("a.cite");
    if (anchor) { event.preventDefault(); opener = anchor; openAnchor(anchors.indexOf(anchor)); return; }
    const button = event.target.closest(".events button");
    if (button) { opener = button; openEvent(button.closest("li")); }
  });
  panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
  panel.addEventListener("close", () => {
    anchors.forEach((one) => one.removeAttribute("aria-current"));
    if (opener) opener.focus({ preventScroll: true });
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") openAnchor(at + 1);
    else if (event.key === "ArrowLeft") openAnchor(at - 1);
    else return;
    event.preventDefault();
  });
  $("panel-next").addEventListener("click", () => openAnchor(at + 1));
  $("panel-prev").addEventListener("click", () => openAnchor(at - 1));
  $("panel-close").addEventListener("click", () => panel.close());

  // Timeline: a scale of days where the story runs; what lies long before or after stands beside it, in order only: a year longer than a month.
  const chart = $("chart"), DAY = 86400000, NS = "http://www.w3.org/2000/svg";
  const items = chart ? Array.from(document.querySelectorAll(".events li")) : [];
  const day = (iso) => Math.round(Date.parse(iso + "T00:00:00Z") / DAY);
  function svg(tag, attributes, text) {
    const node = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    return node;
  }
  function readEvents() {
    return items.map((item) => ({ item, id: item.id, f: day(item.dataset.first), l: day(item.dataset.last), when: item.dataset.when, n: Number(item.dataset.n), open: item.dataset.open === "1", text: item.querySelector(".words").textContent.trim() })).filter((event) => Number.isFinite(event.f) && Number.isFinite(event.l));
  }
  function zones(events, first, last) {
    const reach = Math.max(45, last - first), low = first - reach, high = last + reach;
    const near = (event) => event.l - event.f <= Math.max(62, last - first);
    const core = events.filter((event) => near(event) && event.f >= low && event.l <= high);
    const rest = events.filter((event) => !core.includes(event));
    if (!core.length) return { early: [], core: events, late: [], low: Math.min(...events.map((event) => event.f)), high: Math.max(...events.map((event) => event.l)) };
    return { early: rest.filter((event) => event.f < low), core, late: rest.filter((event) => event.f >= low), low: Math.min(...core.map((event) => event.f)), high: Math.max(...core.map((event) => event.l)) };
  }
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  function ticks(low, high, most) {
    const found = [], span = high - low, date = (value) => new Date(value * DAY);
    const step = [1, 2, 5, 7, 14].find((one) => span / one <= most);
    if (step) { for (let value = low; value <= high; value += step) found.push([value, `${date(value).getUTCDate()} ${MONTHS[date(value).getUTCMonth()]}`]); return found; }
    const months = [1, 2, 3, 6, 12, 24, 60, 120].find((one) => span / 30.4 / one <= most) || 240;
    const start = date(low);
    for (let i = 0, year = start.getUTCFullYear(), month = Math.floor(start.getUTCMonth() / Math.min(months, 12)) * Math.min(months, 12); i < 400; i++, month += months) {
      const value = Math.round(Date.UTC(year, month, 1) / DAY), shown = date(value);
      if (value > high) break;
      if (value >= low) found.push([value, months >= 12 ? String(shown.getUTCFullYear()) : `${MONTHS[shown.getUTCMonth()]} ${shown.getUTCFullYear()}`]);
    }
    return found;
  }
  function draw() {
    const events = readEvents();
    if (!events.length) return;
    const width = Math.max(chart.clientWidth, 280), { early, core, late, low, high } = zones(events, day(chart.dataset.first), day(chart.dataset.last));
    const slot = (list) => (list.length ? Math.min(58, (0.3 * width) / list.length) : 0), left = slot(early) * early.length, right = slot(late) * late.length;
    const from = left ? left + 26 : 12, to = width - (right ? right + 26 : 12), x = (value) => (high === low ? (from + to) / 2 : from + ((value - low) / (high - low)) * (to - from));
    const free = [], marks = [];
    for (const event of core) {
      const x0 = x(event.f), x1 = x(event.l), wide = x1 > x0 + 0.5, r = 4.5 + Math.min(event.n, 6) * 0.6;
      const begin = x0 - r - 1, end = (wide ? x1 : x0) + r + 1;
      let lane = free.findIndex((edge) => edge <= begin);
      if (lane < 0) { lane = free.length < 14 ? free.length : 13; }
      free[lane] = Math.max(free[lane] || 0, end);
      marks.push({ event, x0, x1, wide, r, lane });
    }
    const lanes = Math.max(free.length, 2), step = 17, base = 10 + lanes * step, height = base + 30;
    const root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "group", "aria-label": "Timeline of events" });
    root.append(svg("line", { class: "axis", x1: from - 8, x2: to + 8, y1: base, y2: base }));
    let edge = -99;
    for (const [value, label] of ticks(low, high, Math.max(2, Math.floor((to - from) / 78)))) {
      const reach = 3.5 * label.length, place = Math.min(Math.max(x(value), left ? from + 4 : reach), right ? to - 4 : width - reach);
      root.append(svg("line", { class: "axis", x1: x(value), x2: x(value), y1: base, y2: base + 5 }));
      if (place - edge < 56) continue;
      root.append(svg("text", { x: place, y: base + 20, "text-anchor": "middle" }, label));
      edge = place;
    }
    for (const { event, x0, x1, wide, r, lane } of marks) root.append(shape(event, wide ? x0 : x0, wide ? x1 : x0, base - 9 - lane * step, r, wide));
    side(root, early, slot(early), 0, base, "Earlier");
    side(root, late, slot(late), width - right, base, "Later");
    for (const place of [left ? left + 10 : 0, right ? width - right - 10 : 0]) if (place) root.append(svg("path", { class: "axis", fill: "none", d: `M${place - 3} ${base + 5}l3 -10M${place + 2} ${base + 5}l3 -10` }));
    chart.replaceChildren(root);
  }
  function side(root, list, slot, begin, base, label) {
    if (!list.length) return;
    root.append(svg("line", { class: "axis", x1: begin, x2: begin + slot * list.length, y1: base, y2: base }), svg("text", { x: begin + 1, y: 11 }, label));
    let edge = -99;
    list.forEach((event, i) => {
      const middle = begin + slot * (i + 0.5), wide = event.l > event.f, long = Math.log(event.l - event.f + 1) / Math.log(1500), half = Math.min(16, slot * 0.44) * Math.min(1, 0.3 + 0.7 * long);
      root.append(shape(event, wide ? middle - half : middle, wide ? middle + half : middle, base - 9, 5, wide));
      const years = [event.item.dataset.first, event.item.dataset.last].map((iso) => iso.slice(0, 4));
      const told = years[0] === years[1] ? years[0] : `${years[0]}–${years[1].slice(2)}`, reach = 3.6 * told.length, place = Math.max(middle, reach);
      if (place - reach > edge) { root.append(svg("text", { x: place, y: base + 20, "text-anchor": "middle" }, told)); edge = place + reach + 4; }
    });
  }
  function shape(event, x0, x1, y, r, wide) {
    const group = svg("g", { class: event.open ? "event open" : "event", tabindex: "0", role: "button", "data-event": event.id, "aria-label": `${event.when}: ${event.text}` });
    group.append(svg("title", {}, `${event.when}: ${event.text}`));
    group.append(wide ? svg("rect", { class: "shape", x: x0 - 2, y: y - 5, width: Math.max(x1 - x0 + 4, 8), height: 10, rx: 5 }) : svg("circle", { class: "shape", cx: x0, cy: y, r }));
    const act = () => { opener = group; openEvent(event.item); };
    group.addEventListener("click", act);
    group.addEventListener("keydown", (key) => { if (key.key === "Enter" || key.key === " ") { key.preventDefault(); act(); } });
    group.addEventListener("mouseenter", () => mark(event.id));
    return group;
  }
  if (chart && items.length) {
    draw();
    let last = chart.clientWidth;
    new ResizeObserver(() => { if (chart.clientWidth !== last) { last = chart.clientWidth; draw(); } }).observe(chart);
  }
})();
