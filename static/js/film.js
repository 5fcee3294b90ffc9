// Who asked for less motion sees a still of a GIF and a button that plays it: the <source> of the
// <picture> if there is one (it needs no script), else the first frame.
const less = window.matchMedia("(prefers-reduced-motion: reduce)");

function firstFrame(image) {
  const canvas = document.createElement("canvas");
  canvas.width = image.naturalWidth;
  canvas.height = image.naturalHeight;
  canvas.getContext("2d").drawImage(image, 0, 0);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", image.alt);
  image.hidden = true;
  image.before(canvas);
  return () => { canvas.remove(); image.hidden = false; };
}

function hold(figure, image) {
  const source = figure.querySelector("source");
  const release = source ? () => source.remove() : firstFrame(image);
  const play = document.createElement("button");
  play.type = "button";
  play.className = "button film-play";
  play.textContent = "Play";
  play.addEventListener("click", () => { release(); play.remove(); });
  figure.append(play);
}

function prepare(figure) {
  const image = figure.querySelector("img");
  if (!image || figure.dataset.held) return;
  figure.dataset.held = "yes";
  if (image.complete && image.naturalWidth) hold(figure, image);
  else image.addEventListener("load", () => hold(figure, image), { once: true });
}

const all = () => { if (less.matches) document.querySelectorAll(".film").forEach(prepare); };
document.addEventListener("live:changed", all);
all();
