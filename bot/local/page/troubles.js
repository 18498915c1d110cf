/** The drawer of troubles: switches for what may go wrong, and the traffic below them. */

import { el } from "./dom.js";
import { act, post } from "./feed.js";
import { icon } from "./icons.js";
import { busyDuring } from "./presses.js";
import { on, state, tell } from "./state.js";
import { trafficList } from "./traffic.js";

export function troublesButton() {
  const count = el("span", { class: "badge" });
  const node = el(
    "button",
    {
      type: "button",
      class: "button",
      "aria-expanded": "false",
      "aria-controls": "troubles",
      onclick: () => tell("drawer", node.ariaExpanded !== "true"),
    },
    "Troubles",
    count,
  );
  const draw = () => {
    const active = state.troubles.filter((trouble) => trouble.on).length;
    count.textContent = `${active} on`;
    count.hidden = active === 0;
  };
  on("all troubles", draw);
  on("drawer", (open) => {
    node.ariaExpanded = String(open);
    if (!open) {
      node.focus();
    }
  });
  draw();
  return node;
}

export function troublesDrawer() {
  const title = el("h2", { tabindex: "-1" }, "Troubles");
  const close = () => tell("drawer", false);
  const drawer = el(
    "aside",
    {
      id: "troubles",
      class: "drawer",
      "aria-label": "Troubles and Traffic",
      hidden: true,
      onkeydown: (event) => event.key === "Escape" && close(),
    },
    el(
      "header",
      { class: "pane-head" },
      title,
      el("p", null, "What may go wrong, on purpose"),
      el(
        "button",
        { type: "button", class: "button button-quiet", "aria-label": "Close", onclick: close },
        icon("cross"),
      ),
    ),
    switches(),
    again(),
    trafficList(),
  );
  on("drawer", (open) => {
    drawer.hidden = !open;
    document.body.classList.toggle("drawer-open", open);
    if (open) {
      title.focus();
    }
  });
  return drawer;
}

function switches() {
  const node = el("div", { class: "switches", role: "group", "aria-label": "Troubles" });
  const draw = () => {
    const { id } = document.activeElement;
    node.replaceChildren(...state.troubles.map(oneSwitch));
    node.querySelector(`#${CSS.escape(id || "none")}`)?.focus();
  };
  on("all troubles", draw);
  draw();
  return node;
}

function oneSwitch({ name, title, hint, on: active }) {
  const failed = el("p", { class: "press-note", role: "alert" });
  const turn = async ({ currentTarget: node }) => {
    if (node.ariaBusy !== "true") {
      const answer = await busyDuring(node, post("trouble", { name, on: !active }));
      failed.textContent = answer.ok ? "" : answer.error;
    }
  };
  const node = el(
    "button",
    {
      id: `trouble-${name}`,
      type: "button",
      class: "switch",
      role: "switch",
      "aria-checked": String(active),
      "aria-describedby": `hint-${name}`,
      onclick: turn,
    },
    title,
    el("span", { class: "switch-state", "aria-hidden": "true" }, active ? "On" : "Off"),
  );
  return el("div", null, node, el("p", { id: `hint-${name}`, class: "hint" }, hint), failed);
}

function again() {
  const note = el("p", { class: "press-note", role: "alert" });
  const press = async ({ currentTarget: node }) => {
    if (node.ariaBusy !== "true") {
      const answer = await busyDuring(node, act("again", {}));
      note.textContent = answer.ok ? "" : answer.error;
    }
  };
  return el(
    "div",
    { class: "again" },
    el(
      "button",
      { type: "button", class: "button", onclick: press },
      "Deliver the Last One Again",
    ),
    el("p", { class: "hint" }, "Slack sends once more what you did last."),
    note,
  );
}
