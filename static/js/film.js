// Who asked for less motion sees the first frame of a GIF and a button that plays it.
const less = window.matchMedia("(prefers-reduced-motion: reduce)");

function still(figure) {
  const image = figure.querySelector("img");
  if (!image || figure.querySelector("canvas")) return;
  const draw = () => {
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    canvas.getContext("2d").drawImage(image, 0, 0);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", image.alt);
    const play = document.createElement("button");
    play.type = "button";
    play.className = "button film-play";
    play.textContent = "Play";
    play.addEventListener("click", () => { canvas.remove(); play.remove(); image.hidden = false; });
    image.hidden = true;
    image.before(canvas);
    figure.append(play);
  };
  if (image.complete && image.naturalWidth) draw();
  else image.addEventListener("load", draw, { once: true });
}

const all = () => { if (less.matches) document.querySelectorAll(".film").forEach(still); };
document.addEventListener("live:changed", all);
all();
