// Lists the files that would be sent, and sends them once one says so.

import { choose, fileOf, walk } from "./own-folder.js";

const SENDS = "read on the server, which keeps nothing until you run it.";

export class Bringing {
  /**
   * @param {HTMLElement} element holds the form
   * @param {(text: string) => void} take what to do with the text that comes of them
   */
  constructor(element, take) {
    this.place = element.querySelector("[data-bring]");
    this.take = take;
    this.replaces = () => element.querySelector("textarea").value.trim() !== "";
    const { endings, never, secret, send, bodyMax } = element.querySelector("#folder").dataset;
    this.url = send;
    this.rules = { endings: endings.split(" "), never: new Set(never.split(" ")), secret: new RegExp(secret, "i"), bytesMax: Number(bodyMax) };
  }

  /** @param {FileSystemEntry[]} entries what was dropped */
  async dropped(entries) {
    this.#show([paragraph("Looking through the folder…")]);
    const { files, left } = await walk(entries, this.rules.never);
    const read = [];
    for (const { path, entry } of files) {
      const file = this.#mayBeSent(path) ? await fileOf(entry).catch(() => null) : null;
      read.push({ path, size: file?.size ?? 0, file, read: async () => file });
    }
    await this.#offer(read, left);
  }

  /** @param {File[]} files what was chosen */
  async chosen(files) {
    await this.#offer(files.map((file) => ({ path: file.webkitRelativePath || file.name, size: file.size, file, read: async () => file })));
  }

  #mayBeSent(path) {
    return /\.zip$/i.test(path) || this.rules.endings.some((ending) => path.endsWith(ending));
  }

  /** Of a zip that was chosen by itself the files are offered; one that cannot be read goes as a whole. */
  async #offer(found, left) {
    const [only] = found;
    if (found.length === 1 && /\.zip$/i.test(only.path)) {
      try {
        const { listZip } = await import("./own-zip.js");
        found = await listZip(only.file);
      } catch {
        this.#list({ files: [{ ...only, isTicked: true }], left: new Map() });
        return;
      }
    }
    this.#list(choose(found, { ...this.rules, left }));
  }

  #list({ files, left }) {
    const leftOut = [...left].map(([why, count]) => `${count.toLocaleString("en")} ${why}`).join(", ");
    const parts = leftOut ? [paragraph(`Left out, and not sent: ${leftOut}.`)] : [];
    const send = button("", "button button--primary");
    const no = button("Do not send", "button");
    const list = document.createElement("ul");
    list.className = "bring__list";
    const boxes = files.map((file) => row(list, file));
    const ticked = () => files.filter((_, index) => boxes[index].checked);
    const tell = () => {
      const many = ticked().length;
      send.textContent = many === 1 ? "Send this file" : `Send these ${many} files`;
      send.disabled = !many;
    };
    list.addEventListener("change", tell);
    no.addEventListener("click", () => this.#close());
    send.addEventListener("click", () => this.#send(ticked(), send));
    tell();
    const head = paragraph(files.length ? `${files.length === 1 ? "This file is ready to be sent. It is" : "These files are ready to be sent. They are"} ${SENDS}` : "There is no YAML and no JSON file here, so there is nothing to send.");
    if (this.replaces() && files.length) head.append(" What comes of them takes the place of your text.");
    const buttons = document.createElement("div");
    buttons.className = "row";
    buttons.append(...(files.length ? [send, no] : [button("Close", "button", () => this.#close())]));
    this.#show([head, ...(files.length ? [list] : []), ...parts, buttons]);
  }

  async #send(files, send) {
    send.disabled = true;
    const said = await this.#sent(files).catch(() => "The server could not be reached, or a file could not be read. Nothing was kept; send them again.");
    if (!said) return this.#close();
    send.disabled = false;
    this.place.querySelector("[role=alert]")?.remove();
    const alert = paragraph(said);
    alert.setAttribute("role", "alert");
    alert.className = "bring__refused";
    this.place.append(alert);
  }

  /** Returns "" once the text was taken, else a sentence. */
  async #sent(files) {
    const body = new FormData();
    for (const { path, read } of files) body.append("file", await read(), path);
    const answer = await fetch(this.url, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.headers.get("Content-Type")?.includes("json"))
      return `That was more than is taken at once. Nothing was kept; send them again in ${answer.headers.get("Retry-After") ?? 10} seconds.`;
    const { text, says } = await answer.json();
    if (answer.ok) this.take(text);
    return says ?? "";
  }

  #show(parts) {
    this.place.hidden = false;
    this.place.replaceChildren(...parts);
    this.place.tabIndex = -1;
    this.place.focus();
  }

  #close() {
    this.place.hidden = true;
    this.place.replaceChildren();
  }
}

function row(list, { path, size, isTicked, isSecret }) {
  const [item, label, box] = ["li", "label", "input"].map((name) => document.createElement(name));
  Object.assign(box, { type: "checkbox", checked: isTicked });
  const name = document.createElement("bdi");
  name.textContent = path;
  label.append(box, name, ` ${Math.max(1, Math.round(size / 1000)).toLocaleString("en")} KB${isSecret ? ", may hold a secret" : ""}`);
  item.append(label);
  list.append(item);
  return box;
}

function paragraph(text) {
  const element = document.createElement("p");
  element.textContent = text;
  return element;
}

function button(text, className, act) {
  const element = document.createElement("button");
  Object.assign(element, { type: "button", textContent: text, className });
  if (act) element.addEventListener("click", act);
  return element;
}
