// Tabs that do not fit scroll sideways: begin with the current one in sight.
document.querySelectorAll(".tabs [aria-current]").forEach((tab) => {
  const bar = tab.closest(".tabs");
  const at = tab.getBoundingClientRect();
  const frame = bar.getBoundingClientRect();
  if (at.right > frame.right || at.left < frame.left) bar.scrollLeft += at.left - frame.left - (frame.width - at.width) / 2;
});
