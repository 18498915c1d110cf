/** What must not be missed: what Slack would not take, and that the server is gone. */

import { el } from "./dom.js";
import { on, state } from "./state.js";

export function bars() {
  return el("div", { class: "bars" }, lostBar(), slipsBar());
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
function slipsBar() {
  const newest = el("span", { class: "slip-newest" });
  const count = el("span", { class: "badge" });
  const list = el("ol");
  const summary = el("summary", null, newest, count);
  const details = el("details", { class: "bar bar-slips" }, summary, list);
  const node = el("div", { role: "alert" });
  const draw = () => {
    const { slips } = state;
    if (slips.length === 0) {
      node.replaceChildren();
      return;
    }
    newest.textContent = sentence(slips.at(-1));
    count.textContent = slips.length === 1 ? "1 slip" : `${slips.length} slips`;
    list.replaceChildren(...slips.map((slip) => el("li", null, sentence(slip))));
    if (!details.isConnected) {
      node.append(details);
    }
  };
  on("all slip", draw);
  draw();
  return node;
}

function sentence({ where, what, refused = true }) {
  return `Slack ${refused ? "refuses" : "advises against"} this: ${where} ${what}`;
}
