/** The drawer "Troubles": switches that turn faults on and off, and the traffic below them. */

import { busyDuring, errorNote } from "./busy.js";
import { el, redraw } from "./dom.js";
import { act, post } from "./feed.js";
import { icon } from "./icons.js";
import { on, state, tell } from "./state.js";
import { trafficList } from "./traffic.js";

export function faultsButton() {
  const count = el("span", { class: "badge" });
  const node = el(
    "button",
    {
      type: "button",
      class: "button",
      "aria-expanded": "false",
      "aria-controls": "faults",
      onclick: () => tell("drawer", node.ariaExpanded !== "true"),
    },
    "Troubles",
    count,
  );
  const draw = () => {
    const active = state.fault_switches.filter((fault) => fault.on).length;
    count.textContent = `${active} on`;
    count.hidden = active === 0;
  };
  on("all fault_switches", draw);
  on("drawer", (open) => {
    node.ariaExpanded = String(open);
    if (!open) {
      node.focus();
    }
  });
  draw();
  return node;
}

export function faultsDrawer() {
  const title = el("h2", { tabindex: "-1" }, "Troubles");
  const close = () => tell("drawer", false);
  const drawer = el(
    "aside",
    {
      id: "faults",
      class: "drawer",
      "aria-label": "Troubles and Traffic",
      hidden: true,
      onkeydown: (event) => event.key === "Escape" && close(),
    },
    el(
      "header",
      { class: "pane-head" },
      title,
      el("p", null, "Things to break on purpose"),
      el(
        "button",
        { type: "button", class: "button button-quiet", "aria-label": "Close", onclick: close },
        icon("cross"),
      ),
    ),
    switches(),
    memberships(),
    redelivery(),
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
  const shown = (fault) => {
    if (!known.has(fault.name)) {
      known.set(fault.name, oneSwitch(fault));
    }
    known.get(fault.name).show(fault.on);
    return known.get(fault.name).node;
  };
  const draw = () => {
    const all = state.fault_switches.map(shown);
    if (all.length !== node.children.length || all.some((each) => !node.contains(each))) {
      node.replaceChildren(...all);
    }
  };
  on("all fault_switches", draw);
  draw();
  return node;
}

function oneSwitch({ name, title, hint }) {
  const note = errorNote();
  const turn = () => {
    const request = { name, on: toggle.ariaChecked !== "true" };
    busyDuring(toggle, note, () => post("fault_switch", request));
  };
  const word = el("span", { class: "switch-state", "aria-hidden": "true" });
  const toggle = el(
    "button",
    {
      id: `fault-${name}`,
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

/** The user groups, with the chosen person in or out of each. */
function memberships() {
  const node = el("fieldset", { class: "memberships" });
  const note = errorNote();
  const draw = () => {
    const all = [...state.groups.values()].map((group) => membership(group, note));
    redraw(node, el("legend", null, "Your user groups"), ...all, note);
  };
  on("all me group", draw);
  draw();
  return node;
}

function membership({ id, handle, users, disabled }, note) {
  const checked = users.includes(state.me);
  const change = async ({ currentTarget: box }) => {
    const others = users.filter((user) => user !== state.me);
    const wanted = { id, users: checked ? others : [...others, state.me], disabled };
    await busyDuring(box, note, async () => {
      const answer = await post("group", wanted);
      box.checked = answer.ok ? box.checked : checked;
      return answer;
    });
  };
  return el(
    "label",
    null,
    el("input", { id: `group-${id}`, type: "checkbox", checked, onchange: change }),
    ` @${handle}${disabled ? " (disabled)" : ""}`,
  );
}

function redelivery() {
  const note = errorNote();
  const press = ({ currentTarget: node }) => busyDuring(node, note, () => act("redeliver", {}));
  return el(
    "div",
    { class: "redelivery" },
    el(
      "button",
      { type: "button", class: "button", onclick: press },
      "Deliver My Last Action Again",
    ),
    el("p", { class: "hint" }, "Slack sends your last action to the bot once more."),
    note,
  );
}
