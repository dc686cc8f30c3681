import { Firestore } from "@google-cloud/firestore";

const projectId = process.env["GCLOUD_PROJECT"] ?? "demo-database-service";

export const db = new Firestore({ projectId });
