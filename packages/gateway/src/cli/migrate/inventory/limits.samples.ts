import type { StyleSample } from "./styles.samples.ts";

const db = `import { getFirestore } from "firebase/firestore";\nexport const db = getFirestore();\n`;

/** What can't be known, and what is no access. */
export const LIMITS: readonly StyleSample[] = [
  {
    title: "what is unknown, and why",
    files: {
      "db.ts": db,
      "a.ts": `import { collection, doc, getDoc, getDocs, type DocumentReference } from "firebase/firestore";
import { db } from "./db";
export const a = (name: string) => getDocs(collection(db, name));
export const b = () => getDocs(collection(db, process.env["NAME"] ?? ""));
export const c = (ref: DocumentReference) => getDoc(ref);`,
    },
    accesses: ["a.ts:3 query {name} ?", "a.ts:4 query {NAME} ?", "a.ts:5 get {ref} ?"],
  },
  {
    title: "what only looks like Firestore",
    files: {
      "a.js": `import { getDatabase, get, set, ref, update, onValue } from "firebase/database";
import { getStorage, ref as at, deleteObject } from "firebase/storage";
import { observable } from "mobx";
import { MongoClient } from "mongodb";
import express from "express";
const database = getDatabase();
get(ref(database, "users"));
set(ref(database, "users/1"), {});
onValue(ref(database, "users"), () => {});
deleteObject(at(getStorage(), "image.png"));
const map = new Map();
map.get("users"); map.set("a", 1); map.delete("a");
const box = observable.map();
box.set("a", 1); box.get("a");
const mongo = new MongoClient("url").db("shop");
mongo.collection("users").find({}); mongo.collection("users").updateOne({}, {});
const app = express();
app.get("/users", (req, res) => res.set("a", "b")); app.delete("/users", () => {});
localStorage.get("users"); new URLSearchParams("").get("a");
function getDoc(id) { return id; }
getDoc("users/1");
const doc = { collection: (name) => ({ get: () => name }) };
doc.collection("users").get();`,
      "old.js": `firebase.database().ref("users").set({});
firebase.storage().ref("a.png").delete();
firebase.auth().currentUser.delete();`,
    },
    accesses: [],
  },
];
