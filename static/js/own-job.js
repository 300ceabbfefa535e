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
  mounted.get(element).number();
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
    this.text.addEventListener("input", () => {
      this.say("");
      this.number();
    });
    this.text.addEventListener("scroll", () => (this.lines.scrollTop = this.text.scrollTop));
    this.takeFiles(element.querySelector("[type=file]"));
    // A browser that came back may have put the text in again.
    if (this.text.value !== this.text.defaultValue) this.changed();
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
    this.text.focus();
    this.text.scrollTop = Math.max(0, line - 1 - ABOVE) * parseFloat(getComputedStyle(this.text).lineHeight);
  }

  starts() {
    return [0, ...Array.from(this.text.value.matchAll(LINE_END), (end) => end.index + end[0].length)];
  }

  takeFiles(input) {
    input.addEventListener("change", async () => {
      await this.read(input.files[0]);
      // The text is what is sent, whether it came from the file or stayed.
      input.value = "";
    });
    this.text.addEventListener("dragover", (event) => {
      if (event.dataTransfer.types.includes("Files")) event.preventDefault();
    });
    this.text.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      event.preventDefault();
      this.read(event.dataTransfer.files[0]);
    });
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
