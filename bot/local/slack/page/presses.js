/** A button, or a chooser: it may ask first, waits for the bot, and says what went wrong. */

import { busyDuring, errorNote } from "./busy.js";
import { CHOOSERS, valuesIn } from "./choosers.js";
import { confirmed } from "./dialogs.js";
import { el } from "./dom.js";
import { act } from "./feed.js";
import { tell } from "./state.js";

const STYLES = { primary: "button-primary", danger: "button-danger" };

export function button(element, block, owner) {
  const note = errorNote();
  const pressed = async () => {
    const asks = element.confirm && node.ariaBusy !== "true";
    if (!asks || (await confirmed(element.confirm))) {
      await busyDuring(node, note, () => press(element, block, owner, node));
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

/** What is chosen is told to the bot at once, and stays shown. */
export function chooser(element, block, owner) {
  const note = errorNote();
  const chosen = async () => {
    if (!element.confirm || (await confirmed(element.confirm))) {
      await busyDuring(node, note, () => press(element, block, owner, node));
    }
  };
  const node = CHOOSERS[element.type](element, undefined, {
    "data-block": block.block_id,
    "data-action": element.action_id,
    "aria-label": element.placeholder?.text ?? "Choose",
    onchange: chosen,
  });
  return el("span", { class: "press" }, node, note);
}

/** `owner`: the message, or the window or Home tab, that it belongs to. */
async function press(element, block, owner, node) {
  const around = node.closest("form, .blocks, .home");
  const about = {
    action: { ...element, block_id: block.block_id },
    values: around ? valuesIn(around) : {},
    ...(node.value ? { chosen: node.value } : {}),
  };
  if (owner.view) {
    return act("press_in_view", { view: owner.view, ...about });
  }
  tell("press", owner);
  return act("press", { channel: owner.channel, ts: owner.ts, ...about });
}
