/** The middle and the right: the chosen channel, and the chosen thread beside it. */

import { composerFor } from "./composer.js";
import { el, redraw } from "./dom.js";
import { drawHome, homeTab, tabs } from "./home.js";
import { icon } from "./icons.js";
import { messageLog } from "./log.js";
import { go, place } from "./place.js";
import { keyOf, on, state, titleOf } from "./state.js";

/** What stands in a pane now: its log, and where in the workspace that is. */
function pane(node, draw) {
  const shown = { log: null, at: "" };
  const drawAnew = () => {
    const at = [state.me, place.channel, node.tagName === "ASIDE" ? place.thread : ""].join(" ");
    const scrolled = shown.at === at ? shown.log?.node.scrollTop : undefined;
    Object.assign(shown, { log: draw(), at });
    if (scrolled === undefined) {
      shown.log?.toBottom();
    } else if (shown.log) {
      shown.log.node.scrollTop = scrolled;
    }
  };
  on("all me", drawAnew);
  on("message", (message, was) => {
    shown.log?.put(message);
    if (message.thread && !was) {
      shown.log?.recount({ channel: message.channel, ts: message.thread });
    }
  });
  on("press", (message) => shown.log?.follow(message));
  on("gone", (named, was) => {
    shown.log?.remove(named);
    if (was?.thread) {
      shown.log?.recount({ channel: was.channel, ts: was.thread });
    }
  });
  return { shown, drawAnew };
}

export function channelPane() {
  const node = el("main", { id: "channel" });
  const { shown, drawAnew } = pane(node, () => drawChannel(node));
  on("place", (to, was) => {
    if (to.channel !== was.channel || to.tab !== was.tab) {
      drawAnew();
    }
    if (to.message && !to.thread) {
      shown.log.reveal(to.message)?.focus({ preventScroll: true });
    } else if (was.thread && !to.thread && to.channel === was.channel) {
      focusArticle(shown.log, was.thread);
    }
  });
  on("home", ({ user }) => {
    const home = node.querySelector(".home");
    if (home && user === state.me) {
      drawHome(home);
    }
  });
  on("channel", ({ id }) => id === place.channel && drawAnew());
  drawAnew();
  return node;
}

function drawChannel(node) {
  const channel = state.channels.get(place.channel);
  const title = titleOf(channel);
  if (place.tab) {
    redraw(
      node,
      el("section", { class: "pane", "aria-label": title }, channelHead(channel), homeTab()),
    );
    return null;
  }
  const log = messageLog({
    label: `Messages in ${title}`,
    belongs: (message) => message.channel === channel.id && !message.thread,
    inThread: false,
    empty: empty(channel),
  });
  const section = el(
    "section",
    { class: "pane", "aria-label": title },
    channelHead(channel),
    log.node,
    composerFor(channel.id, "", `Message ${title}`),
  );
  redraw(node, section);
  return log;
}

function channelHead(channel) {
  return el(
    "header",
    { class: "pane-head" },
    el("h2", null, channel.private && !channel.im && icon("lock"), titleOf(channel)),
    channel.im ? tabs(channel) : el("p", null, about(channel)),
  );
}

function about(channel) {
  return `${state.bot.name} is ${channel.bot_in ? "in" : "not in"} this channel`;
}

function empty(channel) {
  return [
    el("p", null, `There are no messages in ${titleOf(channel)} yet.`),
    el("p", null, "To see the bot at work, type ", el("code", null, "/"), " and choose a command."),
  ];
}

export function threadPane() {
  const node = el("aside", { id: "thread", "aria-label": "Thread" });
  const { shown, drawAnew } = pane(node, () => drawThread(node));
  on("place", (to, was) => {
    const fresh = to.thread !== was.thread || to.channel !== was.channel;
    if (fresh) {
      drawAnew();
    }
    const revealed = to.thread && to.message && shown.log.reveal(to.message);
    if (revealed) {
      revealed.focus({ preventScroll: true });
    } else if (fresh && to.thread) {
      node.querySelector("textarea").focus({ preventScroll: true });
    }
  });
  drawAnew();
  return node;
}

function drawThread(node) {
  const { channel: id, thread } = place;
  document.body.classList.toggle("in-thread", Boolean(thread));
  node.hidden = !thread;
  if (!thread) {
    node.replaceChildren();
    return null;
  }
  const log = messageLog({
    label: "Messages in this thread",
    belongs: ({ channel, ts, thread: of }) => channel === id && (of === thread || ts === thread),
    inThread: true,
    empty: el("p", null, "This thread is empty."),
  });
  redraw(
    node,
    el(
      "div",
      { class: "pane" },
      threadHead(id),
      log.node,
      composerFor(id, thread, "Reply in thread"),
    ),
  );
  return log;
}

function threadHead(channel) {
  const close = () => go({ channel });
  const props = { type: "button", class: "button button-quiet", "aria-label": "Close Thread" };
  return el(
    "header",
    { class: "pane-head" },
    el("h2", null, "Thread"),
    el("p", null, titleOf(state.channels.get(channel))),
    el("button", { ...props, onclick: close }, icon("cross"), icon("back")),
  );
}

function focusArticle(log, ts) {
  const key = CSS.escape(keyOf({ channel: place.channel, ts, to: "" }));
  log?.node.querySelector(`[data-key="${key}"]`)?.focus({ preventScroll: true });
}
