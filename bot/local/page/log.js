/** The messages of a channel or a thread; a change touches only the message it is about. */

import { sameDay } from "./dates.js";
import { el } from "./dom.js";
import { article, replies, timeOf } from "./messages.js";
import { keyOf, maySee, state } from "./state.js";

const NEARLY = 40; // px that still count as the bottom

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
      insert(fresh);
    }
    daysAround(fresh);
    bottom.keep(!was && message.user === state.me && !message.to);
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
    found?.classList.add("message-target");
    found?.scrollIntoView({ block: "center" });
    return found;
  }

  return { node, put, remove, recount, reveal, toBottom: () => bottom.keep(true) };
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
  new ResizeObserver(() => keep()).observe(node);
  return { keep };
}
