/** The messages of a channel or a thread; a change touches only the message it is about. */

import { sameDay } from "./dates.js";
import { el } from "./dom.js";
import { article, replies, timeOf } from "./messages.js";
import { keyOf, maySee, state } from "./state.js";

const NEARLY = 10; // px that still count as the bottom: less than stand below the last message

/** `belongs` says which messages are listed, `empty` is what stands where there are none. */
export function messageLog({ label, belongs, inThread, empty }) {
  const node = el(
    "div",
    { class: "log", role: "log", "aria-live": "polite", "aria-label": label, tabindex: "0" },
    el("div", { class: "empty" }, empty),
  );
  const listed = (message) => maySee(message) && belongs(message);
  const all = [...state.messages.values()].filter(listed).sort(inOrder);
  const articles = new Map(all.map((message) => [keyOf(message), article(message, inThread)]));
  node.append(...articles.values());
  for (const each of articles.values()) {
    markDay(each);
  }
  const bottom = stickToBottom(node);
  let followed = false;

  function put(message) {
    if (!listed(message)) {
      return;
    }
    const was = articles.get(keyOf(message));
    const fresh = article(message, inThread);
    articles.set(keyOf(message), fresh);
    if (was) {
      replaceKeepingFocus(was, fresh);
    } else {
      unmark();
      insert(fresh);
    }
    daysAround(fresh);
    if (!was && followed && message.user === state.bot.id) {
      followed = false;
      bottom.readFrom(fresh);
    } else {
      bottom.keep(!was && message.user === state.me && !message.to);
    }
  }

  /** The reader has pressed a button of this message, and will read what the bot says to it. */
  function follow(pressed) {
    followed ||= articles.has(keyOf(pressed));
  }

  /** Nearly always at the end; a clock turned back, or an answer that came late, is elsewhere. */
  function insert(fresh) {
    let before = node.lastElementChild;
    while (before.dataset.ts > fresh.dataset.ts) {
      before = before.previousElementSibling;
    }
    before.after(fresh);
  }

  function remove(named) {
    const gone = articles.get(keyOf(named));
    const next = gone?.nextElementSibling;
    articles.delete(keyOf(named));
    gone?.remove();
    if (next) {
      markDay(next);
    }
  }

  /** A parent says how many replies it has. */
  function recount(parent) {
    const found = inThread ? undefined : articles.get(keyOf({ ...parent, to: "" }));
    found?.querySelector(".replies").replaceWith(replies(parent));
    bottom.keep();
  }

  function reveal(ts) {
    const found = node.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    if (found) {
      found.scrollIntoView({ block: fits(found, node) ? "center" : "start" });
      mark(found);
    }
    return found;
  }

  return { node, put, follow, remove, recount, reveal, toBottom: () => bottom.keep(true) };
}

function inOrder(one, other) {
  return one.ts < other.ts ? -1 : Number(one.ts > other.ts);
}

function daysAround(node) {
  markDay(node);
  if (node.nextElementSibling) {
    markDay(node.nextElementSibling);
  }
}

function markDay(node) {
  const before = node.previousElementSibling?.dataset.ts;
  const first = !before || !sameDay(timeOf({ ts: before }), timeOf(node.dataset));
  node.classList.toggle("message-first", first);
}

function fits(article, log) {
  return article.offsetHeight <= log.clientHeight;
}

/** What a link leads to is marked until the reader does something, or the next message comes. */
function mark(article) {
  unmark();
  article.classList.add("message-target");
  addEventListener("pointerdown", unmark, { once: true });
  addEventListener("keydown", unmark, { once: true });
}

function unmark() {
  document.querySelector(".message-target")?.classList.remove("message-target");
}

/** The pressed button may be gone from the new one; its message is the next best place. */
function replaceKeepingFocus(was, fresh) {
  const focused = was.contains(document.activeElement) ? document.activeElement : null;
  const { action } = focused?.dataset ?? {};
  was.replaceWith(fresh);
  if (focused) {
    const same = action && fresh.querySelector(`[data-action="${CSS.escape(action)}"]`);
    (same || fresh).focus({ preventScroll: true });
  }
}

/** Stays at the newest message while the reader is there, whatever grows or shrinks around it. */
function stickToBottom(node) {
  let stuck = true;
  const keep = (anyway = false) => {
    stuck ||= anyway;
    if (stuck) {
      node.scrollTop = node.scrollHeight;
    }
  };
  node.addEventListener("scroll", () => {
    stuck = node.scrollHeight - node.scrollTop - node.clientHeight < NEARLY;
  });
  /** The end of it, or its beginning where it is longer than there is room for. */
  const readFrom = (article) => {
    keep(true);
    if (!fits(article, node)) {
      stuck = false;
      article.scrollIntoView();
    }
  };
  new ResizeObserver(() => keep()).observe(node);
  return { keep, readFrom };
}
