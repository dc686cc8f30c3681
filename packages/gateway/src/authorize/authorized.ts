declare const authorized: unique symbol;

/**
 * What the caller was granted for one operation. Nothing but authorize/ makes one, and nothing but
 * one is executed.
 */
export type Authorized<Grant> = Grant & { readonly [authorized]: true };
