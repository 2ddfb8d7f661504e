// Repère: what helps where scripts run. Every page does without it.
"use strict";

// A place within folded parts: unfold them, and go there.
function unfold(target) {
  for (let one = target; one; one = one.parentElement) {
    if (one.tagName === "DETAILS") one.open = true;
  }
  target.scrollIntoView({ block: "center" });
  const piece = target.closest("details.piece");
  const focus = piece ? piece.querySelector("summary") : target;
  focus.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  // A link of the page's own menu to something folded: it unfolds on the way.
  const folded = event.target.closest("a[href='#ajouter']") && document.getElementById("ajouter");
  if (folded) folded.open = true;
  const link = event.target.closest("a[href^='#e-'], a[href^='#p-']");
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  document.querySelectorAll(".mark.here").forEach((mark) => mark.classList.remove("here"));
  const mark = link.classList.contains("mark") ? link : target;
  mark.classList.add("here");
  unfold(target);
});

if (location.hash.length > 1) {
  const target = document.getElementById(location.hash.slice(1));
  if (target) unfold(target);
}

// Files and folders dropped anywhere on the form. A browser hands on a folder as one entry, to be gone through.
async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((done, fail) => entry.file(done, fail))];
  const found = [], reader = entry.createReader();
  for (;;) {
    const some = await new Promise((done, fail) => reader.readEntries(done, fail));
    if (!some.length) return found;
    for (const one of some) found.push(...(await filesOf(one)));
  }
}
for (const form of document.querySelectorAll("form[data-drop]")) {
  const input = form.querySelector("input[type=file]");
  const area = form.querySelector(".drop");
  const hold = (event) => {
    event.preventDefault();
    area.classList.toggle("over", event.type === "dragover");
  };
  form.addEventListener("dragover", hold);
  form.addEventListener("dragleave", hold);
  form.addEventListener("drop", async (event) => {
    hold(event);
    const { files, items } = event.dataTransfer;
    const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.some((entry) => entry.isDirectory)) {
      if (files.length) input.files = files;
      return;
    }
    const all = new DataTransfer();
    for (const entry of entries) {
      for (const file of await filesOf(entry)) if (!file.name.startsWith(".")) all.items.add(file);
    }
    input.files = all.files;
  });
}

// A form that works takes a moment: say so, and do not send it twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
  setTimeout(() => delete form.dataset.sent, 8000);
});
addEventListener("pageshow", () => {
  for (const form of document.forms) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// Occupations while their title is typed.
for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById("propositions");
  let timer, asked = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = ++asked;
      const answer = await fetch(input.dataset.suggest + "?q=" + encodeURIComponent(input.value));
      if (!answer.ok || mine !== asked) return;
      list.innerHTML = await answer.text();
    }, 180);
  });
}

// Times are kept in universal time: here they are this computer's.
for (const time of document.querySelectorAll("time[datetime]")) {
  const when = new Date(time.dateTime);
  if (!isNaN(when)) time.textContent = when.toLocaleString("fr-FR", { dateStyle: "long", timeStyle: "short" });
}

// Paper.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A passage selected in a document comes into the form that adds evidence.
const quote = document.getElementById("citation");
if (quote) {
  document.addEventListener("selectionchange", () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const sheet = selection.anchorNode.parentElement?.closest("[data-quote]");
    if (!sheet || !sheet.contains(selection.focusNode)) return;
    const part = selection.getRangeAt(0).cloneContents();
    part.querySelectorAll(".codes").forEach((codes) => codes.remove());
    document.getElementById("ajouter").open = true;
    quote.value = part.textContent.replace(/\s+/g, " ").trim().slice(0, 2000);
    document.getElementById("source").value = sheet.dataset.quote;
  });
}
