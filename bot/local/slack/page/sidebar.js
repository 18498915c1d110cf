/** The left: channels, direct messages, and how the page looks. */

import { el, redraw } from "./dom.js";
import { icon } from "./icons.js";
import { addressOf, place } from "./place.js";
import { mayEnter, on, state, titleOf } from "./state.js";
import { themeButton } from "./theme.js";
import { isUnread } from "./unread.js";

export function sidebar() {
  const nav = el("nav", { "aria-label": "Channels" });
  const draw = () => redraw(nav, ...lists());
  on("all me place channel unread", draw);
  draw();
  return el("div", { id: "sidebar", class: "sidebar" }, nav, themeButton());
}

function lists() {
  const mine = [...state.channels.values()].filter((channel) => mayEnter(channel));
  return [
    el("h2", null, "Channels"),
    el("ul", null, mine.filter((channel) => !channel.im).map(item)),
    el("h2", null, "Direct Messages"),
    el("ul", null, mine.filter((channel) => channel.im).map(item)),
  ];
}

function item(channel) {
  const unread = isUnread(channel.id);
  const name = [titleOf(channel), channel.private && !channel.im && "private", unread && "unread"];
  return el(
    "li",
    null,
    el(
      "a",
      {
        href: addressOf({ channel: channel.id }),
        class: unread ? "unread" : null,
        "aria-current": channel.id === place.channel ? "page" : null,
        "aria-label": name.filter(Boolean).join(", "),
      },
      el("span", { class: "sign" }, sign(channel)),
      channel.name,
      unread && el("span", { class: "dot" }),
    ),
  );
}

function sign(channel) {
  if (channel.im) {
    return icon("key");
  }
  return channel.private ? icon("lock") : "#";
}
