/** A style of code, and the accesses in it as `file:line operation collection`. */
export interface StyleSample {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly accesses: readonly string[];
}

const db = `import { getFirestore } from "firebase/firestore";\nexport const db = getFirestore();\n`;

/** The ways in which Firestore is used, one each. */
export const STYLES: readonly StyleSample[] = [
  {
    title: "what lies above a collection group's documents, and types by other names",
    files: {
      "a.ts": `import firebase from "firebase/compat/app";
import { getFirestore } from "firebase-admin/firestore";
import Reference = firebase.firestore.DocumentReference;
export async function owner() {
  const found = await getFirestore().collectionGroup("keys").limit(1).get();
  const ref = found.docs[0].ref.parent.parent;
  await found.docs[0].ref.update({});
  return ref?.get();
}
export const read = (ref: Reference<{ a: number }>) => ref.get();`,
    },
    accesses: [
      "a.ts:5 query keys*",
      "a.ts:7 update keys*",
      "a.ts:8 get {collection} ?",
      "a.ts:10 get {ref} ?",
    ],
  },
  {
    title: "modular functions",
    files: {
      "db.ts": db,
      "a.ts": `import { addDoc, collection, deleteDoc, doc, getDoc, getDocs, onSnapshot, query, setDoc, updateDoc, where, getCountFromServer } from "firebase/firestore";
import { db } from "./db";
const users = collection(db, "users");
export const one = (uid: string) => getDoc(doc(db, "users", uid));
export const all = () => getDocs(query(users, where("age", ">", 3)));
export const add = () => addDoc(collection(doc(users, "ada"), "notes"), {});
export const save = (id: string) => setDoc(doc(users, id), {});
export const touch = (id: string) => updateDoc(doc(db, \`users/\${id}/notes/first\`), {});
export const drop = (id: string) => deleteDoc(doc(db, "users/" + id));
export const hear = () => onSnapshot(users, () => {});
export const count = () => getCountFromServer(users);`,
    },
    accesses: [
      "a.ts:4 get users",
      "a.ts:5 query users",
      "a.ts:6 create users/ada/notes",
      "a.ts:7 set users",
      "a.ts:8 update users/{id}/notes",
      "a.ts:9 delete users",
      "a.ts:10 listen users",
      "a.ts:11 aggregate users",
    ],
  },
  {
    title: "lite, a namespace import and an alias",
    files: {
      "a.js": `import * as store from "firebase/firestore/lite";
import { getDocs as read, collection as at } from "firebase/firestore/lite";
const db = store.getFirestore();
export const a = () => store.getDoc(store.doc(db, "pages/home"));
export const b = () => read(at(db, "pages"));`,
    },
    accesses: ["a.js:4 get pages", "a.js:5 query pages"],
  },
  {
    title: "version 8's namespace, with promises and listeners",
    files: {
      "fire.js": `import firebase from "firebase/app";
import "firebase/firestore";
firebase.initializeApp({});
export const firestore = firebase.firestore();
export default firebase;`,
      "a.js": `import firebase, { firestore } from "./fire";
firestore.collection("rooms").doc("1").get().then((doc) => doc.ref.update({ seen: true }));
firebase.firestore().collection("rooms").where("open", "==", true).onSnapshot((found) => {
  found.docs.forEach((room) => room.ref.delete());
  found.docChanges().forEach((change) => change.doc.ref.collection("log").add({}));
});`,
    },
    accesses: [
      "a.js:2 get rooms",
      "a.js:2 update rooms",
      "a.js:3 listen rooms",
      "a.js:4 delete rooms",
      "a.js:5 create rooms/{id}/log",
    ],
  },
  {
    title: "the Admin SDK in CommonJS",
    files: {
      "admin.js": `const admin = require("firebase-admin");
admin.initializeApp();
const db = admin.firestore();
module.exports = { admin, db };`,
      "handlers.js": `const { db, admin } = require("./admin");
exports.all = (req, res) => db.collection("orders").orderBy("at").limit(3).get();
exports.one = (req) => db.doc(\`/orders/\${req.params.id}\`).get();
exports.made = () => admin.firestore().collection("orders").doc().create({});
exports.many = (ids) => db.getAll(...ids.map((id) => db.collection("orders").doc(id)));
exports.counted = () => db.collection("orders").count().get();
exports.gone = () => db.recursiveDelete(db.collection("orders"));`,
    },
    accesses: [
      "handlers.js:2 query orders",
      "handlers.js:3 get orders",
      "handlers.js:4 create orders",
      "handlers.js:5 getAll orders",
      "handlers.js:6 aggregate orders",
      "handlers.js:7 recursiveDelete orders",
    ],
  },
  {
    title: "batches, transactions and bulk writers",
    files: {
      "a.ts": `import { getFirestore, type Transaction } from "firebase-admin/firestore";
const db = getFirestore();
const batch = db.batch();
batch.set(db.doc("a/1"), {}).delete(db.doc("b/1"));
export const move = () => db.runTransaction(async (transaction) => {
  const old = await transaction.get(db.doc("a/1"));
  transaction.update(old.ref, {});
  helper(transaction);
});
function helper(t: Transaction) { t.create(db.doc("c/1"), {}); }
const writer = db.bulkWriter();
writer.create(db.collection("d").doc(), {});`,
    },
    accesses: [
      "a.ts:4 set/batch a",
      "a.ts:4 delete/batch b",
      "a.ts:6 get/transaction a",
      "a.ts:7 update/transaction a",
      "a.ts:10 create/transaction c",
      "a.ts:12 create/bulkWriter d",
    ],
  },
  {
    title: "modular batches and transactions",
    files: {
      "a.js": `import { doc, getFirestore, runTransaction, writeBatch } from "firebase/firestore";
const db = getFirestore();
const batch = writeBatch(db);
batch.update(doc(db, "a", "1"), {});
runTransaction(db, (t) => t.get(doc(db, "b", "1")).then((found) => t.delete(found.ref)));`,
    },
    accesses: ["a.js:4 update/batch a", "a.js:5 get/transaction b", "a.js:5 delete/transaction b"],
  },
  {
    title: "collection groups and converters",
    files: {
      "a.ts": `import { collection, collectionGroup, getDocs, getFirestore, query } from "firebase/firestore";
const db = getFirestore();
const converter = { toFirestore: (one: object) => one, fromFirestore: (one: unknown) => one };
export const a = () => getDocs(query(collectionGroup(db, "posts")));
export const b = () => getDocs(collection(db, "posts").withConverter(converter));`,
    },
    accesses: ["a.ts:4 query posts*", "a.ts:5 query posts"],
  },
  {
    title: "constants, enums and helpers in other files, and re-exports",
    files: {
      "names.ts": `export const NAMES = { users: "users", notes: "notes" } as const;
export enum Collection { Posts = "posts" }
export const notesOf = (uid: string) => [NAMES.users, uid, NAMES.notes].join("/");`,
      "index.ts": `export * from "./names";\nexport { db as store } from "./db";`,
      "db.ts": db,
      "a.ts": `import { collection, doc, getDoc, getDocs } from "firebase/firestore";
import { Collection, NAMES, notesOf, store } from ".";
const userRef = (id: string) => doc(store, NAMES.users, id);
export const a = (me: string) => getDoc(userRef(me));
export const b = () => getDocs(collection(store, Collection.Posts));
export const c = (uid: string) => getDocs(collection(store, notesOf(uid)));`,
    },
    accesses: ["a.ts:4 get users", "a.ts:5 query posts", "a.ts:6 query users/{uid}/notes"],
  },
  {
    title: "a wrapper, for what its callers give it",
    files: {
      "db.ts": db,
      "read.ts": `import { collection, getDocs } from "firebase/firestore";
import { db } from "./db";
export default async function readAll(name: string) {
  return getDocs(collection(db, name));
}`,
      "a.ts": `import load from "./read";\nexport const a = () => load("cats");`,
      "b.ts": `import load from "./read";\nexport const b = () => load("dogs");`,
    },
    accesses: ["read.ts:4 query cats", "read.ts:4 query dogs"],
  },
  {
    title: "dynamic imports",
    files: {
      "db.ts": db,
      "a.js": `export async function a() {
  const { doc, getDoc } = await import("firebase/firestore");
  const { db } = await import("./db");
  return getDoc(doc(db, "late/1"));
}`,
    },
    accesses: ["a.js:4 get late"],
  },
  {
    title: "variables that are assigned in branches",
    files: {
      "a.js": `import { getFirestore } from "firebase-admin/firestore";
export function find(open, archived) {
  let found = getFirestore().collection(archived ? "old" : "new");
  if (open) found = found.where("open", "==", true);
  return found.get();
}`,
    },
    accesses: ["a.js:5 query old", "a.js:5 query new"],
  },
  {
    title: "static members of a base class, and accessors that keep what they made",
    files: {
      "a.js": `const admin = require("firebase-admin");
class Model {
  static all() { return admin.firestore().collection(this.path); }
  static find(id) { return this.all().doc(id).get(); }
}
class Post extends Model { static path = "posts"; }
class Tag extends Model { static get path() { return "tags"; } }
Post.find("1");
Tag.find("2");
let kept;
const db = () => (kept ??= admin.firestore());
db().collection("kept").get();`,
    },
    accesses: ["a.js:4 get posts", "a.js:4 get tags", "a.js:12 query kept"],
  },
];
