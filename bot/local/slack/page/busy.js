/** A control that waits for its answer, and the note beside it that tells what went wrong. */

import { el } from "./dom.js";
import { icon } from "./icons.js";

export function errorNote() {
  return el("span", { class: "press-note", role: "alert" });
}

/** A disabled button would lose the focus; a busy one only takes no second press. */
export async function busyDuring(node, note, work) {
  if (node.ariaBusy === "true") {
    return;
  }
  node.ariaBusy = "true";
  note.replaceChildren();
  const answer = await work();
  node.ariaBusy = "false";
  if (!answer.ok) {
    note.replaceChildren(icon("warning"), answer.error);
  }
}
