/** Which channel, thread and message are looked at, or the Home tab in direct messages; the address keeps it, so a reload returns. */

import { keyOf, mayEnter, on, state, tell } from "./state.js";

export const place = { channel: "", thread: "", message: "", tab: "" };

const HOME = "home";

const ARCHIVED = /^\/archives\/([^/]+)\/p(\d+)(\d{6})$/;

/** Call once, when the first state is there. */
export function settle() {
  move(placeOf(location.href) ?? home());
  history.replaceState(null, "", `/${addressOf(place)}`);
  addEventListener("popstate", () => move(placeOf(location.href) ?? home()));
  document.addEventListener("click", follow);
  on("me all", leaveWhatIsNotMine);
}

export function go(to) {
  const wanted = { channel: place.channel, thread: "", message: "", tab: "", ...to };
  if (addressOf(wanted) !== location.hash) {
    history.pushState(null, "", addressOf(wanted));
  }
  move(wanted);
}

export function addressOf({ channel, thread = "", message = "", tab = "" }) {
  if (tab) {
    return `#${tab}/${channel}`;
  }
  return `#${[channel, thread, message].join("/").replace(/\/+$/, "")}`;
}

/** The place that a link leads to; null where it leads out of this workspace. */
export function placeOf(link) {
  if (!URL.canParse(link, location.href)) {
    return null;
  }
  const { origin, pathname, searchParams, hash } = new URL(link, location.href);
  if (origin !== location.origin && origin !== new URL(state.workspace.url).origin) {
    return null;
  }
  const archived = ARCHIVED.exec(pathname);
  if (archived) {
    const [, channel, seconds, rest] = archived;
    return inThread(channel, `${seconds}.${rest}`, searchParams.get("thread_ts"));
  }
  const [channel, thread = "", message = ""] = hash.slice(1).split("/");
  if (channel === HOME) {
    return { channel: thread, thread: "", message: "", tab: HOME };
  }
  return pathname === "/" && channel ? { channel, thread, message, tab: "" } : null;
}

/** A link to a reply need not name its thread. */
function inThread(channel, message, named) {
  const thread = named ?? state.messages.get(keyOf({ channel, ts: message, to: "" }))?.thread;
  return { channel, thread: thread ?? "", message, tab: "" };
}

function home() {
  const first = [...state.channels.values()].find((channel) => mayEnter(channel));
  return { channel: first.id, thread: "", message: "", tab: "" };
}

function move(to) {
  const was = { ...place };
  Object.assign(place, mayEnter(state.channels.get(to.channel)) ? to : home());
  tell("place", place, was);
}

function follow(event) {
  const link = event.target.closest("a[href]");
  const elsewhere = event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey;
  const to = link && !elsewhere && placeOf(link.href);
  if (to) {
    event.preventDefault();
    go(to);
  }
}

function leaveWhatIsNotMine() {
  if (mayEnter(state.channels.get(place.channel))) {
    return;
  }
  const own = [...state.channels.values()].find((channel) => channel.im === state.me);
  go({ channel: own?.id ?? home().channel, tab: own ? place.tab : "" });
}
