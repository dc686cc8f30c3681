import { invalidRequest, type GatewayError } from "../errors/error.ts";
import { shorten } from "../text/shorten.ts";

/** Where in a request something stands: the steps from it up, so that only errors make a text of it. */
export interface Place {
  readonly step: string | number;
  readonly up?: Place;
}

/** The place of a part: a field by its name, an element by its index. */
export function at(up: Place | undefined, step: string | number): Place {
  return up === undefined ? { step } : { step, up };
}

/** The INVALID_REQUEST for what stands at a place, which is named as google.rpc.BadRequest does. */
export function invalidAt(place: Place | undefined, description: string): GatewayError {
  return invalidRequest(formatSteps(place), description);
}

/** A place as a text: `writes[2].update.fields.a`. */
export function formatSteps(place: Place | undefined): string {
  const steps: (string | number)[] = [];
  for (let one = place; one !== undefined; one = one.up) steps.unshift(one.step);
  const text = steps.map((step) => (typeof step === "number" ? `[${String(step)}]` : `.${step}`));
  return text.length === 0 ? "body" : shorten(text.join("").replace(/^\./, ""));
}
