/** People and channels where a text names them. */

import { el } from "./dom.js";
import { addressOf } from "./place.js";
import { nameOf, state, titleOf } from "./state.js";

export function mention(user, label) {
  const mine = user === state.me ? " mention-me" : "";
  const name = nameOf(user);
  return el("span", { class: `mention${mine}` }, `@${name === user && label ? label : name}`);
}

export function channelLink(id, label) {
  const channel = state.channels.get(id);
  const name = channel ? titleOf(channel) : `#${label || id}`;
  return channel ? el("a", { href: addressOf({ channel: id }), class: "mention" }, name) : name;
}

export function groupMention(id, label) {
  const group = state.groups.get(id);
  const mine = group?.users.includes(state.me) ? " mention-me" : "";
  return el("span", { class: `mention${mine}` }, group ? `@${group.handle}` : label || "@group");
}
