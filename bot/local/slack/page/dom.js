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
