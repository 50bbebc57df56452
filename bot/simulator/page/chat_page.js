// Decides what the whole page does: its phones, the one stream that feeds them, tabs on a narrow screen, night mode.

import { Phone } from "./chat_phone.js";
import { WORDS } from "./chat_words.js";

const NARROW = matchMedia("(max-width: 719px)");
const DARK = matchMedia("(prefers-color-scheme: dark)");
const AGAIN = 1_000; // ms until a stream that was refused is asked for again
const WHERE = new URLSearchParams(location.search);

export const phones = new Map();
export const language = spoken();

const heard = new Map();
let chosen = "";

// For what stands beside the phones: `listener(data)` is called with each event of this name.
export function on(event, listener) {
  heard.set(event, [...(heard.get(event) ?? []), listener]);
}

// Posts a JSON object to this server; false where that failed.
export async function post(path, wanted) {
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(wanted),
    });
    return answer.ok;
  } catch {
    return false;
  }
}

// The page's own language: as asked in the address, else that of the only phone, else that of the browser.
function spoken() {
  const wishes = [WHERE.get("language"), WHERE.get("phone"), ...navigator.languages.map((each) => each.slice(0, 2))];
  return wishes.find((wish) => wish in WORDS) ?? "kk";
}

function connect() {
  const only = WHERE.get("phone");
  const source = new EventSource(only ? `/events?phone=${encodeURIComponent(only)}` : "/events");
  const connection = document.getElementById("connection");
  source.onopen = () => {
    connection.textContent = "";
  };
  source.onerror = () => {
    connection.textContent = WORDS[language].lost;
    // Refused, and not only interrupted: the browser would not try again by itself.
    if (source.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN);
  };
  for (const [event, listeners] of heard) {
    source.addEventListener(event, ({ data }) => {
      const told = JSON.parse(data);
      for (const listener of listeners) listener(told);
    });
  }
}

on("phones", ({ phones: told }) => {
  for (const each of told) {
    if (phones.has(each.name)) continue;
    const phone = new Phone(each, (wanted) => post("/act", wanted));
    phones.set(each.name, phone);
    document.getElementById("places").append(phone.element);
  }
  document.getElementById("places").classList.toggle("one", phones.size === 1);
  tabs();
});
on("chat", ({ phone, messages }) => phones.get(phone)?.redraw(messages));
on("shown", ({ phone, message }) => phones.get(phone)?.draw(message));
on("gone", ({ phone, message }) => phones.get(phone)?.remove(message));
on("answered", (told) => phones.get(told.phone)?.answered(told));

// Tabs: a tab list where there is room for one phone only, nothing of the kind elsewhere.

function tabs() {
  const list = document.getElementById("tabs");
  const several = phones.size > 1;
  list.setAttribute("aria-label", WORDS[language].phones);
  list.hidden = !(several && NARROW.matches);
  list.replaceChildren(...[...phones.values()].map(tab));
  if (!phones.has(chosen)) chosen = phones.keys().next().value ?? "";
  for (const phone of phones.values()) {
    const { element } = phone;
    if (list.hidden) {
      element.hidden = false;
      element.removeAttribute("role");
    } else {
      element.setAttribute("role", "tabpanel");
    }
  }
  if (!list.hidden) choose(chosen);
}

function tab(phone) {
  const button = document.createElement("button");
  button.type = "button";
  button.id = `tab-${phone.name}`;
  button.lang = phone.language;
  button.setAttribute("role", "tab");
  button.setAttribute("aria-controls", phone.element.id);
  button.textContent = phone.words.own;
  button.addEventListener("click", () => choose(phone.name));
  button.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = [...phones.keys()];
    const next = names[(names.indexOf(phone.name) + step + names.length) % names.length];
    choose(next);
    document.getElementById(`tab-${next}`).focus();
  });
  return button;
}

function choose(name) {
  chosen = name;
  for (const phone of phones.values()) {
    const here = phone.name === name;
    const button = document.getElementById(`tab-${phone.name}`);
    button.setAttribute("aria-selected", String(here));
    button.tabIndex = here ? 0 : -1;
    phone.element.hidden = !here;
  }
}

// Night mode: as the system says, until somebody chooses.

function night(dark) {
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.getElementById("night").setAttribute("aria-pressed", String(dark));
}

function start() {
  document.documentElement.lang = language;
  document.getElementById("title").textContent = WORDS[language].title;
  const toggle = document.getElementById("night");
  toggle.textContent = WORDS[language].night;
  const kept = localStorage.getItem("theme");
  night(kept ? kept === "dark" : DARK.matches);
  DARK.addEventListener("change", () => {
    if (!localStorage.getItem("theme")) night(DARK.matches);
  });
  toggle.addEventListener("click", () => {
    const dark = document.documentElement.dataset.theme !== "dark";
    localStorage.setItem("theme", dark ? "dark" : "light");
    night(dark);
  });
  NARROW.addEventListener("change", tabs);
  connect();
}

// After every module of the page, so that what stands beside the phones misses nothing.
document.addEventListener("DOMContentLoaded", start);
