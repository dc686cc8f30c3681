/**
 * Firestore's REST form of values.
 * @see https://firebase.google.com/docs/firestore/reference/rest/v1/Value
 */
export type JsonValue =
  | { readonly nullValue: null }
  | { readonly booleanValue: boolean }
  | { readonly integerValue: string }
  | { readonly doubleValue: number | string }
  | { readonly timestampValue: string }
  | { readonly stringValue: string }
  | { readonly bytesValue: string }
  | { readonly referenceValue: string }
  | { readonly geoPointValue: { readonly latitude?: number; readonly longitude?: number } }
  | { readonly arrayValue: { readonly values?: readonly JsonValue[] } }
  | { readonly mapValue: { readonly fields?: JsonFields } };

export interface JsonFields {
  readonly [name: string]: JsonValue;
}
