/** What the bot and Slack said to each other, newest first; a row opens to show the JSON. */

import { el } from "./dom.js";
import { on, state } from "./state.js";

const TOWARD = { slack: "→ to Slack", bot: "← to the bot" };

export function trafficList() {
  const list = el("div", { class: "traffic-list" });
  const rows = new Map();

  const add = (entry) => {
    const row = rowOf(entry);
    rows.set(entry.n, row);
    list.prepend(row);
    trim();
  };

  /** As many as the state keeps. */
  function trim() {
    for (const [n, row] of rows) {
      if (rows.size <= state.traffic.length) {
        return;
      }
      row.remove();
      rows.delete(n);
    }
  }

  const draw = () => {
    rows.clear();
    list.replaceChildren();
    state.traffic.forEach(add);
  };
  on("all", draw);
  on("traffic", add);
  draw();
  const title = el("h3", null, "Traffic");
  return el("section", { class: "traffic", "aria-label": "Traffic" }, title, list);
}

function rowOf(entry) {
  const { toward, name, status, ms, retry } = entry;
  const problem = problemOf(entry);
  const row = el(
    "details",
    { class: problem ? "failed" : null },
    el(
      "summary",
      null,
      el("span", { class: "toward" }, TOWARD[toward]),
      el("strong", null, name),
      el("small", null, `${status} · ${Math.round(ms)} ms`, retry ? ` · retry ${retry}` : ""),
      problem && el("span", { class: "problem" }, problem),
    ),
  );
  row.addEventListener("toggle", () => unfold(row, entry), { once: true });
  return row;
}

function problemOf({ status, answer }) {
  if (!status) {
    return "failed: no answer";
  }
  if (status >= 400) {
    return "failed";
  }
  return answer?.ok === false ? `refused: ${answer.error}` : "";
}

/** Only when it is looked at: there are hundreds of rows. */
function unfold(row, { sent, answer }) {
  row.append(el("h4", null, "Sent"), json(sent), el("h4", null, "Answered"), json(answer));
}

function json(value) {
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  return el("pre", { tabindex: "0" }, text || "(nothing)");
}
