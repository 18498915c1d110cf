/** Block Kit, block by block: what a message or a view holds, as nodes. */

import { el } from "./dom.js";
import { textOf } from "./mrkdwn.js";
import { link } from "./links.js";
import { CHOOSERS } from "./choosers.js";
import { button, chooser } from "./presses.js";
import { richText } from "./richtext.js";

const BLOCKS = { header, section, rich_text: richText, context, actions, image, alert };

/** `owner` is what its buttons belong to: a message, or {view: id}. */
export function blockNode(block, owner) {
  const build = Object.hasOwn(BLOCKS, block.type) ? BLOCKS[block.type] : notShown;
  return build(block, owner);
}

/** Whatever the page does not know is seen to be missing. */
export function notShown({ type }) {
  return el("p", { class: "not-shown" }, `This block is not shown: ${type}`);
}

function header(block) {
  return el("h3", { class: "block-header" }, textOf(block.text));
}

function section({ text }) {
  return el("div", { class: "text" }, textOf(text));
}

function context(block) {
  return el("div", { class: "block-context" }, block.elements.map(small));
}

function small(object) {
  const known = object.type === "mrkdwn" || object.type === "plain_text";
  return known ? el("div", { class: "text" }, textOf(object)) : notShown(object);
}

function actions(block, owner) {
  const elements = block.elements.map((each) => element(each, block, owner));
  return el("div", { class: "block-actions" }, elements);
}

function element(each, block, owner) {
  if (Object.hasOwn(CHOOSERS, each.type)) {
    return chooser(each, block, owner);
  }
  return each.type === "button" ? button(each, block, owner) : notShown(each);
}

function alert({ text, level = "default" }) {
  return el("div", { class: `block-alert block-alert-${level} text`, role: "note" }, textOf(text));
}

/** This page loads nothing from elsewhere: a picture is a link to it. */
function image({ image_url: url, alt_text: alt }) {
  return el("p", { class: "block-image" }, "Picture: ", link(url, alt));
}
