// Elements. What comes from an article goes in as text, never as markup.
const SVG = "http://www.w3.org/2000/svg";

export function h(tag, attributes, ...children) {
  return filled(document.createElement(tag), attributes, children);
}
export function s(tag, attributes, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "hidden" || name === "disabled" || name === "checked" || name === "open")
      node[name] = Boolean(value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity))
    if (child !== null && child !== undefined && child !== false) node.append(child);
  return node;
}

export const number = (n) => n.toLocaleString("en");
export const plural = (n, one, many = `${one}s`) => `${number(n)} ${n === 1 ? one : many}`;
// Where the middle of a tick's label is to stand so that none of it is cut.
export const within = (x, label, width) => {
  const half = label.length * 3.3 + 2;
  return Math.min(width - half, Math.max(half, x));
};
export const short = (text, most) => (text.length > most ? `${text.slice(0, most - 1).trimEnd()}…` : text);

export function button(text, act, attributes = {}) {
  return h("button", { type: "button", onclick: act, ...attributes }, text);
}

// A button of several elements: a row of a list.
export function pressed(act, ...children) {
  return h("button", { type: "button", class: "row", onclick: act }, h("span", { dir: "auto" }, children));
}

export function choice(label, options, value, act) {
  const select = h(
    "select",
    { onchange: () => act(select.value) },
    options.map(([key, name]) => {
      const one = h("option", { value: key }, name);
      one.selected = key === value;
      return one;
    }),
  );
  return h("label", { class: "choice" }, h("span", {}, label), select);
}

// One tab stop for many marks: arrows go from one to the next, Home and End to the ends.
export function roving(box, selector) {
  const marks = () => Array.from(box.querySelectorAll(selector));
  const settle = (chosen) => {
    for (const mark of marks()) mark.setAttribute("tabindex", mark === chosen ? "0" : "-1");
  };
  settle(marks()[0]);
  box.addEventListener("focusin", (event) => {
    const mark = event.target.closest(selector);
    if (mark) settle(mark);
  });
  box.addEventListener("keydown", (event) => {
    const all = marks(),
      at = all.indexOf(event.target.closest(selector));
    if (at < 0) return;
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const to = step ? at + step : event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : -1;
    if (step && event.shiftKey) return;
    if (to >= 0 && to < all.length && (step || event.key === "Home" || event.key === "End")) {
      event.preventDefault();
      all[to].focus();
    } else if ((event.key === "Enter" || event.key === " ") && all[at].tagName !== "BUTTON") {
      event.preventDefault();
      all[at].dispatchEvent(new MouseEvent("click", { bubbles: true }));
    }
  });
}

// A table of at most `most` rows, which says how many it leaves out. The button in the first cell of a row acts.
export function table(heads, rows, act, most = 300) {
  const body = rows.slice(0, most).map((row, place) =>
    h(
      "tr",
      {},
      row.map((cell, at) => {
        const content =
          at === 0 && act
            ? button(String(cell), () => act(place), { class: "link" })
            : typeof cell === "number"
              ? number(cell)
              : cell;
        return h(
          at === 0 ? "th" : "td",
          { class: typeof cell === "number" ? "num" : null, scope: at === 0 ? "row" : null, dir: "auto" },
          content,
        );
      }),
    ),
  );
  const more =
    rows.length > most
      ? h("p", { class: "hint" }, `The first ${number(most)} of ${number(rows.length)} rows; filter to see others.`)
      : null;
  return h(
    "div",
    { class: "tablebox", tabindex: "0", role: "region", "aria-label": "Table" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          heads.map((head) => h("th", { scope: "col" }, head)),
        ),
      ),
      h("tbody", {}, body),
    ),
    more,
  );
}

// A chart with its title and tools, and beside it the same figures as a table.
export function framed(app, key, { title, hint, tools = [], chart, rows }) {
  const asTable = app.tables.has(key);
  const toggle = button(
    asTable ? "Chart" : "Table",
    () => {
      if (asTable) app.tables.delete(key);
      else app.tables.add(key);
      app.draw();
      app.root.querySelector(`[data-toggle="${key}"]`)?.focus();
    },
    { class: "tool", "data-toggle": key, "aria-pressed": String(asTable) },
  );
  return h(
    "section",
    { class: "view", "aria-label": title },
    h(
      "header",
      { class: "head" },
      h("h2", {}, title),
      h("div", { class: "tools" }, tools, toggle),
      hint ? h("p", { class: "hint" }, hint) : null,
    ),
    asTable ? rows() : chart(),
  );
}

// A drag over more than a few pixels, as places along x.
export function dragged(svg, done) {
  let from = null,
    box = null;
  const place = (event) => event.clientX - svg.getBoundingClientRect().left;
  svg.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && event.pointerType !== "touch" && !event.target.closest(".mark")) from = place(event);
  });
  svg.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const to = place(event);
    if (!box && Math.abs(to - from) > 4) {
      svg.setPointerCapture(event.pointerId);
      svg.append((box = s("rect", { class: "brushing", y: 0, height: svg.getAttribute("height") })));
    }
    if (box) {
      box.setAttribute("x", Math.min(from, to));
      box.setAttribute("width", Math.abs(to - from));
    }
  });
  const end = (event) => {
    const start = from,
      drawn = box;
    from = box = null;
    if (!drawn) return;
    drawn.remove();
    if (event.type === "pointerup") done(Math.min(start, place(event)), Math.max(start, place(event)));
  };
  svg.addEventListener("pointerup", end);
  svg.addEventListener("pointercancel", end);
}
