"use strict";
// Every word of a report is set as text, never as markup.
const at = (id) => document.getElementById(id);
const HELP = {
  correct: "Change what is wrong. A name is normalised again; the HER2 calls are made again. none takes a value away.",
  reject: "What was read will not be used, and nothing is concluded from it. Say why.",
};
const NAMES = {
  status: "What the report says", as_written: "Name or event as printed", gene: "Gene", vaf: "VAF (fraction 0-1)",
  copy_number: "Copy number", copy_number_unit: "Unit", copy_number_text: "Copy number in words", ihc_score: "IHC score",
  percent_cells: "Cells stained, %", ish_ratio: "ISH ratio", reported_significance: "Laboratory's class",
  collected_on: "Collected on", received_on: "Received on", reported_on: "Reported on", specimen: "Specimen",
  diagnosis: "Diagnosis", histology: "Histology",
};
const FACTS = ["collected_on", "received_on", "reported_on", "specimen", "diagnosis", "histology"];
const CHIPS = ["HER2, call open", "HER2", "Other finding", "Report", "File not read"];
let items = [], choices = {}, here = 0, doing = "";

const words = (text) => text.replaceAll("_", " ");
const decided = (item) => Boolean(item.decided || item.answer);
function make(kind, text, name) {
  const one = document.createElement(kind);
  if (text !== undefined) one.textContent = text;
  if (name) one.className = name;
  return one;
}
function say(text, bad) {
  at("said").textContent = text;
  at("said").className = bad ? "bad" : "";
}
function pairs(place, list, none) {
  place.replaceChildren();
  for (const [label, value] of list) place.append(make("dt", label), make("dd", value));
  if (!list.length) place.append(make("dt", "Name"), make("dd", none, "soft"));
}
function titleOf(item) {
  const found = Object.fromEntries(item.read);
  if (!item.finding_id || !found["As written"]) return item.meaning.replace(/\.$/, "");
  const name = found["As written"];
  return name.startsWith(found.Gene) ? name : `${found.Gene} ${name}`;
}
function answerOf(item) {
  if (item.decided && item.decided.decision_id !== item.answer_id) {
    const changed = Object.entries(item.decided.corrected).map(([field, value]) => `${words(field)} ${value}`).join(", ");
    const note = item.decided.comment ? ` (${item.decided.comment})` : "";
    return `Decided by ${item.decided.initials}: ${item.decided.action}${changed ? `: ${changed}` : ""}${note}. Applied at the next run.`;
  }
  return decided(item) ? `Applied already: ${item.answer}.` : "";
}
function draw() {
  const done = items.filter(decided).length;
  at("count").textContent = `${done} of ${items.length} decided`;
  at("bar").max = Math.max(1, items.length);
  at("bar").value = done;
  at("end").hidden = done < items.length;
  const item = items[here];
  at("item").hidden = !item;
  list();
  if (!item) return;
  at("chip").textContent = CHIPS[item.rank];
  at("chip").className = item.rank === 0 ? "chip first" : "chip";
  at("code").textContent = item.code;
  at("title").textContent = titleOf(item);
  at("place").textContent = [item.about, item.place, item.page && `page ${item.page}`].filter(Boolean).join(" · ");
  at("message").textContent = item.message;
  at("figure").hidden = !item.picture;
  at("none").hidden = item.picture || !item.page;
  if (item.picture) {
    at("picture").src = `picture/${encodeURIComponent(item.finding_id)}.png`;
    at("picture").alt = `Page ${item.page} around the words read: ${item.quote.slice(0, 120)}`;
  } else at("picture").removeAttribute("src");
  at("quote").hidden = !item.quote;
  at("quote").textContent = item.quote;
  document.querySelector(".pair").hidden = !item.finding_id;
  pairs(at("read"), item.read, "none");
  pairs(at("taken"), item.taken, "none");
  at("calls-box").hidden = !item.calls.length;
  at("calls").replaceChildren(...item.calls.map(([axis, call, basis]) => {
    const line = make("li");
    line.append(make("b", axis), make("span", words(call), `call ${call}`), " ", make("span", basis, "small"));
    return line;
  }));
  at("answer").hidden = !decided(item);
  at("answer").textContent = answerOf(item);
  document.querySelector('[data-do="withdraw"]').disabled = !decided(item);
  document.querySelector('[data-do="correct"]').disabled = !item.fields.length;
  close();
}
function list() {
  const only = at("open-only").checked;
  at("list").replaceChildren(...items.flatMap((item, index) => {
    if (only && decided(item) && index !== here) return [];
    const line = make("li"), button = make("button");
    button.type = "button";
    if (decided(item)) button.append(make("span", "✓ ", "mark"), make("span", "decided: ", "small"));
    button.append(make("span", titleOf(item).slice(0, 80)), document.createElement("br"), make("span", `${item.about || item.report_id} ${words(item.code)}`, "soft small"));
    if (index === here) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => go(index));
    line.append(button);
    return [line];
  }));
  const now = at("list").querySelector('[aria-current="true"]');
  if (now) at("list").scrollTop = now.offsetTop - at("list").offsetTop - 80;
}
function go(index) {
  here = Math.min(Math.max(index, 0), items.length - 1);
  draw();
  scrollTo({ top: 0 });
  at("item").focus({ preventScroll: true });
}
function onward() {
  const after = [...items.keys()].map((step) => (here + step) % items.length).find((index) => !decided(items[index]));
  go(after === undefined ? here : after);
}
function close() {
  doing = "";
  at("form").hidden = true;
  at("actions").hidden = false;
}
function open(action) {
  const item = items[here];
  doing = action;
  at("form-head").textContent = action === "correct" ? "Correct" : "Reject";
  at("form-help").textContent = HELP[action];
  at("comment").value = "";
  at("fields").replaceChildren();
  let group = "";
  for (const [name, value] of action === "correct" ? item.fields : []) {
    const now = FACTS.includes(name) ? "The report as a whole" : "This finding";
    if (now !== group) at("fields").append(make("h4", (group = now)));
    at("fields").append(field(name, value));
  }
  at("form").hidden = false;
  at("actions").hidden = true;
  (at("fields").querySelector("input, select") || at("comment")).focus();
}
function field(name, value) {
  const label = make("label", `${NAMES[name]} `);
  const input = make(choices[name] ? "select" : "input");
  input.name = name;
  if (choices[name]) {
    for (const choice of ["", ...choices[name]]) {
      const option = make("option", choice ? words(choice) : "-");
      option.value = choice;
      input.append(option);
    }
  } else if (name.endsWith("_on")) input.type = "date";
  input.value = value;
  input.dataset.was = value;
  input.addEventListener("input", () => label.classList.toggle("changed", input.value.trim() !== value));
  label.append(input);
  return label;
}
function initials() {
  const box = at("initials"), text = box.value.trim().toUpperCase();
  const good = /^\p{L}{1,5}$/u.test(text);
  box.setAttribute("aria-invalid", String(!good));
  if (!good) {
    say("Your initials come first: one to five letters.", true);
    box.focus();
  } else sessionStorage.setItem("initials", text);
  return good ? text : "";
}
async function save(action, corrected = {}, comment = "") {
  const item = items[here], by = initials();
  if (!by) return;
  const asked = { key: item.key, action, initials: by, comment, corrected };
  try {
    const answer = await fetch("decide", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(asked),
    });
    const told = await answer.json();
    if (!answer.ok) return say(told.error, true);
    item.decided = action === "withdraw" ? null : { decision_id: told.decision_id, action, initials: by, comment, corrected };
    if (action === "withdraw") item.answer = "";
    say(`${titleOf(item)}: ${action === "withdraw" ? "open again" : action} (${told.decision_id}).`);
    if (action === "withdraw") draw();
    else onward();
  } catch {
    say("The decision was not written: her2parse review has ended. Start it again.", true);
  }
}
function act(action) {
  if (!items.length) return;
  if (action === "next") go(here + 1);
  else if (action === "previous") go(here - 1);
  else if (action === "accept") save("accept");
  else if (action === "withdraw") decided(items[here]) && save("withdraw");
  else if (action === "reject" || items[here].fields.length) open(action);
}
const KEYS = { a: "accept", c: "correct", r: "reject", u: "withdraw", j: "next", k: "previous", ArrowDown: "next", ArrowUp: "previous" };
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && doing) {
    close();
    return at("item").focus();
  }
  const typing = event.target.matches("input, select, textarea");
  if (typing || doing || event.ctrlKey || event.metaKey || event.altKey) return;
  const action = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (action) {
    event.preventDefault();
    act(action);
  }
});
at("initials").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && initials()) {
    say("");
    at("item").focus();
  }
});
at("actions").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button) act(button.dataset.do);
});
at("cancel").addEventListener("click", () => {
  close();
  at("item").focus();
});
at("open-only").addEventListener("change", list);
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const comment = at("comment").value.trim(), changed = {};
  for (const input of at("fields").querySelectorAll("input, select")) {
    const value = input.value.trim();
    if (value !== input.dataset.was) changed[input.name] = value || "none";
  }
  if (doing === "correct" && !Object.keys(changed).length) return say("Nothing was changed. To leave it as it is, accept it.", true);
  if (doing === "reject" && !comment) {
    say("Say in a few words why it is rejected.", true);
    return at("comment").focus();
  }
  save(doing, changed, comment);
});
fetch("queue.json").then((answer) => answer.json()).then((told) => {
  items = told.items;
  choices = told.choices;
  at("file").textContent = told.file;
  at("command").textContent = told.command;
  at("initials").value = sessionStorage.getItem("initials") || "";
  const first = items.findIndex((item) => !decided(item));
  here = first < 0 ? 0 : first;
  if (!items.length) {
    at("count").textContent = "Nothing waits for a person.";
    return;
  }
  draw();
  (at("initials").value ? at("item") : at("initials")).focus();
});
