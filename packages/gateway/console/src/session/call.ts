import { httpsCallable } from "firebase/functions";
import type { CallableName, Request, Response } from "../../../src/api/api.ts";
import { DATABASE_FUNCTION } from "../../../src/api/database-function.ts";
import type { Session } from "./session.ts";

/** Calls the gateway as whoever is signed in. */
export async function call<Name extends CallableName>(
  { functions }: Session,
  name: Name,
  request: Request<Name>,
): Promise<Response<Name>> {
  const callable = httpsCallable<Request<Name>, Response<Name>>(
    functions,
    `${DATABASE_FUNCTION}/${name}`,
  );
  return (await callable(request)).data;
}
