"use strict";
// A click on a name jumps to its entity; pointing at a fact lights up its sentences; the box filters every list.
const main = document.querySelector("main");

main.addEventListener("click", (event) => {
  const name = event.target.closest("mark[data-e]");
  if (name) location.hash = name.dataset.e;
});

function light(event, on) {
  const line = event.target.closest("[data-s]");
  if (!line || !line.dataset.s) return;
  for (const id of line.dataset.s.split(" ")) document.getElementById(id)?.classList.toggle("lit", on);
}
main.addEventListener("mouseover", (event) => light(event, true));
main.addEventListener("mouseout", (event) => light(event, false));

function unfold() {
  const place = location.hash && document.getElementById(location.hash.slice(1));
  if (!place) return;
  if (place.hidden) { box.value = ""; filter(); }
  const folded = place.closest("details");
  if (folded) folded.open = true;
  place.scrollIntoView();
}
addEventListener("hashchange", unfold);

const box = document.getElementById("filter");
const items = [...document.querySelectorAll(".item")];
const groups = [...document.querySelectorAll("section.list, .group")];
let texts = null;

function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  texts ??= items.map((item) => item.textContent.toLowerCase());
  let shown = 0;
  items.forEach((item, index) => {
    item.hidden = !words.every((word) => texts[index].includes(word));
    shown += !item.hidden;
  });
  for (const group of groups) group.hidden = words.length > 0 && !group.querySelector(".item:not([hidden])");
  document.querySelector(".counts").hidden = words.length > 0;
  document.getElementById("nothing").hidden = shown > 0 || !words.length;
}
let waiting;
box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 150); });
unfold();
