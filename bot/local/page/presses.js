/** A button of a message: it may ask first, it waits for the bot, and it says what went wrong. */

import { confirmed } from "./dialogs.js";
import { el } from "./dom.js";
import { act } from "./feed.js";
import { icon } from "./icons.js";
import { go, placeOf } from "./place.js";

const STYLES = { primary: "button-primary", danger: "button-danger" };

export function button(element, block, message) {
  const note = el("span", { class: "press-note", role: "alert" });
  const node = el(
    "button",
    {
      type: "button",
      class: `button ${STYLES[element.style] ?? ""}`,
      "data-action": `${block.block_id ?? ""} ${element.action_id}`,
      onclick: () => pressed(node, note, element, block, message),
    },
    element.text.text,
  );
  return el("span", { class: "press" }, node, note);
}

async function pressed(node, note, element, block, message) {
  if (node.ariaBusy === "true" || (element.confirm && !(await confirmed(element.confirm)))) {
    return;
  }
  if (element.url) {
    open(element.url);
  }
  note.replaceChildren();
  const answer = await busyDuring(node, press(element, block, message));
  if (!answer.ok) {
    note.replaceChildren(icon("warning"), answer.error);
  }
}

function press(element, block, message) {
  const action = { ...element, block_id: block.block_id };
  return act("press", { channel: message.channel, ts: message.ts, action });
}

/** A disabled button would lose the focus; a busy one only takes no second press. */
export async function busyDuring(node, work) {
  node.ariaBusy = "true";
  try {
    return await work;
  } finally {
    node.ariaBusy = "false";
  }
}

function open(url) {
  const to = placeOf(url);
  if (to) {
    go(to);
  } else {
    window.open(url, "_blank", "noopener");
  }
}
