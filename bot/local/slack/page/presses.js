/** A button of a message: it may ask first, it waits for the bot, and it says what went wrong. */

import { busyDuring, errorNote } from "./busy.js";
import { confirmed } from "./dialogs.js";
import { el } from "./dom.js";
import { act } from "./feed.js";
import { opened } from "./links.js";
import { tell } from "./state.js";

const STYLES = { primary: "button-primary", danger: "button-danger" };

export function button(element, block, message) {
  const note = errorNote();
  const pressed = async () => {
    const asks = element.confirm && node.ariaBusy !== "true";
    if (!asks || (await confirmed(element.confirm))) {
      await busyDuring(node, note, () => press(element, block, message));
    }
  };
  const node = el(
    "button",
    {
      type: "button",
      class: `button ${STYLES[element.style] ?? ""}`,
      "data-action": element.action_id,
      onclick: pressed,
    },
    element.text.text,
  );
  return el("span", { class: "press" }, node, note);
}

async function press(element, block, message) {
  if (element.url && !opened(element.url)) {
    return { ok: false, error: `This address is not safe to open: ${element.url}` };
  }
  tell("press", message);
  const action = { ...element, block_id: block.block_id };
  return act("press", { channel: message.channel, ts: message.ts, action });
}
