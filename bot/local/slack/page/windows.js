/** The bot's windows: the newest one that is open for the chosen person stands over the page. */

import { blockNode, notShown } from "./blocks.js";
import { CHOOSERS, valuesIn } from "./choosers.js";
import { showDialog } from "./dialogs.js";
import { el, orApology } from "./dom.js";
import { act } from "./feed.js";
import { icon } from "./icons.js";
import { on, state, take } from "./state.js";

const EMPTY = "Please fill in this field.";

let shown = null; // {window, dialog}

export function watchWindows() {
  on("all me window closed", show);
  show();
}

function show() {
  const window = [...state.windows.values()].findLast(({ user }) => user === state.me);
  if (shown && shown.window.id !== window?.id) {
    shown.dialog.close();
    shown = null;
  }
  if (window && shown?.window !== window) {
    draw(window);
  }
}

function draw(window) {
  const typed = shown ? valuesIn(shown.dialog) : {};
  const form = formOf(window, typed);
  if (shown) {
    shown.dialog.replaceChildren(form);
  } else {
    const dialog = showDialog({ role: "dialog", class: "dialog", ...WIRING }, form);
    shown = { dialog };
  }
  shown.window = window;
  focusIn(form);
}

const WIRING = {
  "aria-labelledby": "window-title",
  oncancel: (event) => {
    event.preventDefault();
    close();
  },
};

/** What is only read begins at its top, though the first button is below it. */
function focusIn(form) {
  const first = form.querySelector("[aria-invalid]") ?? form.querySelector("[autofocus]");
  const entry = first ?? form.querySelector("input, textarea, select");
  if (entry) {
    entry.focus();
  } else {
    form.querySelector(".button").focus({ preventScroll: true });
    shown.dialog.scrollTop = 0;
  }
}

/** It goes at once: who presses Escape does not wait for an answer. */
function close() {
  const { id } = shown.window;
  take({ closed: id });
  act("close", { window: id });
}

async function submit(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const { window } = shown;
  if (!window.view.submit || form.ariaBusy === "true") {
    return;
  }
  const values = valuesIn(form);
  const errors = missing(window.view.blocks, values);
  if (Object.keys(errors).length) {
    take({ window: { ...window, errors, failed: "" } });
    return;
  }
  form.ariaBusy = "true";
  const answer = await act("submit", { window: window.id, values });
  form.ariaBusy = "false";
  if (!answer.ok && state.windows.has(window.id)) {
    take({ window: { ...state.windows.get(window.id), failed: answer.error } });
  }
}

/** Slack itself insists on what is not optional. */
function missing(blocks, values) {
  const empty = blocks.filter(({ type, optional, block_id: id, element }) => {
    return type === "input" && !optional && values[id]?.[element.action_id] === "";
  });
  return Object.fromEntries(empty.map(({ block_id: id }) => [id, EMPTY]));
}

function formOf({ view, errors, failed }, typed) {
  const blocks = view.blocks.map((block) => {
    return orApology("block", () => inWindow(block, errors[block.block_id], typed, view.id));
  });
  return el(
    "form",
    { novalidate: true, onsubmit: submit },
    el("h2", { id: "window-title" }, view.title.text),
    failed && el("p", { class: "window-failed", role: "alert" }, icon("warning"), failed),
    blocks,
    foot(view),
  );
}

function inWindow(block, error, typed, view) {
  if (block.type !== "input") {
    return blockNode(block, { view });
  }
  const control = CONTROLS[block.element.type];
  return control ? field(block, error, typed, control) : notShown(block.element);
}

function foot({ submit: yes, close: no }) {
  return el(
    "div",
    { class: "dialog-foot" },
    el("button", { type: "button", class: "button", onclick: close }, no?.text ?? "Cancel"),
    yes && el("button", { type: "submit", class: "button button-primary" }, yes.text),
  );
}

const CONTROLS = {
  plain_text_input: textInput,
  ...CHOOSERS,
};

function textInput(element, given, known) {
  return el(element.multiline ? "textarea" : "input", {
    ...known,
    placeholder: element.placeholder?.text,
    maxlength: element.max_length,
    autocomplete: "off",
    rows: element.multiline ? "4" : null,
    value: given ?? element.initial_value ?? "",
  });
}

function field(block, error, typed, control) {
  const { block_id: id, element, label, hint, optional } = block;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const input = control(element, typed[id]?.[element.action_id], {
    id: `${id}-input`,
    "data-block": id,
    "data-action": element.action_id,
    autofocus: element.focus_on_load,
    "aria-required": optional ? null : "true",
    "aria-invalid": error ? "true" : null,
    "aria-describedby": described || null,
  });
  return el(
    "div",
    { class: "field" },
    el("label", { for: input.id }, label.text, optional && el("small", null, " (optional)")),
    input,
    error && el("p", { id: `${id}-error`, class: "field-error" }, error),
    hint && el("p", { id: `${id}-hint`, class: "field-hint" }, hint.text),
  );
}
