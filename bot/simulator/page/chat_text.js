// Decides how a message's text looks: its entities as elements, everything else as text nodes, never as HTML.

const ELEMENTS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const LINK = /^(https?|tg):/i;

// Fills `element` anew. Offsets of entities are UTF-16 units, as JavaScript counts; they come sorted, the outer first.
// `command` is called with the text of a command that is tapped.
export function fill(element, text, entities, command) {
  element.replaceChildren(...pieces(text, 0, text.length, entities, command));
}

function pieces(text, begin, end, entities, command) {
  const found = [];
  let at = begin;
  let left = entities;
  while (left.length) {
    const [entity, ...rest] = left;
    const start = entity.offset;
    const stop = Math.min(entity.offset + entity.length, end);
    const inside = rest.filter((other) => other.offset < stop);
    left = rest.slice(inside.length);
    if (start > at) found.push(text.slice(at, start));
    found.push(formed(entity, text.slice(start, stop), pieces(text, start, stop, inside, command), command));
    at = stop;
  }
  if (end > at) found.push(text.slice(at, end));
  return found;
}

function formed(entity, words, inside, command) {
  const element = named(entity, words, command);
  element.append(...inside);
  return element;
}

function named(entity, words, command) {
  if (entity.type === "bot_command") {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "command";
    button.addEventListener("click", () => command(words));
    return button;
  }
  const url = entity.type === "url" ? words : entity.url;
  if (url && LINK.test(url)) {
    const link = document.createElement("a");
    link.href = url;
    link.rel = "noreferrer";
    link.target = "_blank";
    return link;
  }
  if (entity.type === "spoiler") {
    const hidden = document.createElement("span");
    hidden.className = "spoiler";
    hidden.tabIndex = 0;
    return hidden;
  }
  return document.createElement(ELEMENTS[entity.type] ?? "span");
}
