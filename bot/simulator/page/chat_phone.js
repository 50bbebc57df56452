// Decides how one phone behaves: messages by their id, the line to write in, the menu, "typing…", where the focus goes.

import { Message } from "./chat_message.js";
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
    // A phone that was turned, or came from behind its tab, shows the newest message.
    new ResizeObserver(() => this.log.lastElementChild && this.scroll(this.log.lastElementChild)).observe(this.log);
  }

  // What the stream tells

  redraw(messages) {
    const kept = new Set(messages.map((message) => message.id));
    for (const id of [...this.messages.keys()]) if (!kept.has(id)) this.remove(id);
    for (const message of messages) this.draw(message);
    const wanted = messages.map((message) => this.messages.get(message.id).element);
    if (wanted.some((element, place) => this.log.children[place] !== element)) this.log.replaceChildren(...wanted);
  }

  draw(told) {
    // Another simulator at the same address begins to count anew.
    if (this.messages.get(told.id)?.mine === !told.mine) this.remove(told.id);
    const known = this.messages.get(told.id);
    const message = known ?? this.newcomer(told);
    const focused = message.hasFocus;
    message.draw(told);
    if (known) this.settle(AFTERMATH);
    else if (!told.mine) this.rest();
    if (focused && !message.hasFocus) this.keepFocus();
    if (!known && !told.mine) this.takeFocus(message);
    if (!known || this.atEnd) this.scroll(message.element);
  }

  newcomer({ id, mine }) {
    const message = new Message(id, mine, this);
    this.messages.set(id, message);
    this.log.append(message.element);
    return message;
  }

  remove(id) {
    const message = this.messages.get(id);
    if (!message) return;
    const focused = message.hasFocus;
    message.element.remove();
    this.messages.delete(id);
    if (focused) this.keepFocus();
  }

  answered({ message, notice }) {
    this.messages.get(message)?.unlock();
    this.settle(AFTERMATH);
    if (notice) this.tell(notice);
  }

  // What the person does

  async write(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    if (!text) return;
    this.wantsFocus = false;
    this.input.value = "";
    this.input.focus();
    if (!(await this.say(text)) && !this.input.value) this.input.value = text;
  }

  async say(text) {
    this.open(false);
    this.wait();
    const sent = await this.act({ text });
    if (!sent) this.fail();
    return sent;
  }

  async press(message, key, data, byKeyboard) {
    if (key.getAttribute("aria-disabled") === "true") return;
    this.wantsFocus = byKeyboard;
    message.lock(key, PATIENCE);
    this.wait();
    if (await this.act({ message: message.id, data })) return;
    message.unlock();
    this.fail();
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

  takeFocus(message) {
    if (!this.wantsFocus) return;
    const [first] = message.keys;
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
