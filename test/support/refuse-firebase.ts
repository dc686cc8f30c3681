/** Loaded before the gateway: whatever asks for a package of Firebase fails. */
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, next) {
    if (/^(firebase-(admin|functions)|@google-cloud\/firestore)(\/|$)/.test(specifier)) {
      throw new Error(`${specifier} is asked for.`);
    }
    return next(specifier, context);
  },
});
