// Decides how one message looks, and how it is filled again when the bot edits it: the same element, the same keys.

import { fill } from "./chat_text.js";

const START = /^\/start \S+$/;

export class Message {
  // `phone` has the words, and takes what is done here: `say(text)` and `press(message, key, data, byKeyboard)`.
  constructor(id, mine, phone) {
    this.id = id;
    this.mine = mine;
    this.phone = phone;
    this.written = "";
    this.shape = "[]";
    this.element = made("div", mine ? "message mine" : "message");
    this.body = made("div", "text");
    this.time = made("span", "time");
    this.keyboard = made("div", "keyboard");
    const sender = made("span", "unseen");
    sender.textContent = mine ? phone.words.said : phone.words.says;
    const bubble = made("div", "bubble");
    bubble.append(sender, this.body, this.time);
    this.element.append(bubble, this.keyboard);
  }

  get keys() {
    return [...this.keyboard.querySelectorAll(".key")];
  }

  // Only the focus that shows: it follows somebody with a keyboard, while a tap leaves it behind by chance.
  get hasFocus() {
    return this.element.contains(document.activeElement) && document.activeElement.matches(":focus-visible");
  }

  draw(message) {
    this.write(message);
    this.date(message);
    this.offer(message.rows);
  }

  write({ mine, text, entities, attachment }) {
    const written = JSON.stringify([text, entities]);
    if (written === this.written) return;
    this.written = written;
    const { words } = this.phone;
    // Telegram's apps show a followed link as /start alone.
    const shown = (mine ? text.replace(START, "/start") : text) || words[attachment] || "";
    fill(this.body, shown, mine ? [] : entities, (command) => this.phone.say(command));
  }

  date({ date, edited, rows }) {
    const { language, words } = this.phone;
    const clock = new Date(date * 1000).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });
    this.time.textContent = edited && !rows.length ? `${words.edited} ${clock}` : clock;
  }

  // The same keys stay the same elements, so that neither focus nor a screen reader's place is lost by a tick.
  offer(rows) {
    const shape = JSON.stringify(rows.map((row) => row.map(({ data, url }) => data || url)));
    if (shape === this.shape) {
      const labels = rows.flat().map((button) => button.label);
      for (const [place, key] of this.keys.entries()) {
        if (key.textContent !== labels[place]) key.textContent = labels[place];
      }
      return;
    }
    const focused = this.keyboard.contains(document.activeElement) ? document.activeElement.dataset.data : "";
    this.shape = shape;
    this.keyboard.replaceChildren(...rows.map((row) => this.row(row)));
    this.unlock();
    const { keys } = this;
    if (focused) (keys.find((key) => key.dataset.data === focused) ?? keys[0])?.focus({ preventScroll: true });
  }

  row(buttons) {
    const line = made("div", "row");
    line.append(...buttons.map((button) => this.key(button)));
    return line;
  }

  key({ label, data, url }) {
    const key = made(url ? "a" : "button", "key");
    key.textContent = label;
    key.dataset.data = data || url;
    if (url) {
      key.href = url;
      key.rel = "noreferrer";
      key.target = "_blank";
    } else {
      key.type = "button";
      // A click without a pointer (detail 0) came from the keyboard or from a screen reader.
      key.addEventListener("click", (event) => this.phone.press(this, key, data, event.detail === 0));
    }
    return key;
  }

  // No key can be pressed until the bot has answered, or `patience` ms are over. A locked key keeps the focus,
  // which a disabled one would lose.
  lock(pressed, patience) {
    for (const key of this.keys) key.setAttribute("aria-disabled", "true");
    pressed.classList.add("pressed");
    this.timer = setTimeout(() => this.unlock(), patience);
  }

  unlock() {
    clearTimeout(this.timer);
    for (const key of this.keys) {
      key.removeAttribute("aria-disabled");
      key.classList.remove("pressed");
    }
  }
}

function made(name, className) {
  const element = document.createElement(name);
  element.className = className;
  return element;
}
