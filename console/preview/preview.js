// Decides what stands beside the phones: the file's state above them, and a panel of path and answers for each.

import { language, on, phones, post } from "./chat_page.js";
import { WORDS } from "./preview_words.js";

on("survey", survey);
on("panel", panel);

// A new element: its name, its class, and what is in it (texts and elements; null is left out).
function made(name, className, ...inside) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...inside.filter((each) => each !== null));
  return element;
}

function survey({ file, version, at, broken, troubles }) {
  const words = WORDS[language];
  const name = file.replace(/^.*[\\/]/, "");
  document.title = `${name} · ${words.title}`;
  document.getElementById("title").textContent = `${words.title}: ${name}`;
  const clock = new Date(at * 1000).toLocaleTimeString(language);
  const running = version ? made("span", "", `${words.version} `, made("code", "version", version), ` · ${clock}`) : null;
  told("running", running ? [running] : []);
  const verdict = broken ? (version ? words.broken : words.never) : words.advice;
  told("troubles", troubles.length ? [made("p", "verdict", verdict), listed(troubles)] : []);
  document.getElementById("troubles").className = broken ? "troubles broken" : "troubles";
}

// The two places under the title that say aloud what is new in them.
function told(id, inside) {
  let place = document.getElementById(id);
  if (!place) {
    place = made("div");
    place.id = id;
    place.setAttribute("role", "status");
    place.setAttribute("aria-live", "polite");
    document.getElementById("news").append(place);
  }
  place.replaceChildren(...inside);
}

// What is wrong is said in English, as by every command of the terminal.
function listed(troubles) {
  const lines = troubles.map(({ place, level, words }) =>
    made("li", level, made("code", "", place), made("strong", "", ` ${level}: `), words),
  );
  const list = made("ul", "", ...lines);
  list.lang = "en";
  return list;
}

function panel({ phone: name, stage, path, answers }) {
  const phone = phones.get(name);
  if (!phone) return;
  const words = WORDS[phone.language] ?? WORDS.en;
  if (!phone.beside.childElementCount) furnish(phone, words);
  const place = (selector) => phone.beside.querySelector(selector);
  place(".stage").textContent = words.stages[stage] ?? "";
  place(".path").replaceChildren(...(path.length ? [route(path, words)] : [made("p", "pale", words.nowhere)]));
  place(".answers").replaceChildren(...(answers.length ? [list(answers, words)] : [made("p", "pale", words.none)]));
  for (const each of [place(".path"), place(".answers")]) each.scrollTop = each.scrollHeight;
}

function furnish(phone, words) {
  const again = made("button", "plain again", words.again);
  again.type = "button";
  again.addEventListener("click", () => post("/again", { phone: phone.name }));
  const part = (title, className) => {
    const inside = made("div", className);
    inside.tabIndex = 0; // it scrolls, and not everybody has a wheel
    inside.setAttribute("role", "group");
    inside.setAttribute("aria-label", title);
    return made("section", `part-${className}`, made("h3", "", title), inside);
  };
  phone.beside.append(
    made("div", "state", made("p", "stage"), again),
    part(words.path, "path"),
    part(words.answers, "answers"),
  );
}

function route(path, words) {
  const lines = path.map(({ item, text, state, why }) => {
    const said = why === "module" || why === "options" ? words[why] : words[state];
    const condition = state === "closed" && said === words.closed ? made("code", "", why) : null;
    return made(
      "li",
      state,
      made("code", "item", item),
      made("span", "asked", text),
      made("span", "fate", said, condition ? " " : null, condition),
    );
  });
  return made("ol", "", ...lines);
}

function list(answers, words) {
  const lines = answers.flatMap(({ item, code, label, skipped }) => [
    made("dt", "item", item),
    made("dd", "", code ? made("code", "code", code) : null, code ? " " : null, skipped ? words.skipped : label),
  ]);
  return made("dl", "", ...lines);
}
