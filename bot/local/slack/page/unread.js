/** Which channels hold something that a person has not seen, for each person of this tab. */

import { place } from "./place.js";
import { maySee, on, state, tell } from "./state.js";

const unread = new Set();

export function isUnread(channel) {
  return unread.has(`${state.me} ${channel}`);
}

export function watchUnread() {
  on("message", (message, was) => {
    if (!was) {
      arrived(message);
    }
  });
  on("place me", seen);
}

function arrived(message) {
  const before = unread.size;
  for (const { id } of state.people) {
    const there = id === state.me && message.channel === place.channel;
    if (id !== message.user && !there && maySee(message, id)) {
      unread.add(`${id} ${message.channel}`);
    }
  }
  if (unread.size > before) {
    tell("unread");
  }
}

function seen() {
  if (unread.delete(`${state.me} ${place.channel}`)) {
    tell("unread");
  }
}
