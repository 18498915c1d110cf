/** Light, dark, or as the system has it; kept in this browser. */

import { el } from "./dom.js";

const REMEMBERED = "local-slack.theme";
const THEMES = ["Auto", "Light", "Dark"];

export function themeButton() {
  const next = () => use(THEMES[(THEMES.indexOf(current()) + 1) % THEMES.length]);
  const node = el("button", { type: "button", class: "button button-quiet", onclick: next });
  const use = (theme) => {
    localStorage.setItem(REMEMBERED, theme);
    applyTheme();
    node.textContent = `Theme: ${theme}`;
  };
  use(current());
  return node;
}

export function applyTheme() {
  document.documentElement.dataset.theme = current().toLowerCase();
}

function current() {
  const kept = localStorage.getItem(REMEMBERED);
  return THEMES.includes(kept) ? kept : THEMES[0];
}
