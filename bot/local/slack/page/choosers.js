/** What Slack lets one choose in: each kind of element as a control of the browser's. */

import { el } from "./dom.js";
import { mayEnter, state, titleOf } from "./state.js";

/** By type of element: (element, what it holds already, props) to a node with a `value`. */
export const CHOOSERS = {
  users_select: usersSelect,
  conversations_select: conversationsSelect,
  static_select: staticSelect,
};

/** What every control inside a node holds, by block_id and action_id. */
export function valuesIn(node) {
  const values = {};
  for (const { dataset, value } of node.querySelectorAll("[data-block]")) {
    values[dataset.block] = { ...values[dataset.block], [dataset.action]: value };
  }
  return values;
}

function select(element, given, known, hint, options) {
  const none = el("option", { value: "" }, element.placeholder?.text ?? hint);
  const node = el("select", known, none, options);
  node.value = given ?? "";
  return node;
}

/** Everybody, as in Slack: whom a bot can't reach is here too. */
function usersSelect(element, given, known) {
  const people = state.people.map(({ id, real_name: name }) => el("option", { value: id }, name));
  return select(element, given ?? element.initial_user, known, "Choose somebody", people);
}

function conversationsSelect(element, given, known) {
  const all = [...state.channels.values()].filter((channel) => mayEnter(channel));
  const options = all.map((channel) => el("option", { value: channel.id }, titleOf(channel)));
  return select(element, given ?? element.initial_conversation, known, "Choose one", options);
}

function staticSelect(element, given, known) {
  const groups = element.option_groups?.map(({ label, options }) => {
    return el("optgroup", { label: label.text }, options.map(option));
  });
  const all = groups ?? element.options.map(option);
  return select(element, given ?? element.initial_option?.value, known, "Select an option", all);
}

function option({ text, value }) {
  return el("option", { value }, text.text);
}
