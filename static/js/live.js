// Live parts: an element with data-live="URL" is fetched again every two seconds and replaced
// by the fragment that URL returns, until a fragment comes without data-live.
// A fragment with data-say="words" has them read out when they change.
// Open <details> and the focus survive; nothing is touched when nothing changed.
// Other scripts may carry over more: "live:changed" names the part it replaced in detail.old.
const EVERY = 2000;
const SLOWEST = 30000;

// What has no id is found again by where it leads or what it says.
const FOCUSABLE = "a[href], button, input, summary, [tabindex]";
const likeness = (element) => element.id || element.getAttribute("href") || element.textContent.trim();

function remember(part) {
  const open = [...part.querySelectorAll("details[id]")].map((d) => [d.id, d.open]);
  const focus = part.contains(document.activeElement) ? likeness(document.activeElement) : "";
  return { open, focus };
}

function restore(part, memory) {
  for (const [id, open] of memory.open) {
    const details = document.getElementById(id);
    if (details && part.contains(details)) details.open = open;
  }
  if (!memory.focus) return;
  const same = [...part.querySelectorAll(FOCUSABLE)].find((e) => likeness(e) === memory.focus);
  same?.focus({ preventScroll: true });
}

function say(words) {
  const place = document.getElementById("live-words");
  if (place) place.textContent = words;
}

function replace(part, html) {
  const box = document.createElement("template");
  box.innerHTML = html.trim();
  const fresh = box.content.firstElementChild;
  if (!fresh) { part.remove(); return null; }
  const memory = remember(part);
  part.replaceWith(fresh);
  fresh.dispatchEvent(new CustomEvent("live:changed", { bubbles: true, detail: { old: part } }));
  restore(fresh, memory);
  if (fresh.dataset.say && fresh.dataset.say !== part.dataset.say) say(fresh.dataset.say);
  return fresh;
}

async function fetchPart(url) {
  const answer = await fetch(url, { headers: { "X-Requested-With": "live" }, redirect: "manual" });
  if (answer.type === "opaqueredirect" || [401, 403, 404, 410].includes(answer.status)) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.text();
}

function watch(part) {
  if (!part?.dataset?.live || part.dataset.liveWatched) return;
  part.dataset.liveWatched = "yes";
  let last = "";
  let wait = EVERY;
  async function turn() {
    if (!part.isConnected) return;
    if (document.hidden) return void setTimeout(turn, EVERY);
    try {
      const html = await fetchPart(part.dataset.live);
      if (html === null) return;
      wait = EVERY;
      if (html !== last) {
        const fresh = replace(part, html);
        if (!fresh?.dataset.live) return;
        fresh.dataset.liveWatched = "yes";
        part = fresh;
        last = html;
      }
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
    }
    setTimeout(turn, wait);
  }
  setTimeout(turn, wait);
}

document.querySelectorAll("[data-live]").forEach(watch);
