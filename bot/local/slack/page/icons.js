/** The few drawings of the page; words beside them say the same. */

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  lock: "M5 7V5a3 3 0 0 1 6 0v2M3.5 7h9v6.5h-9z",
  eye: "M1.5 8q6.5-9 13 0-6.5 9-13 0M6.5 8a1.5 1.5 0 1 0 3 0 1.5 1.5 0 1 0-3 0",
  key: "M6 3a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8.2 8.2l5 5M10.8 10.8l1.6-1.6",
  cross: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  back: "M9.5 3 4.5 8l5 5",
  menu: "M2.5 4h11M2.5 8h11M2.5 12h11",
  warning: "M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.2",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
