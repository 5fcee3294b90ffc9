// A button below every film stops it and plays it again: the still is the <source> of the <picture>
// if there is one, else the first frame. Who asked for less motion sees the still first (the
// <source> needs no script for that) and a button in its middle.
const less = window.matchMedia("(prefers-reduced-motion: reduce)");

function firstFrame(image) {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", image.alt);
  return canvas;
}

// rest(true) shows the still, rest(false) the film.
function switchOf(figure, image) {
  const source = figure.querySelector("source");
  if (source) return (still) => { source.media = still ? "all" : "not all"; };
  let canvas = null;
  return (still) => {
    canvas ??= firstFrame(image);
    image.hidden = still;
    if (still) image.before(canvas); else canvas.remove();
  };
}

function equip(figure, image) {
  const rest = switchOf(figure, image);
  const button = document.createElement("button");
  button.type = "button";
  let still = less.matches;
  function show() {
    rest(still);
    button.textContent = still ? "Play" : "Stop";
    button.setAttribute("aria-label", `${button.textContent} the film`);
    button.className = still ? "button film-play" : "button button-small button-plain film-stop";
  }
  button.addEventListener("click", () => { still = !still; show(); });
  show();
  figure.append(button);
}

function prepare(figure) {
  const image = figure.querySelector("img");
  const passing = figure.closest(".cell-film") && !less.matches;
  if (!image || figure.dataset.held || passing) return;
  figure.dataset.held = "yes";
  if (image.complete && image.naturalWidth) equip(figure, image);
  else image.addEventListener("load", () => equip(figure, image), { once: true });
}

const all = () => document.querySelectorAll(".film").forEach(prepare);
document.addEventListener("live:changed", all);
all();
