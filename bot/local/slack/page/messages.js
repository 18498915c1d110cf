/** One message as an article: who, when, what it says, and what one may do with it. */

import { blockNode } from "./blocks.js";
import { busyDuring, errorNote } from "./busy.js";
import { dated } from "./dates.js";
import { el, orApology } from "./dom.js";
import { act } from "./feed.js";
import { icon } from "./icons.js";
import { mrkdwn } from "./mrkdwn.js";
import { addressOf, go } from "./place.js";
import { messageShortcuts } from "./shortcuts.js";
import { keyOf, maySee, nameOf, state } from "./state.js";

export function timeOf(message) {
  return Number(message.ts) * 1000;
}

/** `inThread`: it is shown in its thread, where nothing leads there. */
export function article(message, inThread) {
  const { channel, ts, user, to } = message;
  return el(
    "article",
    {
      class: to ? "message message-private" : "message",
      tabindex: "-1",
      "data-key": keyOf(message),
      "data-ts": ts,
      "data-channel": channel,
      "data-bot": user === state.bot.id && "true",
    },
    el("p", { class: "day" }, dated(timeOf(message), "{date_long_pretty}")),
    avatar(user),
    el(
      "div",
      { class: "message-body" },
      to && el("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
      byline(message),
      orApology("message", () => content(message)),
      !inThread && replies(message),
    ),
    tools(message, inThread),
  );
}

function avatar(user) {
  if (user === state.bot.id) {
    return el("span", { class: "avatar avatar-bot", "aria-hidden": "true" }, icon("key"));
  }
  const number = state.people.findIndex((person) => person.id === user) + 1;
  const first = [...nameOf(user)][0];
  return el("span", { class: `avatar avatar-${number}`, "aria-hidden": "true" }, first);
}

function byline(message) {
  return el(
    "p",
    { class: "byline" },
    el("strong", { class: "sender" }, nameOf(message.user)),
    message.user === state.bot.id && el("span", { class: "badge" }, "APP"),
    dated(timeOf(message), "{time}"),
  );
}

function content(message) {
  if (message.blocks.length === 0) {
    return el("div", { class: "text" }, mrkdwn(message.text));
  }
  return el("div", { class: "blocks" }, message.blocks.map((block) => blockNode(block, message)));
}

export function replies({ channel, ts }) {
  const all = [...state.messages.values()].filter((message) => {
    return message.thread === ts && message.channel === channel && !message.to && maySee(message);
  });
  const count = all.length === 1 ? "1 reply" : `${all.length} replies`;
  const last = all.at(-1);
  return el(
    "p",
    { class: "replies", hidden: all.length === 0 },
    el("a", { href: addressOf({ channel, thread: ts }) }, count),
    last && el("small", null, "Last reply ", dated(timeOf(last), "{date_short_pretty} {time}")),
  );
}

function tools(message, inThread) {
  const { channel, ts, user, to } = message;
  const reply = () => go({ channel, thread: ts });
  const note = errorNote();
  const remove = ({ currentTarget: node }) => {
    busyDuring(node, note, () => act("delete", { channel, ts }));
  };
  return el(
    "div",
    { class: "tools" },
    note,
    !to && messageShortcuts(message),
    !inThread && !to && tool("Reply in Thread", reply),
    user === state.me && !to && tool("Delete", remove),
  );
}

function tool(label, onclick) {
  return el("button", { type: "button", class: "button button-small", onclick }, label);
}
