import type { z } from "zod";
import type { GeoPoint } from "../contract/value.ts";
import { firestoreType, readUnder, under } from "./firestore-type.ts";

/** A place on Earth, in degrees. */
export function geoPoint(): z.ZodType<GeoPoint, GeoPoint> {
  return firestoreType((sent) =>
    readUnder(
      "$geoPoint",
      under("$geoPoint", sent),
      'a place: {"$geoPoint": {latitude, longitude}}',
    ),
  );
}
