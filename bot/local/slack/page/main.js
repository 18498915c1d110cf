/** Puts the page together as soon as the feed has told everything. */

import { bars } from "./bars.js";
import { el } from "./dom.js";
import { connect } from "./feed.js";
import { channelPane, threadPane } from "./panes.js";
import { watchHome } from "./home.js";
import { place, settle } from "./place.js";
import { sidebar } from "./sidebar.js";
import { on, state, tell, titleOf } from "./state.js";
import { applyTheme } from "./theme.js";
import { topbar } from "./topbar.js";
import { faultsDrawer } from "./faults.js";
import { watchUnread } from "./unread.js";
import { watchWindows } from "./windows.js";

const SECOND = 1000;

let built = false;

function build() {
  if (built) {
    return;
  }
  built = true;
  settle();
  watchUnread();
  document.body.replaceChildren(
    el("header", { class: "topbar-and-bars" }, el("div", { class: "topbar" }, topbar()), bars()),
    el("div", { class: "columns" }, sidebar(), channelPane(), threadPane(), faultsDrawer()),
  );
  watchWindows();
  watchHome();
  on("all me place", nameTheTab);
  nameTheTab();
  tell("place", place, place);
  setInterval(() => tell("tick"), SECOND);
}

function nameTheTab() {
  document.title = `${titleOf(state.channels.get(place.channel))} · ${state.workspace.name}`;
}

applyTheme();
on("all", build);
connect();
