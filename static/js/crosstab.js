// Cells of the cross-table with data-film: the film of the pairing, fetched when it is shown.
// A mouse that rests on the cell and the keyboard's focus show it; so does the first tap, because a
// finger cannot rest. The link in the film, Enter and a second tap lead to the job. Escape closes.
// Without this script a cell is a plain link to its job.
const REST = 120;
const LEAVE = 250;
const GAP = 8;
let shown = null;
let timer = 0;
let touched = false;

const box = document.createElement("div");
box.className = "cell-film";
box.popover = "manual";

function element(name, properties, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

// The words are there at once, the film as soon as it has come.
function fill(cell) {
  const words = element("p", { textContent: cell.getAttribute("aria-label") });
  const link = element("a", { href: cell.href, textContent: "Open the job", tabIndex: -1 });
  const film = element("div", { className: "cell-film-place" });
  box.replaceChildren(film, words, element("p", {}, link));
  fetchFilm(cell, film);
}

async function fetchFilm(cell, film) {
  const answer = await fetch(`${cell.href}film/`).catch(() => null);
  if (!answer?.ok || shown !== cell) return;
  film.innerHTML = await answer.text();
  if (shown !== cell) return;
  film.querySelector("img")?.addEventListener("load", () => { if (shown === cell) place(cell); });
  film.dispatchEvent(new CustomEvent("live:changed", { bubbles: true }));
}

function place(cell) {
  const at = cell.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = box;
  const left = at.left + at.width / 2 - width / 2;
  const above = at.top - height - GAP;
  const widest = document.documentElement.clientWidth - width - GAP;
  box.style.left = `${Math.max(GAP, Math.min(left, widest))}px`;
  box.style.top = `${above >= GAP ? above : at.bottom + GAP}px`;
}

function show(cell) {
  clearTimeout(timer);
  if (shown === cell) return;
  shown = cell;
  document.body.append(box);
  fill(cell);
  box.hidePopover();
  box.showPopover();
  place(cell);
}

function hide() {
  clearTimeout(timer);
  shown = null;
  if (box.isConnected) { box.hidePopover(); box.replaceChildren(); }
}

function later(act, wait) {
  clearTimeout(timer);
  timer = setTimeout(act, wait);
}

const cellOf = (event) => event.target.closest?.("a[data-film]");
const inside = (event) => box.contains(event.target);

if (box.showPopover) {
  document.addEventListener("pointerdown", (event) => {
    touched = event.pointerType !== "mouse";
    if (!cellOf(event) && !inside(event)) hide();
  });
  document.addEventListener("click", (event) => {
    const cell = cellOf(event);
    if (!cell || !touched || event.detail === 0 || cell === shown) return;
    event.preventDefault();
    show(cell);
  });
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const cell = cellOf(event);
    if (cell) later(() => show(cell), REST);
    else if (inside(event)) clearTimeout(timer);
    else if (shown && shown !== document.activeElement) later(hide, LEAVE);
    else clearTimeout(timer);
  });
  document.addEventListener("focusin", (event) => {
    const cell = cellOf(event);
    if (cell?.matches(":focus-visible") && !touched) show(cell);
    else if (!cell && !inside(event)) hide();
  });
  document.addEventListener("keydown", (event) => {
    touched = false;
    if (event.key === "Escape") hide();
  });
  document.addEventListener("scroll", (event) => { if (!inside(event) && shown) place(shown); }, { capture: true, passive: true });
}
