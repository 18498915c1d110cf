/** Direct messages with the bot have two tabs: Home, which the bot publishes, and Messages. */

import { blockNode } from "./blocks.js";
import { el, orApology, redraw } from "./dom.js";
import { act } from "./feed.js";
import { addressOf, place } from "./place.js";
import { on, state } from "./state.js";

/** Slack tells the bot whenever somebody looks there: once, though a change of person moves too. */
export function watchHome() {
  let seen = "";
  on("place me", () => {
    const now = `${state.me} ${place.channel} ${place.tab}`;
    if (now !== seen && state.channels.get(place.channel)?.im === state.me) {
      act("home", { tab: place.tab || "messages" });
    }
    seen = now;
  });
}

export function tabs(channel) {
  return el(
    "nav",
    { class: "tabs", "aria-label": "Tabs" },
    tab("Home", { channel: channel.id, tab: "home" }),
    tab("Messages", { channel: channel.id }),
  );
}

function tab(name, to) {
  const here = (to.tab ?? "") === place.tab;
  return el("a", { href: addressOf(to), "aria-current": here ? "page" : null }, name);
}

export function homeTab() {
  const node = el("div", { class: "home blocks", tabindex: "0", "aria-label": "Home" });
  drawHome(node);
  return node;
}

export function drawHome(node) {
  const view = state.homes.get(state.me)?.view;
  const blocks = view?.blocks.map((block) => {
    return orApology("block", () => blockNode(block, { view: view.id }));
  });
  redraw(node, ...(blocks ?? [el("p", { class: "empty" }, "The bot has not published this tab yet.")]));
}
