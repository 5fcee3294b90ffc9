// <details class="confirm"> opens as a modal dialog. Without this script it simply unfolds.
document.addEventListener("click", (event) => {
  const summary = event.target.closest(".confirm > summary");
  if (!summary) return;
  event.preventDefault();
  const home = summary.parentElement;
  const body = home.querySelector(".confirm-body");
  const dialog = document.createElement("dialog");
  dialog.setAttribute("aria-labelledby", body.querySelector("[id]")?.id ?? "");
  dialog.append(body);
  document.body.append(dialog);
  dialog.addEventListener("close", () => { home.append(body); dialog.remove(); summary.focus(); });
  dialog.addEventListener("click", (inner) => {
    if (inner.target === dialog || inner.target.closest("[data-close]")) dialog.close();
  });
  const keep = body.querySelector("[data-close]");
  keep.hidden = false;
  dialog.showModal();
  // Enter by mistake must lose nothing.
  if (body.querySelector(".button-bad") && !body.querySelector("input:not([type=hidden])")) keep.focus();
});
