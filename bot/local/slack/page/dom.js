/** Builds DOM nodes; the page never writes HTML as text, so nothing typed can become markup. */

export function el(tag, props, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    set(node, name, value);
  }
  node.append(...children.flat(Infinity).filter(isShown));
  return node;
}

/** One broken part never takes the page with it. */
export function orApology(what, build) {
  try {
    return build();
  } catch (error) {
    console.error(error);
    return el("p", { class: "not-shown" }, `This ${what} can't be shown.`);
  }
}

const NAMES = ["id", "href", "data-action", "aria-label"];

/** Replaces what a node holds. What had the focus keeps it, or what is there in its place has it. */
export function redraw(node, ...children) {
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  node.replaceChildren(...children);
  if (focused) {
    (focused.isConnected ? focused : alike(node, focused))?.focus({ preventScroll: true });
  }
}

/** The one element inside a node that has the name of a former one; null if there are several. */
function alike(node, former) {
  const name = NAMES.find((each) => former.hasAttribute(each));
  const value = name && CSS.escape(former.getAttribute(name));
  const found = name ? node.querySelectorAll(`${former.tagName}[${name}="${value}"]`) : [];
  return found.length === 1 ? found[0] : null;
}

function set(node, name, value) {
  if (!isShown(value)) {
    return;
  }
  if (name.startsWith("on")) {
    node.addEventListener(name.slice(2), value);
  } else if (name === "value") {
    node.value = value;
  } else {
    node.setAttribute(name, value === true ? "" : value);
  }
}

function isShown(value) {
  return value !== undefined && value !== null && value !== false;
}
