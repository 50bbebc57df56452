// Decides how one phone behaves: messages by their id, buttons, the line to write in, the menu, where the focus goes.

import { fill } from "./chat_text.js";
import { WORDS } from "./chat_words.js";

const PATIENCE = 15_000; // ms that "typing…" stands, and buttons stay locked, when nothing comes
const AFTERMATH = 900; // ms after an answered press or an edit in which a new message may still follow
const NOTICE = 4_000; // ms that the words of an answered press stand

export class Phone {
  // `act(wanted)` tells the bot's side what was done; it resolves to false where that failed.
  constructor({ name, language, title, menu }, act) {
    this.name = name;
    this.language = language;
    this.words = WORDS[language] ?? WORDS.en;
    this.act = (wanted) => act({ phone: name, ...wanted });
    this.messages = new Map();
    this.wantsFocus = false;
    this.element = document.getElementById("place").content.firstElementChild.cloneNode(true);
    this.log = this.part(".log");
    this.input = this.part("input");
    this.beside = this.part(".beside");
    this.dress(title);
    this.offer(menu);
    this.part(".write").addEventListener("submit", (event) => this.write(event));
    this.rest();
  }

  // What the stream tells

  redraw(messages) {
    const kept = new Set(messages.map((message) => message.id));
    for (const id of [...this.messages.keys()]) if (!kept.has(id)) this.remove(id);
    for (const message of messages) this.draw(message);
  }

  draw(message) {
    const known = this.messages.get(message.id);
    const place = known ?? this.newcomer(message);
    const focused = place.element.contains(document.activeElement);
    this.text(place, message);
    this.buttons(place, message);
    if (known) this.settle(AFTERMATH);
    else if (!message.mine) this.rest();
    if (focused && !place.element.contains(document.activeElement)) this.keepFocus();
    if (!known && !message.mine) this.takeFocus(place);
    if (!known || this.atEnd) this.scroll(place.element);
  }

  remove(id) {
    this.messages.get(id)?.element.remove();
    this.messages.delete(id);
  }

  answered({ message, notice }) {
    const place = this.messages.get(message);
    if (place) unlock(place);
    this.settle(AFTERMATH);
    if (notice) this.tell(notice);
  }

  // What the person does

  async write(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.wantsFocus = false;
    if (await this.say(text)) this.input.value = "";
    this.input.focus();
  }

  async say(text) {
    this.open(false);
    this.wait();
    const sent = await this.act({ text });
    if (!sent) this.fail();
    return sent;
  }

  async press(place, button, data, byKeyboard) {
    if (button.getAttribute("aria-disabled") === "true") return;
    this.wantsFocus = byKeyboard;
    for (const each of place.keyboard.querySelectorAll("button")) each.setAttribute("aria-disabled", "true");
    button.classList.add("pressed");
    this.wait();
    place.timer = setTimeout(() => unlock(place), PATIENCE);
    if (!(await this.act({ message: place.id, data }))) {
      unlock(place);
      this.fail();
    }
  }

  // How it looks

  part(selector) {
    return this.element.querySelector(selector);
  }

  dress(title) {
    const { words, name } = this;
    this.element.id = `place-${name}`;
    this.element.lang = this.language;
    this.element.setAttribute("aria-label", words.own);
    this.part(".avatar").textContent = [...title][0] ?? "";
    this.part(".name").textContent = title;
    this.log.setAttribute("aria-label", words.messages);
    this.input.id = `input-${name}`;
    this.input.placeholder = words.message;
    const label = this.part("label");
    label.htmlFor = this.input.id;
    label.textContent = words.message;
    this.part(".send").setAttribute("aria-label", words.send);
    this.part(".send").title = words.send;
  }

  offer(menu) {
    const list = this.part(".menu");
    const opener = this.part(".opens-menu");
    list.id = `menu-${this.name}`;
    opener.textContent = this.words.menu;
    opener.setAttribute("aria-controls", list.id);
    opener.hidden = !menu.length;
    opener.addEventListener("click", () => this.open(list.hidden));
    for (const { command, description } of menu) {
      const line = document.createElement("button");
      const name = document.createElement("span");
      line.type = "button";
      name.className = "slash";
      name.textContent = `/${command}`;
      line.append(name, " ", description);
      line.addEventListener("click", () => {
        this.input.focus();
        this.say(`/${command}`);
      });
      list.append(line);
    }
    this.part(".phone").addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || list.hidden) return;
      this.open(false);
      opener.focus();
    });
  }

  open(wanted) {
    this.part(".menu").hidden = !wanted;
    this.part(".opens-menu").setAttribute("aria-expanded", String(wanted));
  }

  newcomer(message) {
    const element = document.createElement("div");
    const sender = document.createElement("span");
    const bubble = document.createElement("div");
    const body = document.createElement("div");
    const time = document.createElement("span");
    const keyboard = document.createElement("div");
    element.className = message.mine ? "message mine" : "message";
    sender.className = "unseen";
    sender.textContent = message.mine ? this.words.said : this.words.says;
    bubble.className = "bubble";
    body.className = "text";
    time.className = "time";
    keyboard.className = "keyboard";
    bubble.append(sender, body, time);
    element.append(bubble, keyboard);
    this.log.append(element);
    const place = { id: message.id, element, body, time, keyboard, written: "", shape: "[]", timer: 0 };
    this.messages.set(message.id, place);
    return place;
  }

  text(place, message) {
    const written = JSON.stringify([message.text, message.entities]);
    if (written !== place.written) {
      place.written = written;
      // Telegram's apps show a followed link as /start alone.
      const text = message.mine ? message.text.replace(/^\/start \S+$/, "/start") : message.text;
      const entities = message.mine ? [] : message.entities;
      fill(place.body, text || this.words[message.attachment] || "", entities, (command) => this.say(command));
    }
    const clock = new Date(message.date * 1000).toLocaleTimeString(this.language, {
      hour: "2-digit",
      minute: "2-digit",
    });
    place.time.textContent = message.edited && !message.rows.length ? `${this.words.edited} ${clock}` : clock;
  }

  // The same buttons stay the same elements, so that neither focus nor a screen reader's place is lost by a tick.
  buttons(place, message) {
    const shape = JSON.stringify(message.rows.map((row) => row.map(({ data, url }) => data || url)));
    if (shape === place.shape) {
      const labels = message.rows.flat().map((button) => button.label);
      for (const key of place.keyboard.querySelectorAll(".key")) {
        const label = labels.shift();
        if (key.textContent !== label) key.textContent = label;
      }
      return;
    }
    const focused = place.keyboard.contains(document.activeElement) ? document.activeElement.dataset.data : "";
    place.shape = shape;
    place.keyboard.replaceChildren(...message.rows.map((row) => this.row(place, row)));
    unlock(place);
    const keys = [...place.keyboard.querySelectorAll(".key")];
    if (focused) (keys.find((key) => key.dataset.data === focused) ?? keys[0])?.focus({ preventScroll: true });
  }

  row(place, buttons) {
    const line = document.createElement("div");
    line.className = "row";
    line.append(...buttons.map((button) => this.key(place, button)));
    return line;
  }

  key(place, { label, data, url }) {
    const element = document.createElement(url ? "a" : "button");
    element.className = "key";
    element.textContent = label;
    element.dataset.data = data || url;
    if (url) {
      element.href = url;
      element.rel = "noreferrer";
      element.target = "_blank";
    } else {
      element.type = "button";
      // A click without a pointer (detail 0) came from the keyboard or from a screen reader.
      element.addEventListener("click", (event) => this.press(place, element, data, event.detail === 0));
    }
    return element;
  }

  // "typing…"

  wait() {
    this.sign(this.words.typing, true);
    this.settle(PATIENCE);
  }

  settle(after) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), after);
  }

  rest() {
    clearTimeout(this.timer);
    this.sign(this.words.bot, false);
  }

  sign(words, typing) {
    const sign = this.part(".sign");
    sign.textContent = words;
    sign.classList.toggle("typing", typing);
  }

  tell(words) {
    const notice = this.part(".notice");
    notice.textContent = words;
    notice.hidden = false;
    clearTimeout(this.noticed);
    this.noticed = setTimeout(() => {
      notice.hidden = true;
    }, NOTICE);
  }

  fail() {
    this.rest();
    this.tell(this.words.unsent);
  }

  // Where the focus goes: whoever answers by keyboard finds it at the next question.

  keepFocus() {
    this.wantsFocus = true;
    this.log.focus({ preventScroll: true });
  }

  takeFocus(place) {
    if (!this.wantsFocus) return;
    const first = place.keyboard.querySelector(".key");
    (first ?? this.input).focus({ preventScroll: true });
    this.wantsFocus = !first;
  }

  get atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 160;
  }

  // To the end, but never past the beginning of what is new.
  scroll(element) {
    const end = this.log.scrollHeight - this.log.clientHeight;
    this.log.scrollTop = Math.min(end, element.offsetTop - 8);
  }
}

function unlock(place) {
  clearTimeout(place.timer);
  for (const each of place.keyboard.querySelectorAll("button")) {
    each.removeAttribute("aria-disabled");
    each.classList.remove("pressed");
  }
}
