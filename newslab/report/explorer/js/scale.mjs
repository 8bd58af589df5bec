// Days, scales and ticks. A day is a whole number of days since 1970.
export const NO_DAY = -2147483648;
const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const DAY_MS = 86400000;
const STEPS = [
  ["day", 1],
  ["day", 2],
  ["day", 4],
  ["day", 7],
  ["day", 14],
  ["month", 1],
  ["month", 3],
  ["month", 6],
  ["year", 1],
  ["year", 2],
  ["year", 5],
  ["year", 10],
  ["year", 20],
  ["year", 50],
  ["year", 100],
  ["year", 200],
  ["year", 500],
  ["year", 1000],
  ["year", 2000],
];
const LENGTH = { day: 1, month: 30.44, year: 365.25 };

export function parts(day) {
  const date = new Date(day * DAY_MS);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth(), day: date.getUTCDate() };
}

export function dayOf(year, month = 0, day = 1) {
  const date = new Date(0);
  date.setUTCFullYear(year, month, day);
  return Math.round(date.getTime() / DAY_MS);
}

export function isoDay(day) {
  const at = parts(day),
    year = Math.abs(at.year).toString().padStart(4, "0");
  return `${at.year < 0 ? "-" : ""}${year}-${String(at.month + 1).padStart(2, "0")}-${String(at.day).padStart(2, "0")}`;
}

export function parseDay(text) {
  const found = /^(-?\d{4,6})-(\d\d)-(\d\d)$/.exec(String(text ?? "").trim());
  if (!found) return null;
  const day = dayOf(+found[1], +found[2] - 1, +found[3]);
  return isoDay(day) === found[0] ? day : null;
}

const tellYear = (year) => (year > 0 ? String(year) : `${1 - year} BC`);

export function tellDay(day) {
  const at = parts(day);
  return `${at.day} ${MONTHS[at.month]} ${tellYear(at.year)}`;
}

// The days of an event no finer than they are known.
export function tellPeriod(first, last, precision = "") {
  if (first === NO_DAY) return "";
  if (last === NO_DAY) last = first;
  const a = parts(first),
    b = parts(last);
  if (precision === "year" && a.year === b.year) return tellYear(a.year);
  if (["years", "decade", "century"].includes(precision)) return `${tellYear(a.year)}–${tellYear(b.year)}`;
  if (a.year === b.year && a.month === b.month) {
    if (precision === "month") return `${MONTHS[a.month]} ${tellYear(a.year)}`;
    return a.day === b.day ? tellDay(first) : `${a.day}–${tellDay(last)}`;
  }
  if (["months", "quarter", "half", "season"].includes(precision) && a.year === b.year)
    return `${MONTHS[a.month]}–${MONTHS[b.month]} ${tellYear(a.year)}`;
  return a.year === b.year
    ? `${a.day} ${MONTHS[a.month]} – ${tellDay(last)}`
    : `${tellDay(first)} – ${tellDay(last)}`;
}

export function linear(d0, d1, r0, r1) {
  const span = d1 - d0 || 1;
  const scale = (value) => r0 + ((value - d0) / span) * (r1 - r0);
  scale.invert = (place) => d0 + ((place - r0) / (r1 - r0 || 1)) * span;
  return scale;
}

// Ticks of a period, at most `most`: [{day, label}].
export function timeTicks(first, last, most) {
  const wanted = (last - first) / Math.max(1, most);
  const [unit, step] = STEPS.find(([name, n]) => n * LENGTH[name] >= wanted) || STEPS[STEPS.length - 1];
  const found = [];
  const push = (day, label) => {
    if (day >= first && day <= last) found.push({ day, label });
  };
  const from = parts(first),
    to = parts(last);
  if (unit === "year") {
    for (let year = Math.ceil(from.year / step) * step; year <= to.year; year += step)
      push(dayOf(year), tellYear(year));
  } else if (unit === "month") {
    for (
      let month = Math.ceil((from.year * 12 + from.month) / step) * step;
      month <= to.year * 12 + to.month;
      month += step
    ) {
      const year = Math.floor(month / 12),
        of = month - year * 12;
      push(
        dayOf(year, of),
        of === 0 || !found.length ? `${MONTHS[of].slice(0, 3)} ${tellYear(year)}` : MONTHS[of].slice(0, 3),
      );
    }
  } else {
    for (let day = Math.ceil(first / step) * step; day <= last; day += step) {
      const at = parts(day);
      const year = !found.length || parts(day - step).year !== at.year ? ` ${tellYear(at.year)}` : "";
      push(day, `${at.day} ${MONTHS[at.month].slice(0, 3)}${year}`);
    }
  }
  return found;
}

// The periods a count over time is told by: the finest of day, week, month, year with at most `most` of them.
export function periods(first, last, most) {
  const span = last - first + 1;
  const unit = span <= most ? "day" : span / 7 <= most ? "week" : span / 30 <= most ? "month" : "year";
  const starts = [];
  if (unit === "day" || unit === "week") {
    const step = unit === "day" ? 1 : 7,
      from = unit === "week" ? first - ((((first + 3) % 7) + 7) % 7) : first;
    for (let day = from; day <= last; day += step) starts.push(day);
  } else {
    const from = parts(first),
      to = parts(last),
      step = unit === "year" ? Math.max(1, Math.ceil(span / 365 / most)) : 1;
    const low = unit === "year" ? Math.floor(from.year / step) * step * 12 : from.year * 12 + from.month;
    for (let month = low; month <= to.year * 12 + to.month; month += unit === "year" ? 12 * step : 1)
      starts.push(dayOf(Math.floor(month / 12), month - Math.floor(month / 12) * 12));
  }
  return { unit, starts };
}

export function placeIn(starts, day) {
  let low = 0,
    high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= day) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

// The days that an axis shows: of many events the shortest time that holds three quarters; of few those of the run of
// most events, by the rules of nl.plot_timeline. History and forecasts beside it are folded.
const NEAR = 45,
  REACH = [90, 1.5],
  FOLDED = [60, 4],
  PASSING = 31,
  MANY_EVENTS = 40,
  MOST_OF_THEM = 0.75;
export function fittedDays(spans) {
  if (!spans.length) return null;
  let first = Infinity,
    last = -Infinity;
  for (const [low, high] of spans) {
    first = Math.min(first, low);
    last = Math.max(last, high);
  }
  const run =
    spans.length > MANY_EVENTS
      ? shortestTime(spans)
      : longestRun(
          spans.filter(([low, high]) => high - low <= PASSING),
          spans,
        );
  if (run && last - first > Math.max(FOLDED[0], FOLDED[1] * (run[1] - run[0]))) [first, last] = run;
  const pad = Math.max(2, Math.round(0.04 * (last - first)));
  return [first - pad, last + pad + 1];
}

function shortestTime(spans) {
  const middles = Float64Array.from(spans, ([low, high]) => (low + high) / 2).sort(),
    held = Math.ceil(MOST_OF_THEM * middles.length);
  let best = 0;
  for (let at = 0; at + held <= middles.length; at++)
    if (middles[at + held - 1] - middles[at] <= middles[best + held - 1] - middles[best]) best = at;
  return [Math.floor(middles[best]), Math.ceil(middles[best + held - 1])];
}

function longestRun(short, spans) {
  const sorted = short.slice().sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  let best = null,
    now = null;
  for (const [low, high] of sorted) {
    if (now && low - now.last <= NEAR) {
      now.last = Math.max(now.last, high);
      now.n += 1;
    } else now = { first: low, last: high, n: 1 };
    if (!best || now.n > best.n || (now.n === best.n && now.first > best.first)) best = now;
  }
  if (!best || best.n < 2) return null;
  let { first, last } = best;
  for (;;) {
    const reach = Math.max(REACH[0], REACH[1] * (last - first));
    let low = first,
      high = last;
    for (const [from, to] of spans)
      if (first - to <= reach && from - last <= reach) {
        low = Math.min(low, from);
        high = Math.max(high, to);
      }
    if (low === first && high === last) return [first, last];
    [first, last] = [low, high];
  }
}
