/** The ways to an address: as a link, and from a button. Only what is safe leads anywhere. */

import { el } from "./dom.js";
import { go, placeOf } from "./place.js";

const SAFE = /^(?:https?|mailto|tel):/i;

/** Within the workspace it is followed in place; `otherwise` stands where it is not safe. */
export function link(url, label, otherwise = label) {
  if (!SAFE.test(url)) {
    return el("span", null, otherwise);
  }
  const out = placeOf(url) ? null : { target: "_blank", rel: "noopener noreferrer" };
  return el("a", { href: url, ...out }, label);
}

/** Whether it was safe to. */
export function opened(url) {
  if (!SAFE.test(url)) {
    return false;
  }
  const to = placeOf(url);
  if (to) {
    go(to);
  } else {
    window.open(url, "_blank", "noopener");
  }
  return true;
}
