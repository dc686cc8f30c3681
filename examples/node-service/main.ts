import { DatabaseError, type DocumentOf, type NewDocumentOf } from "@database-service/client";
import type { movies } from "../../functions/src/collections/movies.ts";
import { connectService } from "./connect-service.ts";

// The emulators of `npm start`, unless the environment names others.
const authHost = (process.env["FIREBASE_AUTH_EMULATOR_HOST"] ??= "127.0.0.1:9099");
const database = await connectService("catalog", {
  projectId: process.env["GCLOUD_PROJECT"] ?? "demo-database-service",
  apiKey: "demo",
  authOrigin: `http://${authHost}`,
  functionsOrigin: process.env["FUNCTIONS_EMULATOR_ORIGIN"] ?? "http://127.0.0.1:5001",
});

const unknown = {
  "US Gross": null,
  "Worldwide Gross": null,
  "US DVD Sales": null,
  "Production Budget": null,
  "Release Date": null,
  "MPAA Rating": null,
  "Running Time min": null,
  Distributor: null,
  Source: null,
  "Major Genre": null,
  "Creative Type": null,
  Director: null,
  "Rotten Tomatoes Rating": null,
  "IMDB Rating": null,
  "IMDB Votes": null,
};
const movie: NewDocumentOf<typeof movies> = {
  ...unknown,
  Title: "Metropolis",
  Director: "Fritz Lang",
};

const path = "movies/metropolis";
await database.setDocument<DocumentOf<typeof movies>>({ path, data: movie });
const { document } = await database.getDocument<DocumentOf<typeof movies>>({ path });
console.log(`${document.data.Title}, by ${String(document.data.Director)}`);

try {
  await database.getDocument({ path: "users/ada/notes/diary" });
} catch (error) {
  if (!(error instanceof DatabaseError)) throw error;
  console.log(`Ada's notes are hers: ${error.reason}`);
}
process.exit(0);
