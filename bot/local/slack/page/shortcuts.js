/** The app's shortcuts: global ones beside where one writes, others on each message. */

import { busyDuring, errorNote } from "./busy.js";
import { el } from "./dom.js";
import { act } from "./feed.js";
import { state } from "./state.js";

export function globalShortcuts() {
  return menu("Shortcuts", "global", (id) => act("shortcut", { callback_id: id }));
}

export function messageShortcuts({ channel, ts }) {
  return menu("More Actions", "message", (id) => {
    return act("shortcut_on", { channel, ts, callback_id: id });
  });
}

/** Nothing where the app has none of that kind. */
function menu(label, kind, use) {
  const all = state.shortcuts.filter(({ type }) => type === kind);
  if (all.length === 0) {
    return null;
  }
  const note = errorNote();
  const items = all.map(({ name, callback_id: id }) => {
    const press = ({ currentTarget: node }) => {
      details.open = false;
      busyDuring(node, note, () => use(id));
    };
    return el("button", { type: "button", class: "button button-quiet", onclick: press }, name);
  });
  const summary = el("summary", { class: "button button-small" }, label);
  const list = el("div", { class: "menu-list" }, items);
  const details = el("details", { class: "menu" }, summary, list);
  details.addEventListener("toggle", () => details.open && list.scrollIntoView({ block: "nearest" }));
  details.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && details.open) {
      details.open = false;
      summary.focus();
    }
  });
  details.addEventListener("focusout", ({ relatedTarget: to }) => {
    if (to && !details.contains(to)) {
      details.open = false;
    }
  });
  return el("span", { class: "press" }, details, note);
}
