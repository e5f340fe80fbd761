// A cursor on each chart that tells what was shown at a time; by pointer, touch or keyboard.
"use strict";
const plots = document.querySelectorAll(".plot");
const hint = document.createElement("span");
hint.className = "hint";
hint.textContent = "Point at a chart, or focus it and use the arrow keys. ";
for (const plot of plots) {
  const { labels, shown, scores } = plot.dataset;
  const names = labels.split(" ");
  const length = Number(plot.dataset.length);
  const bins = shown.length;
  const cursor = plot.querySelector(".cursor");
  const readout = plot.parentElement.nextElementSibling;
  const idle = readout.textContent;
  let at = 0;

  const two = (n) => String(n).padStart(2, "0");
  const clock = (millis) => {
    const s = Math.floor(millis / 1000);
    const rest = two(s % 60) + "." + Math.floor((millis % 1000) / 100);
    const minutes = Math.floor(s / 60);
    return s < 3600 ? minutes + ":" + rest : Math.floor(minutes / 60) + ":" + two(minutes % 60) + ":" + rest;
  };
  const words = (bin) => {
    const time = clock(((bin + 0.5) / bins) * length);
    const letter = shown[bin];
    if (letter === ".") return time + "  not seen";
    if (letter === "?") return time + "  there, not readable";
    const name = names[letter.charCodeAt(0) - 97];
    return time + "  " + name + " " + Number(scores.slice(2 * bin, 2 * bin + 2)) + "%";
  };
  const show = (bin) => {
    at = Math.max(0, Math.min(bins - 1, bin));
    cursor.hidden = false;
    cursor.style.left = ((at + 0.5) / bins) * 100 + "%";
    readout.textContent = words(at);
    plot.setAttribute("aria-valuenow", at);
    plot.setAttribute("aria-valuetext", words(at));
  };
  const hide = () => {
    cursor.hidden = true;
    readout.textContent = idle;
    if (plot === plots[0]) readout.prepend(hint);
  };

  plot.tabIndex = 0;
  plot.setAttribute("role", "slider");
  plot.setAttribute("aria-valuemin", 0);
  plot.setAttribute("aria-valuemax", bins - 1);
  plot.setAttribute("aria-valuenow", 0);
  plot.setAttribute("aria-valuetext", words(0));
  plot.addEventListener("pointermove", (event) => {
    const box = plot.getBoundingClientRect();
    show(Math.floor(((event.clientX - box.left) / box.width) * bins));
  });
  plot.addEventListener("pointerleave", () => document.activeElement === plot || hide());
  plot.addEventListener("focus", () => show(at));
  plot.addEventListener("blur", hide);
  plot.addEventListener("keydown", (event) => {
    const page = Math.max(1, Math.round(bins / 20));
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -page, PageUp: page };
    if (event.key in steps) show(at + steps[event.key]);
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(bins - 1);
    else return;
    event.preventDefault();
  });
  hide();
}
