/** Rich text, element by element: what a rich_text block holds, as nodes. */

import { dated, isDate } from "./dates.js";
import { el } from "./dom.js";
import { link } from "./links.js";
import { channelLink, groupMention, mention } from "./mentions.js";

const ELEMENTS = {
  rich_text_section: section,
  rich_text_list: list,
  rich_text_quote: quote,
  rich_text_preformatted: preformatted,
};

const INLINE = {
  text: ({ text }) => text,
  link: ({ url, text }) => link(url, text ?? url),
  user: ({ user_id: id }) => mention(id),
  usergroup: ({ usergroup_id: id }) => groupMention(id),
  channel: ({ channel_id: id }) => channelLink(id),
  date,
};

const STYLES = { code: "code", bold: "strong", italic: "em", strike: "s", underline: "u" };

export function richText({ elements }) {
  return el("div", { class: "text" }, elements.map(built));
}

function built(element) {
  return ELEMENTS[element.type](element);
}

function section({ elements }) {
  return el("div", null, elements.map(inline));
}

function list({ style, indent = 0, offset = 0, elements }) {
  const items = elements.map((item) => el("li", null, item.elements.map(inline)));
  const depth = String(Math.min(indent, 2));
  return style === "ordered"
    ? el("ol", { "data-depth": depth, start: `${offset + 1}` }, items)
    : el("ul", { "data-depth": depth }, items);
}

function quote({ elements }) {
  return el("blockquote", null, elements.map(inline));
}

function preformatted({ elements }) {
  return el("pre", { tabindex: "0" }, el("code", null, elements.map(inline)));
}

function inline(element) {
  const style = Object.keys(STYLES).filter((name) => element.style?.[name]);
  return style.reduce((node, name) => el(STYLES[name], null, node), INLINE[element.type](element));
}

function date({ timestamp, format, url, fallback }) {
  const ms = timestamp * 1000;
  const node = isDate(ms) ? dated(ms, format) : (fallback ?? "");
  return url ? link(url, node) : node;
}
