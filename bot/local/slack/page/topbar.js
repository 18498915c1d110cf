/** The bar at the top: the person whose view it is, the clock, and the button "Troubles". */

import { busyDuring, errorNote } from "./busy.js";
import { refreshDates, written } from "./dates.js";
import { el } from "./dom.js";
import { post } from "./feed.js";
import { icon } from "./icons.js";
import { become, groupsOf, me, now, on, state } from "./state.js";
import { faultsButton } from "./faults.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SKIPS = [["Skip 10 Minutes", 10 * MINUTE], ["Skip 24 Hours", 24 * HOUR]];

export function topbar() {
  const name = el("h1", null, state.workspace.name, el("small", null, "Local Slack"));
  return [menuButton(), name, who(), clock(), links(), faultsButton()];
}

function menuButton() {
  const node = el(
    "button",
    {
      type: "button",
      class: "button menu-button",
      "aria-controls": "sidebar",
      "aria-label": "Channels",
    },
    icon("menu"),
  );
  const open = (wanted) => {
    document.body.classList.toggle("menu-open", wanted);
    node.ariaExpanded = String(wanted);
  };
  node.addEventListener("click", () => open(node.ariaExpanded !== "true"));
  on("place", () => open(false));
  open(false);
  return node;
}

/** Links to what stands beside this Slack. */
function links() {
  const node = el("span", { class: "links" });
  const draw = () => {
    const all = Object.entries(state.links).map(([label, href]) =>
      el("a", { href, target: "_blank", rel: "noopener", class: "button" }, label),
    );
    node.replaceChildren(...all);
    node.hidden = all.length === 0;
  };
  on("all", draw);
  draw();
  return node;
}

function who() {
  const select = el("select", { id: "who", onchange: () => become(select.value) });
  const where = el("small");
  const draw = () => {
    select.replaceChildren(...state.people.map(person));
    select.value = state.me;
    const groups = groupsOf(state.me).map(({ handle }) => `@${handle}`);
    where.textContent = [
      me().locale,
      me().tz.replace("_", " "),
      [me().kind.replaceAll("_", " "), ...groups].filter(Boolean).join(" "),
    ].filter(Boolean).join(" · ");
  };
  on("all me group", draw);
  draw();
  return el("div", { class: "who" }, el("label", { for: "who" }, "You are"), select, where);
}

function person({ id, real_name: name }) {
  return el("option", { value: id }, name);
}

function clock() {
  const time = el("time");
  const ahead = el("span", { class: "badge", hidden: true });
  const note = errorNote();
  const draw = () => {
    const text = written(now(), "{clock}");
    if (text !== time.textContent) {
      time.textContent = text;
      refreshDates();
    }
    ahead.textContent = aheadBy(state.clock.ahead);
    ahead.hidden = state.clock.ahead === 0;
  };
  on("all me clock tick", draw);
  draw();
  const buttons = SKIPS.map(([label, ms]) => skipButton(label, ms, note));
  return el(
    "div",
    { class: "clock", role: "group", "aria-label": "Clock" },
    time,
    ahead,
    el("span", { class: "clock-skips" }, buttons),
    note,
  );
}

function skipButton(label, skip, note) {
  const press = ({ currentTarget: node }) => {
    busyDuring(node, note, () => post("clock", { skip }));
  };
  return el("button", { type: "button", class: "button button-small", onclick: press }, label);
}

function aheadBy(ms) {
  const [hours, minutes] = [Math.floor(ms / HOUR), Math.floor((ms % HOUR) / MINUTE)];
  return `+${[hours && `${hours} h`, minutes && `${minutes} min`].filter(Boolean).join(" ")}`;
}
