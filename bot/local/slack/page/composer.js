/** Where one writes: one composer for each person and place, so that each keeps its draft. */

import { el } from "./dom.js";
import { act } from "./feed.js";
import { icon } from "./icons.js";
import { offersFor } from "./offers.js";
import { globalShortcuts } from "./shortcuts.js";
import { state } from "./state.js";

const composers = new Map();

export function composerFor(channel, thread, label) {
  const key = `${state.me} ${channel} ${thread}`;
  if (!composers.has(key)) {
    composers.set(key, composer(channel, thread, label));
  }
  return composers.get(key);
}

function composer(channel, thread, label) {
  const area = el("textarea", { "aria-label": label, placeholder: label, rows: "1" });
  const offers = offersFor(area);
  const failed = el("p", { class: "composer-error", role: "alert" });
  const form = el(
    "form",
    { class: "composer", onsubmit: send },
    offers.list,
    failed,
    el(
      "div",
      { class: "composer-row" },
      globalShortcuts(),
      area,
      el("button", { type: "submit", class: "button button-primary" }, "Send"),
    ),
  );
  let waiting = 0;

  area.addEventListener("keydown", (event) => {
    // While Chinese is composed, Enter chooses a character.
    if (event.isComposing || offers.key(event) || event.key !== "Enter" || event.shiftKey) {
      return;
    }
    event.preventDefault();
    form.requestSubmit();
  });

  async function send(event) {
    event.preventDefault();
    const text = area.value.trim();
    if (!text) {
      return;
    }
    area.value = "";
    offers.hide();
    failed.replaceChildren();
    wait(1);
    const answer = await act("say", { channel, thread, text });
    wait(-1);
    if (!answer.ok) {
      giveBack(text, answer.error);
    }
  }

  function wait(more) {
    waiting += more;
    form.ariaBusy = String(waiting > 0);
  }

  /** Above whatever was typed in the meantime. */
  function giveBack(text, error) {
    area.value = [text, area.value].filter(Boolean).join("\n");
    failed.replaceChildren(icon("warning"), error);
  }

  return form;
}
