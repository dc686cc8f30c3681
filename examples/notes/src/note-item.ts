import type { ListedNote } from "./notes.ts";

/** What can be done with a note in the list. */
export interface NoteActions {
  /** Of the note as it was when the editing began. */
  edit(note: ListedNote, text: string): void;
  pin(note: ListedNote): void;
  delete(note: ListedNote): void;
}

/** A note in the list, which stays while the note changes. */
export class NoteItem {
  readonly element = document.createElement("li");
  readonly #input = document.createElement("input");
  readonly #pin = document.createElement("button");
  readonly #pending = document.createElement("small");
  #note: ListedNote;
  #edited: ListedNote;

  constructor(note: ListedNote, actions: NoteActions) {
    this.#note = note;
    this.#edited = note;
    const remove = document.createElement("button");
    this.#input.ariaLabel = "Text";
    this.#pin.textContent = "Pin";
    remove.textContent = "Delete";
    this.element.append(this.#input, this.#pending, this.#pin, remove);
    this.#input.addEventListener("focus", () => (this.#edited = this.#note));
    this.#input.addEventListener("change", () => actions.edit(this.#edited, this.#input.value));
    this.#pin.addEventListener("click", () => actions.pin(this.#note));
    remove.addEventListener("click", () => actions.delete(this.#note));
    this.show(note);
  }

  /** What is being typed is kept. */
  show(note: ListedNote): void {
    this.#note = note;
    if (document.activeElement !== this.#input) this.#input.value = note.text;
    this.#pin.ariaPressed = String(note.pinned);
    this.#pending.textContent = note.isPending ? "to be sent" : "";
  }
}
