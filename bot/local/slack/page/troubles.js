/** The drawer of troubles: switches for what may go wrong, and the traffic below them. */

import { busyDuring, errorNote } from "./busy.js";
import { el } from "./dom.js";
import { act, post } from "./feed.js";
import { icon } from "./icons.js";
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

/** They stay while they turn: one that waits for its answer must be there when it comes. */
function switches() {
  const node = el("div", { class: "switches", role: "group", "aria-label": "Troubles" });
  const known = new Map();
  const shown = (trouble) => {
    if (!known.has(trouble.name)) {
      known.set(trouble.name, oneSwitch(trouble));
    }
    known.get(trouble.name).show(trouble.on);
    return known.get(trouble.name).node;
  };
  const draw = () => {
    const all = state.troubles.map(shown);
    if (all.length !== node.children.length || all.some((each) => !node.contains(each))) {
      node.replaceChildren(...all);
    }
  };
  on("all troubles", draw);
  draw();
  return node;
}

function oneSwitch({ name, title, hint }) {
  const note = errorNote();
  const turn = () => {
    busyDuring(toggle, note, () => post("trouble", { name, on: toggle.ariaChecked !== "true" }));
  };
  const word = el("span", { class: "switch-state", "aria-hidden": "true" });
  const toggle = el(
    "button",
    {
      id: `trouble-${name}`,
      type: "button",
      class: "switch",
      role: "switch",
      "aria-describedby": `hint-${name}`,
      onclick: turn,
    },
    title,
    word,
  );
  const node = el("div", null, toggle, el("p", { id: `hint-${name}`, class: "hint" }, hint), note);
  const show = (active) => {
    toggle.ariaChecked = String(active);
    word.textContent = active ? "On" : "Off";
  };
  return { node, show };
}

function again() {
  const note = errorNote();
  const press = ({ currentTarget: node }) => busyDuring(node, note, () => act("again", {}));
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
