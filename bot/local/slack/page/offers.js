/** What a composer offers while one types: commands after "/", names after "@". */

import { el } from "./dom.js";
import { state } from "./state.js";

let lists = 0;

/** Returns the list; `key`, which says whether a key event was meant for it; and `hide`. */
export function offersFor(area) {
  const id = `offers-${(lists += 1)}`;
  const list = el("ul", { id, class: "offers", role: "listbox", "aria-label": "Offers" });
  let offered = [];
  let at = 0;

  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-controls", id);
  area.addEventListener("input", offer);
  area.addEventListener("blur", hide);
  hide();

  function offer() {
    offered = offersAt(area.value, area.selectionStart);
    at = 0;
    draw();
  }

  function hide() {
    offered = [];
    draw();
  }

  function draw() {
    list.hidden = offered.length === 0;
    list.replaceChildren(...offered.map(option));
    mark();
  }

  function option({ insert, hint, about }, n) {
    return el(
      "li",
      { id: `${id}-${n}`, role: "option", onpointerdown: (event) => point(event, n) },
      el("strong", null, insert),
      hint && el("code", null, hint),
      el("small", null, about),
    );
  }

  /** On the way down: a click would come after the text field has lost the focus. */
  function point(event, n) {
    event.preventDefault();
    choose(n);
  }

  function mark() {
    [...list.children].forEach((node, n) => node.setAttribute("aria-selected", String(n === at)));
    const active = list.children[at];
    active?.scrollIntoView({ block: "nearest" });
    if (active) {
      area.setAttribute("aria-activedescendant", active.id);
    } else {
      area.removeAttribute("aria-activedescendant");
    }
  }

  function move(by) {
    at = (at + by + offered.length) % offered.length;
    mark();
  }

  function choose(n) {
    const { insert, from } = offered[n];
    area.setRangeText(`${insert} `, from, area.selectionStart, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    hide();
  }

  const keys = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Tab: () => choose(at),
    Enter: () => choose(at),
    Escape: hide,
  };

  function key(event) {
    const whole = offered[at]?.whole && event.key === "Enter";
    if (offered.length === 0 || whole || event.shiftKey || !Object.hasOwn(keys, event.key)) {
      return false;
    }
    event.preventDefault();
    keys[event.key]();
    return true;
  }

  return { list, key, hide };
}

/** `whole`: it is typed out already, so Enter sends it. */
function offersAt(text, caret) {
  const before = text.slice(0, caret);
  const [, sign, typed] = /(^\/|(?:^|(?<=\s))@)(\S*)$/u.exec(before) ?? [];
  if (!sign) {
    return [];
  }
  const from = caret - typed.length - 1;
  const begins = (name) => name.toLowerCase().startsWith(typed.toLowerCase());
  const known = sign === "/" ? commands() : names();
  return known
    .filter(({ called }) => called.some(begins))
    .map((offer) => ({ ...offer, from, whole: offer.insert === `${sign}${typed}` }));
}

function commands() {
  return state.commands.map(({ command, description, usage_hint: hint }) => {
    return { insert: command, called: [command.slice(1)], hint, about: description };
  });
}

function names() {
  const people = state.people.map(({ name, real_name: real }) => {
    return { insert: `@${name}`, called: [name, real], hint: "", about: real };
  });
  const groups = [...state.groups.values()].map(({ handle, name }) => {
    return { insert: `@${handle}`, called: [handle, name], hint: "", about: `${name} (group)` };
  });
  const { name } = state.bot;
  const bot = { insert: `@${name}`, called: [name], hint: "", about: "The bot" };
  return [bot, ...people, ...groups];
}
