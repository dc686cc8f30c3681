import {
  createUserWithEmailAndPassword,
  onAuthStateChanged,
  signInWithEmailAndPassword,
  signOut,
} from "firebase/auth";
import { clearIndexedDbPersistence, terminate } from "firebase/firestore";
import { auth, firestore } from "./firebase.ts";
import { NoteItem, type NoteActions } from "./note-item.ts";
import { Notes, type NoteList } from "./notes.ts";

const main = find("main", HTMLElement);
const list = find("ul", HTMLUListElement);
const state = find("output", HTMLOutputElement);
const problem = find("[role=alert]", HTMLParagraphElement);
const signIn = find("#sign-in", HTMLFormElement);
const add = find("#add", HTMLFormElement);

let notes: Notes | undefined;
let stop: (() => void) | undefined;
let items = new Map<string, NoteItem>();

signIn.addEventListener("submit", (event) => {
  event.preventDefault();
  const [email, password] = [valueOf(signIn, "email"), valueOf(signIn, "password")];
  const isNew = (event.submitter as HTMLButtonElement).value === "up";
  const enter = isNew ? createUserWithEmailAndPassword : signInWithEmailAndPassword;
  tellProblem(enter(auth, email, password));
});

add.addEventListener("submit", (event) => {
  event.preventDefault();
  if (notes !== undefined) tellProblem(notes.add(valueOf(add, "text")));
  add.reset();
});

find("#sign-out", HTMLButtonElement).addEventListener("click", () => tellProblem(leave()));

onAuthStateChanged(auth, (user) => {
  stop?.();
  main.hidden = user === null;
  signIn.hidden = user !== null;
  notes = user === null ? undefined : new Notes(user.uid);
  stop = notes?.watch(show, ({ message }) => (problem.textContent = message));
});

/** Signs out, and leaves nothing of the notes on this device, unless another tab still shows them. */
async function leave(): Promise<void> {
  await signOut(auth);
  await terminate(firestore);
  await clearIndexedDbPersistence(firestore).catch(() => undefined);
  location.reload();
}

const actions: NoteActions = {
  edit: (note, text) => tellProblem(edit(note, text)),
  pin: (note) => notes && tellProblem(notes.pin(note)),
  delete: (note) => notes && tellProblem(notes.delete(note)),
};

async function edit(...[note, text]: Parameters<NoteActions["edit"]>): Promise<void> {
  const stored = await notes?.edit(note, text);
  if (stored !== text) throw new Error(`It was changed meanwhile: ${String(stored)}`);
}

function show({ notes: listed, isFromCache }: NoteList): void {
  state.textContent = isFromCache ? "Offline" : "Up to date";
  const known = items;
  items = new Map(
    listed.map((note) => {
      const item = known.get(note.id) ?? new NoteItem(note, actions);
      item.show(note);
      return [note.id, item];
    }),
  );
  const elements = [...items.values()].map(({ element }) => element);
  if (elements.some((element, index) => list.children[index] !== element)) {
    list.replaceChildren(...elements);
  }
  for (const element of [...list.children].slice(elements.length)) element.remove();
}

/** What fails is shown; what waits for the network is not waited for. */
function tellProblem(work: Promise<unknown>): void {
  problem.textContent = "";
  work.catch(({ message }: Error) => (problem.textContent = message));
}

function valueOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === "string" ? value : "";
}

function find<Found extends Element>(selector: string, kind: new () => Found): Found {
  const found = document.querySelector(selector);
  if (!(found instanceof kind)) throw new Error(`The page has no ${selector}.`);
  return found;
}
