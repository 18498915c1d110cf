/** Slack's mark-up, as its readers see it: text in, nodes out. */

import { dated, isDate } from "./dates.js";
import { el } from "./dom.js";
import { link } from "./links.js";
import { channelLink, groupMention, mention } from "./mentions.js";

const STYLES = { "*": "strong", _: "em", "~": "s" };

// Bold needs a word boundary on either side, and Chinese has none. Full-width punctuation is not
// known to count, and a text that relies on it should be seen to fail here.
const BOUNDARY = /[\s()[\]{}"'“”‘’.,:;!?/–—\-*_~<>&]/;

const QUOTED = /^(?:>|&gt;) ?/;
const ANGLED = /<([^<>\n]+)>/y;
const CODE = /`([^`\n]+)`/y;
const BARE = /https?:\/\/(?:(?!&[lg]t;)[^\s<>|])*[^\s<>|&.,:;!?)"'”’*_~]/y;
const LINK = /<([^<>|\n]+)(?:\|([^<>\n]*))?>/g;

export function mrkdwn(text) {
  return text.split(/```([\s\S]+?)```/).flatMap((part, n) => {
    const inner = part.replace(/^\n|\n$/g, "");
    return n % 2 ? el("pre", { tabindex: "0" }, el("code", null, code(inner))) : lines(inner);
  });
}

/** What a text object of Block Kit holds. */
export function textOf(object) {
  return object.type === "mrkdwn" ? mrkdwn(object.text) : [object.text];
}

function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** Runs of quoted lines, and runs of others. */
function lines(text) {
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTED.test(line);
    if (runs.at(-1)?.quoted !== quoted) {
      runs.push({ quoted, lines: [] });
    }
    runs.at(-1).lines.push(quoted ? line.replace(QUOTED, "") : line);
  }
  return runs.flatMap((run) => {
    const nodes = inline(run.lines.join("\n").replace(runs.length > 1 ? /^\n|\n$/g : "", ""));
    return run.quoted ? el("blockquote", null, nodes) : nodes;
  });
}

/** `linked`: this is the label of a link, and a link holds no other. */
function inline(text, linked = false) {
  const nodes = [];
  let plain = 0;
  let at = 0;
  while (at < text.length) {
    const found = span(text, at, linked);
    if (found) {
      nodes.push(unescaped(text.slice(plain, at)), found.node);
      at = plain = found.end;
    } else {
      at += 1;
    }
  }
  return [...nodes, unescaped(text.slice(plain))].filter((node) => node !== "");
}

/** What begins here, if it is more than a letter: {node, end}. */
function span(text, at, linked) {
  switch (text[at]) {
    case "`":
      return matched(CODE, text, at, (inner) => el("code", null, code(inner)));
    case "<":
      return matched(ANGLED, text, at, angled);
    case "h":
      return linked || !boundary(text[at - 1]) ? undefined : matched(BARE, text, at, bare);
    default:
      return text[at] in STYLES ? styled(text, at, linked) : undefined;
  }
}

function matched(pattern, text, at, build) {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match ? { node: build(match[1], match[0]), end: at + match[0].length } : undefined;
}

function styled(text, at, linked) {
  const mark = text[at];
  const end = boundary(text[at - 1]) ? closing(text, at, mark) : -1;
  if (end < 0) {
    return undefined;
  }
  const inner = inline(text.slice(at + 1, end), linked);
  return { node: el(STYLES[mark], null, inner), end: end + 1 };
}

function closing(text, open, mark) {
  const opens = open + 1;
  if (opens >= text.length || /\s/.test(text[opens]) || text[opens] === mark) {
    return -1;
  }
  for (let at = opens; at < text.length && text[at] !== "\n"; at += 1) {
    const inner = matched(CODE, text, at, String) ?? matched(ANGLED, text, at, String);
    if (inner) {
      at = inner.end - 1;
    } else if (text[at] === mark && !/\s/.test(text[at - 1]) && boundary(text[at + 1])) {
      return at;
    }
  }
  return -1;
}

function boundary(char) {
  return char === undefined || BOUNDARY.test(char);
}

/** Inside code a link is its label, and nothing else is read. */
function code(text) {
  return unescaped(text.replace(LINK, (_, what, label) => label ?? what));
}

function angled(inner) {
  const bar = inner.indexOf("|");
  const what = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : inner.slice(bar + 1);
  switch (what[0]) {
    case "@":
      return mention(what.slice(1), label);
    case "#":
      return channelLink(what.slice(1), label);
    case "!":
      return special(what.slice(1), label);
    default:
      return link(unescaped(what), inline(label || what, true), unescaped(`<${inner}>`));
  }
}

function special(what, label) {
  const [name, seconds, format, url] = what.split("^");
  if (name === "subteam") {
    return groupMention(seconds, label);
  }
  const ms = Number(seconds) * 1000;
  if (name !== "date") {
    return el("span", { class: "mention" }, label || `@${name}`);
  }
  if (!/^-?\d+$/.test(seconds ?? "") || !isDate(ms) || !format) {
    return unescaped(label || what);
  }
  const node = dated(ms, unescaped(format));
  return url ? link(unescaped(url), node) : node;
}

function bare(_, address) {
  const url = unescaped(address);
  return link(url, url);
}
