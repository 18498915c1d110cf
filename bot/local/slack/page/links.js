/** An address as a link. Only what is safe leads anywhere. */

import { el } from "./dom.js";
import { placeOf } from "./place.js";

const SAFE = /^(?:https?|mailto|tel):/i;

/** Within the workspace it is followed in place; `otherwise` stands where it is not safe. */
export function link(url, label, otherwise = label) {
  if (!SAFE.test(url)) {
    return el("span", null, otherwise);
  }
  const out = placeOf(url) ? null : { target: "_blank", rel: "noopener noreferrer" };
  return el("a", { href: url, ...out }, label);
}
