import type * as z from "zod";
import type { GeoPointValue } from "../../values/value.ts";
import { firestoreType, under, type Reading } from "./firestore-type.ts";

/** A place on Earth, in degrees. */
export function geoPoint(): z.ZodType<GeoPointValue, GeoPointValue> {
  return firestoreType((sent): Reading => {
    const isPlace = under("$geoPoint", sent) !== undefined;
    return isPlace ? { value: sent } : { mustBe: 'a place: {"$geoPoint": {latitude, longitude}}' };
  });
}
