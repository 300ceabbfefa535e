// Line numbers beside the text of a job, links that lead to a line, files dropped on it.

const LINES_MAX = 10000;
const ABOVE = 3;
const SELECTED_MAX = 80;
const LINE_END = /\r\n|[\r\n\u0085\u2028\u2029]/g;
const mounted = new WeakMap();

/**
 * @param {HTMLElement} element holds the form and #problems
 */
export function mount(element) {
  if (!mounted.has(element)) mounted.set(element, new OwnJob(element));
  mounted.get(element).takeHead();
  mounted.get(element).number();
  element.querySelector("[data-runs]").textContent = element.querySelector("#problems").dataset.runLabel;
}

class OwnJob {
  constructor(element) {
    this.element = element;
    this.text = element.querySelector("textarea");
    this.lines = element.querySelector(".own__lines");
    this.lines.hidden = false;
    element.addEventListener("click", (event) => {
      const example = event.target.closest("[data-example]");
      if (example && this.text.value.trim() && !confirm("Put the example in place of your text?")) return event.preventDefault();
      const link = event.target.closest("[data-line]");
      if (!link) return;
      event.preventDefault();
      this.goTo(Number(link.dataset.line), Number(link.dataset.column));
    });
    // Enter in a field of what is deployed has told of the change already; there is nothing to send.
    const holds = (event) => {
      if (!event.submitter?.matches("[data-apply]")) return;
      event.preventDefault();
      event.stopPropagation();
    };
    element.addEventListener("submit", holds, { capture: true });
    this.text.addEventListener("input", () => {
      this.say("");
      this.number();
    });
    this.text.addEventListener("scroll", () => (this.lines.scrollTop = this.text.scrollTop));
    this.takeFiles(element.querySelector("[type=file]"));
    // A browser that came back may have put the text in again, or show the page as it was left.
    if (this.text.value !== this.text.defaultValue) this.changed();
    addEventListener("pageshow", ({ persisted }) => persisted && this.text.value !== this.text.defaultValue && this.changed());
  }

  /** Numbers the lines and marks those that #problems speaks of. */
  number() {
    const count = Math.min(this.starts().length, LINES_MAX);
    const marks = new Set([...this.element.querySelectorAll(".problems--bad .findings:first-of-type [data-line]")].map((link) => Number(link.dataset.line)));
    const shown = `${count}/${[...marks]}`;
    if (shown === this.shown) return;
    this.shown = shown;
    const parts = [];
    let run = [];
    for (let line = 1; line <= count; line += 1) {
      if (!marks.has(line)) {
        run.push(line);
        continue;
      }
      const mark = document.createElement("mark");
      mark.textContent = line;
      parts.push(`${run.join("\n")}${run.length ? "\n" : ""}`, mark, "\n");
      run = [];
    }
    this.lines.replaceChildren(...parts, run.join("\n"));
    this.lines.scrollTop = this.text.scrollTop;
  }

  /** Selects a line from a column on, and brings it into sight. */
  goTo(line, column) {
    const starts = this.starts();
    const at = starts[Math.min(line, starts.length) - 1];
    const ends = (starts[line] ?? this.text.value.length + 1) - 1;
    const from = Math.min(at + Math.max(column - 1, 0), ends);
    this.text.setSelectionRange(from, Math.min(ends, from + SELECTED_MAX));
    this.text.focus({ preventScroll: true });
    const height = parseFloat(getComputedStyle(this.text).lineHeight);
    this.text.scrollTop = Math.max(0, line - 1 - ABOVE) * height;
    // The text scrolls inside itself; the page is scrolled to where the line came to stand in it.
    const { top } = this.text.getBoundingClientRect();
    const y = top + this.text.clientTop + parseFloat(getComputedStyle(this.text).paddingTop) + (line - 1) * height - this.text.scrollTop;
    const head = parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;
    // The lower half is left to the keyboard of a phone.
    if (y < head || y + height > innerHeight / 2)
      scrollBy({ top: y - Math.max(head, innerHeight / 4), behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth" });
  }

  starts() {
    return [0, ...Array.from(this.text.value.matchAll(LINE_END), (end) => end.index + end[0].length)];
  }

  /** What was chosen of a bundle stands above its files: the server says what is put there. */
  takeHead() {
    const said = this.element.querySelector("#problems");
    const { head, headWas } = said.dataset;
    if (head === undefined) return;
    delete said.dataset.head;
    if (!this.text.value.startsWith(headWas)) return;
    this.text.setRangeText(head, 0, headWas.length, "preserve");
    // Kept as what was typed is; the text itself has been checked.
    this.text.dispatchEvent(new Event("change", { bubbles: true }));
  }

  takeFiles(input) {
    const folder = this.element.querySelector("#folder");
    this.element.querySelector("[data-folder]").hidden = !("webkitdirectory" in folder);
    for (const each of [input, folder])
      each.addEventListener("change", async () => {
        await this.bring([...each.files]);
        // The text is what is sent, whether it came from the files or stayed.
        each.value = "";
      });
    this.element.addEventListener("dragover", (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      this.element.dataset.over = "";
    });
    // What one drags leaves each part of the form for the next; it is gone once it leaves the form.
    this.element.addEventListener("dragleave", (event) => {
      if (!this.element.contains(event.relatedTarget)) delete this.element.dataset.over;
    });
    this.element.addEventListener("drop", (event) => {
      delete this.element.dataset.over;
      const { files, items } = event.dataTransfer;
      if (!files.length) return;
      event.preventDefault();
      // Entries can be asked for now only, not once something was waited for.
      const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
      this.bring([...files], entries);
    });
  }

  /** One file is read here; of several, of a folder and of a zip is listed what would be sent. */
  async bring(files, entries = []) {
    this.say("");
    const isFolder = entries.some((entry) => entry.isDirectory) || files[0]?.webkitRelativePath;
    if (files.length === 1 && !isFolder && !/\.zip$/i.test(files[0].name)) return this.read(files[0]);
    if (!files.length) return;
    try {
      const { Bringing } = await import("./own-bring.js");
      const bringing = new Bringing(this.element, (text) => {
        this.text.value = text;
        this.changed();
        this.text.setSelectionRange(0, 0);
        this.text.focus();
      });
      await (isFolder && entries.length ? bringing.dropped(entries) : bringing.chosen(files));
    } catch {
      this.say("The files could not be read. Choose them again.");
    }
  }

  async read(file) {
    if (!file) return;
    if (file.size > Number(this.element.dataset.bytesMax)) {
      this.say(this.element.dataset.tooLarge);
      return;
    }
    try {
      this.text.value = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
    } catch {
      this.say(this.element.dataset.notText);
      return;
    }
    this.changed();
  }

  changed() {
    this.text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  say(sentence) {
    this.element.querySelector(".own__refused").textContent = sentence;
  }
}
