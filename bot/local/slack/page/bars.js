/** What must not be missed: what Slack would not take, and that the server is gone. */

import { el } from "./dom.js";
import { on, state } from "./state.js";

export function bars() {
  return el("div", { class: "bars" }, lostBar(), violationsBar());
}

function lostBar() {
  const remedy = el("code", null, "make try");
  const text = ["The local Slack has stopped. Start it again with ", remedy, "."];
  const node = el("div", { role: "alert" });
  on("connection", (there) => {
    node.replaceChildren(...(there ? [] : [el("p", { class: "bar bar-lost" }, text)]));
  });
  return node;
}

/** A person may fold the list; nothing takes away that there is one. */
function violationsBar() {
  const newest = el("span", { class: "violation-newest" });
  const count = el("span", { class: "badge" });
  const list = el("ol");
  const summary = el("summary", null, newest, count);
  const details = el("details", { class: "bar bar-violations" }, summary, list);
  const node = el("div", { role: "alert" });
  const draw = () => {
    const { violations } = state;
    if (violations.length === 0) {
      node.replaceChildren();
      return;
    }
    newest.textContent = sentence(violations.at(-1));
    count.textContent = violations.length === 1 ? "1 problem" : `${violations.length} problems`;
    list.replaceChildren(...violations.map((violation) => el("li", null, sentence(violation))));
    if (!details.isConnected) {
      node.append(details);
    }
  };
  on("all violation", draw);
  draw();
  return node;
}

function sentence({ where, what, refused = true }) {
  return `Slack ${refused ? "refuses" : "advises against"} this: ${where} ${what}`;
}
