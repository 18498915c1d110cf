/** The line to the server: the feed of changes comes in, what a person does goes out. */

import { state, take, tell } from "./state.js";

const AGAIN_AFTER = 1000;

/** A click is lost where its target is replaced between press and release: nothing changes then. */
let pressing = false;
const waiting = [];
addEventListener("pointerdown", pressed, true);
for (const over of ["pointerup", "pointercancel", "contextmenu", "blur"]) {
  addEventListener(over, () => setTimeout(released), true); // the click itself comes first
}

/** The list of a select takes the release for itself. */
function pressed({ button, target }) {
  pressing = button === 0 && !target.closest?.("select");
}

function released() {
  pressing = false;
  waiting.splice(0).forEach(hear);
}

export function connect() {
  const socket = new WebSocket(`ws://${location.host}/local/feed`);
  socket.addEventListener("message", ({ data }) => {
    const frame = JSON.parse(data);
    pressing ? waiting.push(frame) : hear(frame);
  });
  socket.addEventListener("close", () => {
    tell("connection", false);
    setTimeout(connect, AGAIN_AFTER);
  });
}

function hear(frame) {
  take(frame);
  if (frame.all) {
    tell("connection", true);
  }
}

/** What the chosen person does. */
export function act(action, body) {
  return post(action, { as: state.me, ...body });
}

/** What nobody in particular does. The answer is always {ok, error?}. */
export async function post(action, body) {
  try {
    const response = await fetch(`/local/${action}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const known = response.headers.get("Content-Type")?.startsWith("application/json");
    return known ? await response.json() : failed(response.status);
  } catch {
    return { ok: false, error: "The local Slack did not answer." };
  }
}

function failed(status) {
  return { ok: false, error: `The local Slack failed (${status}). The terminal says why.` };
}
