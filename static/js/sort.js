// <table data-sort>: a head cell with data-kind becomes a button that sorts the rows by its column
// (data-kind="num" by number, else by text; a cell may say data-value="…"). A live table keeps its order.
const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function key(row, column, numeric) {
  const cell = row.cells[column];
  const text = cell?.dataset.value ?? cell?.textContent.trim() ?? "";
  if (!numeric) return text;
  const number = parseFloat(text.replace("−", "-").replace(/[^\d.+-]/g, ""));
  return Number.isNaN(number) ? -Infinity : number;
}

function sort(table, head, column) {
  const first = head.dataset.kind === "num" ? "descending" : "ascending";
  const other = first === "ascending" ? "descending" : "ascending";
  order(table, head, column, head.getAttribute("aria-sort") === first ? other : first);
}

function order(table, head, column, order) {
  const numeric = head.dataset.kind === "num";
  table.querySelectorAll("thead [aria-sort]").forEach((cell) => cell.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", order);
  const sign = order === "ascending" ? 1 : -1;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => [key(row, column, numeric), row]);
  const compare = numeric ? (a, b) => a - b || 0 : words.compare;
  rows.sort(([a], [b]) => sign * compare(a, b));
  body.append(...rows.map(([, row]) => row));
}

function prepare(table) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    if (!head.dataset.kind || head.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, head, column));
  });
}

function keepOrder(old, fresh) {
  const tables = [...fresh.querySelectorAll("table[data-sort]")];
  [...old.querySelectorAll("table[data-sort]")].forEach((before, number) => {
    const heads = [...before.tHead.rows[0].cells];
    const column = heads.findIndex((head) => head.hasAttribute("aria-sort"));
    const head = tables[number]?.tHead.rows[0].cells[column];
    if (head?.dataset.kind) order(tables[number], head, column, heads[column].getAttribute("aria-sort"));
  });
}

const all = () => document.querySelectorAll("table[data-sort]").forEach(prepare);
document.addEventListener("live:changed", (event) => {
  all();
  if (event.detail?.old) keepOrder(event.detail.old, event.target);
});
all();
