import type { StyleSample } from "./styles.samples.ts";

const db = `import { getFirestore } from "firebase/firestore";\nexport const db = getFirestore();\n`;

/** How frameworks use Firestore, one each. */
export const FRAMEWORKS: readonly StyleSample[] = [
  {
    title: "repositories with a base class, decorators and injection",
    files: {
      "base.ts": `import { Firestore } from "@google-cloud/firestore";
export abstract class Repository {
  constructor(protected readonly db: Firestore, private readonly name: string) {}
  protected get all() { return this.db.collection(this.name); }
  find(id: string) { return this.all.doc(id).get(); }
}`,
      "users.ts": `import { Firestore } from "@google-cloud/firestore";
import { Repository } from "./base";
declare const Injectable: () => ClassDecorator;
@Injectable()
export class Users extends Repository {
  constructor() { super(new Firestore(), "users"); }
  rename(id: string) { return this.all.doc(id).update({}); }
}`,
      "service.ts": `import { Users } from "./users";
export class Service {
  constructor(private readonly users: Users) {}
  load(id: string) { return this.users.find(id); }
}`,
    },
    accesses: ["base.ts:5 get users", "users.ts:7 update users"],
  },
  {
    title: "hooks, contexts and props in JSX",
    files: {
      "db.ts": db,
      "app.jsx": `import { createContext, useContext, useEffect, useMemo, useRef } from "react";
import { useCollectionData } from "react-firebase-hooks/firestore";
import { collection, doc, onSnapshot, updateDoc } from "firebase/firestore";
import { db } from "./db";
export function App() { return <Room at={collection(db, "rooms")} />; }
function Room({ at }) {
  const [rooms] = useCollectionData(at);
  const first = useMemo(() => doc(db, "rooms", "first"), []);
  const kept = useRef(first);
  useEffect(() => onSnapshot(first, () => {}), []);
  return <button onClick={() => updateDoc(kept.current, {})}>{rooms}</button>;
}`,
    },
    accesses: ["app.jsx:7 listen rooms", "app.jsx:10 listen rooms", "app.jsx:11 update rooms"],
  },
  {
    title: "triggers, of both generations",
    files: {
      "a.js": `const functions = require("firebase-functions");
const { onDocumentUpdated } = require("firebase-functions/v2/firestore");
exports.a = functions.firestore.document("users/{uid}").onCreate((user) => user.ref.set({}));
exports.b = onDocumentUpdated("rooms/{room}", (event) => event.data.after.ref.delete());`,
    },
    accesses: ["a.js:3 set users", "a.js:4 delete rooms"],
  },
  {
    title: "redux-saga's effects and functions that are handed over",
    files: {
      "a.js": `import { call } from "redux-saga/effects";
import { collection, deleteDoc, doc, getDocs, getFirestore } from "firebase/firestore";
const db = getFirestore();
export function* a() { const found = yield call(getDocs, collection(db, "shops")); }
export const b = (ids) => Promise.all(ids.map((id) => doc(db, "shops", id)).map(deleteDoc));`,
    },
    accesses: ["a.js:4 query shops", "a.js:5 delete shops"],
  },
  {
    title: "Vue's and scripts' files",
    files: {
      "db.ts": db,
      "page.vue": `<template><p>text</p></template>
<script setup>
import { collection, getDocs } from "firebase/firestore";
import { db } from "./db";
await getDocs(collection(db, "pages"));
</script>`,
      "index.html": `<script>
  var store = firebase.firestore();
  store.collection("visits").add({});
</script>`,
    },
    accesses: ["index.html:3 create visits", "page.vue:5 query pages"],
  },
  {
    title: "what a variable starts from, lists of batches, and writers that come from elsewhere",
    files: {
      "db.ts": db,
      "a.jsx": `import { useState } from "react";
import { doc, getDoc, writeBatch } from "firebase/firestore";
import { writer } from "not-installed";
import { db } from "./db";
export function Name() {
  const [name, setName] = useState("");
  return <input onBlur={() => getDoc(doc(db, \`names/\${name}\`))} />;
}
const batches = [];
batches.push(writeBatch(db));
batches[0].set(doc(db, "a", "1"), {});
writer.delete(doc(db, "b", "1"));`,
    },
    accesses: ["a.jsx:7 get names", "a.jsx:11 set/batch a", "a.jsx:12 delete/bulkWriter b"],
  },
  {
    title: "Angular's services, of both APIs",
    files: {
      "a.ts": `import { inject } from "@angular/core";
import { Firestore, collection, collectionData, doc, docData } from "@angular/fire/firestore";
import { AngularFirestore } from "@angular/fire/compat/firestore";
export class Rooms {
  private readonly firestore = inject(Firestore);
  readonly all = collectionData(collection(this.firestore, "rooms"));
  one(id: string) { return docData(doc(this.firestore, "rooms", id)); }
}
export class Users {
  constructor(private readonly afs: AngularFirestore) {}
  all() { return this.afs.collection("users", (ref) => ref.where("on", "==", true)).valueChanges(); }
  save(id: string) { return this.afs.doc(\`users/\${id}\`).set({}); }
}`,
    },
    accesses: [
      "a.ts:6 listen rooms",
      "a.ts:7 listen rooms",
      "a.ts:11 listen users",
      "a.ts:12 set users",
    ],
  },
  {
    title: "Vue's options, and a store's of React Redux Firebase",
    files: {
      "page.vue": `<script>
export default {
  data() { return { rooms: firebase.firestore().collection("rooms") }; },
  created() { this.users = firebase.firestore().collection("users"); },
  methods: {
    async save() { await this.users.doc("1").set({}); await this.rooms.add({}); },
  },
};
</script>`,
      "a.js": `import { useFirestore, useFirestoreConnect } from "react-redux-firebase";
export function Todos() {
  useFirestoreConnect([{ collection: "todos", doc: "1", subcollections: [{ collection: "parts" }] }]);
  const firestore = useFirestore();
  return () => firestore.update({ collection: "todos", doc: "1" }, {});
}`,
    },
    accesses: [
      "a.js:3 listen todos/1/parts",
      "a.js:5 update todos",
      "page.vue:6 set users",
      "page.vue:6 create rooms",
    ],
  },
  {
    title: "a class that a higher-order component hands on as a prop",
    files: {
      "firebase.js": `import app from "firebase/app";
export default class Firebase {
  constructor() { this.db = app.firestore(); }
  member = (uid) => this.db.doc(\`members/\${uid}\`);
}`,
      "members.js": `import React from "react";
import { withFirebase } from "./with-firebase";
class Members extends React.Component {
  remove = (uid) => this.props.firebase.member(uid).delete();
  audit() { this.props.firebase.db.collection("audits").add({}); }
}
export default withFirebase(Members);`,
    },
    accesses: ["members.js:4 delete members", "members.js:5 create audits"],
  },
  {
    title: "Jotai's atoms, and hooks that give what they are given",
    files: {
      "atoms.ts": `import { atom } from "jotai";
import { collection, getFirestore } from "firebase/firestore";
export const dbAtom = atom((get) => { const db = getFirestore(); return db; });
export const roomsAtom = atom(collection(getFirestore(), "rooms"));
export const halls = "halls";`,
      "page.tsx": `import { useAtom, useAtomValue } from "jotai";
import { useDeferredValue } from "react";
import useMemoValue from "use-memo-value";
import { doc, getDocs, onSnapshot, setDoc, updateDoc } from "firebase/firestore";
import { dbAtom, halls, roomsAtom } from "./atoms";
import { useClients } from "not-installed";
export function Page({ id }) {
  const [db] = useAtom(dbAtom, "scope");
  const room = useMemoValue(doc(db, "rooms", id), () => true);
  onSnapshot(room, () => {});
  getDocs(useDeferredValue(useAtomValue(roomsAtom)));
  setDoc(doc(db, halls, id), {});
  const [, firestore] = useClients();
  updateDoc(doc(firestore, "users", id), {});
}`,
    },
    accesses: [
      "page.tsx:10 listen rooms",
      "page.tsx:11 query rooms",
      "page.tsx:12 set halls",
      "page.tsx:14 update users",
    ],
  },
];
