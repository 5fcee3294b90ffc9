// A button with data-copy="#id" copies the value or text of that element. The button is hidden
// in the page and shown by this script, because without it it could do nothing.
async function copy(button) {
  const source = document.querySelector(button.dataset.copy);
  if (!source) return;
  const text = "value" in source ? source.value : [...source.querySelectorAll("li")].map((l) => l.textContent).join("\n") || source.textContent;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    source.select?.();
    document.execCommand("copy");
  }
  const said = button.textContent;
  button.textContent = "Copied";
  setTimeout(() => { button.textContent = said; }, 1500);
}

function show() {
  document.querySelectorAll("[data-copy][hidden]").forEach((button) => { button.hidden = false; });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) { event.preventDefault(); copy(button); }
});
document.addEventListener("live:changed", show);
show();
