/** Times as the chosen person reads them: in their zone and language, by the feed's clock. */

import { el } from "./dom.js";
import { me, now } from "./state.js";

const DAY = 24 * 3_600_000;
const HALF_A_YEAR = 183 * DAY;

const SHAPES = {
  date_short: { month: "short", day: "numeric" },
  date_long: { weekday: "long", month: "long", day: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  clock: {
    weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit",
  },
};

const formatters = new Map();

/** Beyond it a number of milliseconds is no date. */
const FARTHEST = 8.64e15;

export function isDate(ms) {
  return Math.abs(ms) <= FARTHEST;
}

/** A time that `refreshDates` keeps right; `format` is as Slack has it: "{date_short} {time}". */
export function dated(ms, format) {
  return el(
    "time",
    { datetime: new Date(ms).toISOString(), "data-format": format },
    written(ms, format),
  );
}

/** What was "today" is "yesterday" a day later. */
export function refreshDates() {
  for (const node of document.querySelectorAll("time[data-format]")) {
    const text = written(Date.parse(node.dateTime), node.dataset.format);
    if (node.textContent !== text) {
      node.textContent = text;
    }
  }
}

export function written(ms, format) {
  return format.replace(/\{(\w+)\}/g, (whole, token) => value(ms, token) ?? whole);
}

function value(ms, token) {
  const shape = token.replace(/_pretty$/, "");
  if (!Object.hasOwn(SHAPES, shape)) {
    return undefined;
  }
  const days = shape === token ? Infinity : daysFromNow(ms);
  return Math.abs(days) <= 1 ? relative().format(days, "day") : formatted(ms, shape);
}

/** Slack leaves the year out where nobody needs it. */
function formatted(ms, shape) {
  const far = shape.startsWith("date") && Math.abs(ms - now()) > HALF_A_YEAR;
  const options = far ? { ...SHAPES[shape], year: "numeric" } : SHAPES[shape];
  return formatter(me().locale, options).format(ms);
}

/** As 2026-11-22, which is how Swedish writes a day. */
function dayOf(ms) {
  return formatter("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit" }).format(ms);
}

function daysFromNow(ms) {
  return Math.round((Date.parse(dayOf(ms)) - Date.parse(dayOf(now()))) / DAY);
}

export function sameDay(ms, other) {
  return dayOf(ms) === dayOf(other);
}

function relative() {
  return new Intl.RelativeTimeFormat(me().locale, { numeric: "auto" });
}

/** Kept, since making one takes longer than using it. */
function formatter(locale, options) {
  const { tz } = me();
  const key = `${locale} ${tz} ${JSON.stringify(options)}`;
  if (!formatters.has(key)) {
    formatters.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: tz }));
  }
  return formatters.get(key);
}
