"use strict";

// Clicks through a report as a reader would, and writes what it found into the page.
const found = [];

function expect(what, ok) {
  found.push((ok ? "ok: " : "WRONG: ") + what);
}

const tables = Array.from(document.querySelectorAll(".table table"));
const main = tables[0];
const texts = column =>
    Array.from(main.tBodies[0].rows, row => row.cells[column].textContent.trim());
const headers = Array.from(main.tHead.rows[0].cells, cell => cell.textContent);
const memory = headers.indexOf("memory");
const trained = headers.indexOf("trained");
const before = texts(0).join();

const press = column => main.tHead.rows[0].cells[column].querySelector("button").click();
press(trained);
const numbers = () => texts(trained).map(text => Number(text.replaceAll(",", "")));
expect("numbers begin with the largest",
    numbers().every((n, i, all) => i === 0 || all[i - 1] >= n));
expect("aria-sort is set",
    main.tHead.rows[0].cells[trained].getAttribute("aria-sort") === "descending");
press(trained);
expect("ascending by trained", numbers().every((n, i, all) => i === 0 || all[i - 1] <= n));
press(memory);
press(memory);
expect("units are compared", texts(memory)[0] === "99.5 MB");
press(0);
expect("alphabetical", texts(0).join() === [...texts(0)].sort().join() && before !== "");
expect("one sorted column",
    main.tHead.rows[0].querySelectorAll("[aria-sort]").length === 1);

const input = main.closest(".table").querySelector("input");
const type = text => {
  input.value = text;
  input.dispatchEvent(new Event("input"));
  return Array.from(main.tBodies[0].rows).filter(row => row.getClientRects().length > 0).length;
};
expect("filter by one word", type("LORA") === 4);
expect("filter by two words", type("lora r=16") === 1);
expect("nothing matches", type("no such method") === 0);
expect("filter cleared", type("") === main.tBodies[0].rows.length);

let shown = 0;
for (const svg of document.querySelectorAll("figure svg")) {
  const box = svg.getBoundingClientRect();
  shown += box.width > 300 && box.height > 100 ? 1 : 0;
}
expect("six charts", shown === 6);
const ids = Array.from(document.querySelectorAll("[id]"), element => element.id);
expect("ids are unique", new Set(ids).size === ids.length);
expect("nothing is loaded", performance.getEntriesByType("resource").length === 0);
for (const table of tables) {
  table.tHead.querySelectorAll("button").forEach(button => button.click());
}
expect("a filter for long tables, none for short ones",
    tables.every(table => {
      const filter = table.closest(".table").querySelector("input");
      return (filter !== null) === (table.tBodies[0].rows.length > 8);
    }));
expect("filters have names",
    Array.from(document.querySelectorAll("input"))
        .every(filter => filter.labels.length === 1
            && filter.labels[0].textContent.includes(filter.closest(".table")
                .querySelector("caption").textContent)));

const trials = tables.find(table => table.caption.textContent === "Trials: scores");
const score = Array.from(trials.tHead.rows[0].cells).findIndex(
    cell => cell.textContent === "accuracy");
trials.tHead.rows[0].cells[score].removeAttribute("aria-sort");
trials.tHead.rows[0].cells[score].querySelector("button").click();
const scores = Array.from(trials.tBodies[0].rows, row => row.cells[score].textContent);
const known = scores.filter(text => text !== "–");
expect("trials by score, the best first, those without one last",
    known.length > 1 && known.length < scores.length
        && scores.slice(0, known.length).every((text, i) =>
            text !== "–" && (i === 0 || Number(scores[i - 1]) >= Number(text))));

for (const svg of document.querySelectorAll("figure svg")) {
  const name = document.getElementById(svg.getAttribute("aria-labelledby"));
  const words = document.getElementById(svg.getAttribute("aria-describedby"));
  if (name === null || name.textContent === "" || words === null || words.textContent === "") {
    found.push("WRONG: a chart without a text alternative");
  }
  if (svg.getBoundingClientRect().width < Number(svg.getAttribute("width"))) {
    found.push("WRONG: a chart that is shrunk, and its text with it");
  }
}
expect("nothing is wider than the page",
    document.documentElement.scrollWidth <= document.documentElement.clientWidth);
for (const table of tables) {
  const frame = table.closest(".scroll");
  if (window.innerWidth >= 1280 && frame.scrollWidth > frame.clientWidth + 1) {
    found.push("WRONG: wider than its frame: " + table.caption.textContent);
  }
}
expect("width " + window.innerWidth, true);

const report = document.createElement("pre");
report.id = "check";
report.textContent = found.join("\n") + "\ndone " + found.length;
document.body.append(report);
