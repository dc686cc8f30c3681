/** What the page is told beside its own files, in `/console.json`. */
export interface ConsoleConfig {
  /** Of the functions, such as us-central1. */
  readonly region: string;
  /** Where the emulators are; absent of a deployed page. */
  readonly emulators?: {
    /** An origin, such as http://127.0.0.1:9099. */
    readonly auth: string;
    readonly functions: { readonly host: string; readonly port: number };
    /** Who may sign in there, for the form to begin with. */
    readonly account?: { readonly email: string; readonly password: string };
  };
  /** A site key of reCAPTCHA Enterprise, where the functions enforce App Check. */
  readonly appCheckSiteKey?: string;
}
