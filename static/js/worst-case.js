// The worst case of a tournament in CPU hours, while its form is filled in. The server computes
// the same (tournaments/worst_case.py); this only spares sending the form to see it.
const AGENTS = 4;
const MATCHES = 3;

const box = document.querySelector("[data-worst-case]");
const form = box?.closest("form");

function teams() {
  const chosen = form.querySelector('[name="field"]:checked')?.value === "chosen";
  return chosen ? form.querySelectorAll('[name="teams"]:checked').length : Number(box.dataset.teams);
}

function words(hours) {
  if (hours < 10) return hours.toFixed(1);
  const digits = 10 ** Math.max(0, String(Math.floor(hours)).length - 2);
  return String(Math.round(hours / digits) * digits).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

function show() {
  // Not form.elements[name]: its "length" is the number of the elements.
  const value = (name) => Number.parseFloat(form.querySelector(`[name="${name}"]`).value);
  const n = teams();
  const jobs = (value("rounds") * n * (n - 1)) / 2;
  const moves = Math.min(value("total"), (value("length") / AGENTS) * value("move"));
  const hours = (jobs * MATCHES * AGENTS * (value("startup") + moves)) / 3600;
  box.querySelector("[data-hours]").textContent = Number.isFinite(hours) && hours >= 0 ? words(hours) : "?";
  box.querySelector("[data-jobs]").textContent = Number.isFinite(jobs) ? String(jobs) : "?";
}

if (form) {
  form.addEventListener("input", show);
  show();
}
