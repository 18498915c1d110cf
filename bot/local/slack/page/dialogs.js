/** Windows over the page: the frame of each of them, and the one that asks "Are you sure?". */

import { el } from "./dom.js";
import { textOf } from "./mrkdwn.js";

const REACHABLE = "a[href], button, input, textarea, select, [tabindex='0']";

/** `props` describe the dialog; the browser makes the page behind it inert. */
export function showDialog(props, ...children) {
  const dialog = el("dialog", { "aria-modal": "true", onkeydown: stayInside, ...props }, children);
  const from = document.activeElement.closest("[data-key]")?.dataset.key ?? "";
  dialog.addEventListener("close", () => {
    dialog.remove();
    keepFocus(from);
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** The button that opened a window may be gone by now; its message is the next best place. */
function keepFocus(key) {
  if (document.activeElement === document.body) {
    document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }
}

/** Without this, Tab goes on into the browser's own bars. */
function stayInside(event) {
  if (event.key !== "Tab") {
    return;
  }
  const all = [...event.currentTarget.querySelectorAll(REACHABLE)];
  const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
  if (document.activeElement === from) {
    event.preventDefault();
    to.focus();
  }
}

/** Slack's confirmation object; true once the person has said yes. */
export function confirmed({ title, text, confirm, deny, style }) {
  const { promise, resolve } = Promise.withResolvers();
  const answer = (yes) => () => {
    resolve(yes);
    dialog.close();
  };
  const yes = style === "danger" ? "button button-danger" : "button button-primary";
  const no = el("button", { type: "button", class: "button", onclick: answer(false) });
  no.append(deny?.text ?? "Cancel");
  const dialog = showDialog(
    {
      role: "alertdialog",
      class: "dialog",
      "aria-labelledby": "confirm-title",
      "aria-describedby": "confirm-text",
      onclose: () => resolve(false),
    },
    el("h2", { id: "confirm-title" }, title.text),
    el("div", { id: "confirm-text", class: "text" }, textOf(text)),
    el(
      "div",
      { class: "dialog-foot" },
      no,
      el("button", { type: "button", class: yes, onclick: answer(true) }, confirm?.text ?? "Yes"),
    ),
  );
  no.focus();
  return promise;
}
