// Drop zone: a file may be dropped on it, and sending shows a progress bar.
// Without this script the same form sends the same file with the plain file picker.
function words(bytes) {
  return bytes < 1024 ? `${bytes} B` : bytes < 1048576 ? `${(bytes / 1024).toFixed(1)} kB` : `${(bytes / 1048576).toFixed(1)} MB`;
}

function prepare(form) {
  const zone = form.querySelector("[data-drop]");
  const input = zone?.querySelector("input[type=file]");
  const name = zone?.querySelector("[data-drop-name]");
  if (!input || !name) return;

  function show() {
    const file = input.files[0];
    name.textContent = file ? `${file.name} · ${words(file.size)}` : "";
  }
  input.addEventListener("change", show);
  for (const kind of ["dragenter", "dragover"])
    zone.addEventListener(kind, (event) => { event.preventDefault(); zone.classList.add("is-over"); });
  for (const kind of ["dragleave", "drop"])
    zone.addEventListener(kind, () => zone.classList.remove("is-over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) { input.files = event.dataTransfer.files; show(); }
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
}

function say(form, text) {
  const words = form.querySelector("[data-upload-words]");
  if (words) words.textContent = text;
}

function send(form) {
  const bar = form.querySelector("[data-upload-bar]");
  const button = form.querySelector("button:not([type=button])");
  const request = new XMLHttpRequest();
  const restore = (text) => { bar.hidden = true; button.disabled = false; say(form, text); };
  bar.hidden = false;
  button.disabled = true;
  say(form, "Sending…");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) bar.value = event.loaded / event.total;
  });
  request.addEventListener("load", () => {
    if (request.responseType === "json" && request.response?.location) {
      window.location.assign(request.response.location);
    } else {
      restore(request.response?.error || `The server could not take the file (${request.status}). Try again in a minute.`);
    }
  });
  request.addEventListener("error", () => restore("The connection broke. Check your network and send the file again."));
  request.responseType = "json";
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(new FormData(form));
}

document.querySelectorAll("form[data-upload]").forEach(prepare);
