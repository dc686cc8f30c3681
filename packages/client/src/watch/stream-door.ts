import type { FirebaseApp } from "firebase/app";
import type { Functions } from "firebase/functions";

/** Where streams are opened, and as whom. */
export interface StreamDoor {
  readonly url: string;
  /** The headers that say who it is. @throws where a token can't be had now */
  headers(options: { readonly forceRefresh: boolean }): Promise<Readonly<Record<string, string>>>;
  /** Is told of another user, and of none. @returns what ends that */
  onUser(change: () => void): () => void;
}

interface Auth {
  getToken(forceRefresh?: boolean): Promise<{ readonly accessToken: string } | null>;
  getUid(): string | null;
  addAuthTokenListener(listener: (token: string | null) => void): void;
  removeAuthTokenListener(listener: (token: string | null) => void): void;
}

interface AppCheck {
  getToken(): Promise<{ readonly token: string; readonly error?: unknown }>;
}

/** What Firebase's packages find each other by. */
interface Container {
  getProvider(name: string): { getImmediate(options: { readonly optional: true }): unknown };
}

/**
 * The door of a function beside the callables, with the tokens of the app. Firebase's own client of
 * functions takes a token that it can't have for none; here it is an error, since nobody is
 * somebody else.
 *
 * @param url in the place of the one that Firebase's client would call
 */
export function streamDoor(functions: Functions, name: string, url?: string): StreamDoor {
  const { container } = functions.app as FirebaseApp & { readonly container: Container };
  const auth = () => find(container, "auth-internal") as Auth | undefined;
  const appCheck = () => find(container, "app-check-internal") as AppCheck | undefined;
  return {
    get url() {
      return url ?? (functions as Functions & { _url(name: string): string })._url(name);
    },
    headers: async ({ forceRefresh }) => {
      const [user, app] = await Promise.all([
        auth()?.getToken(forceRefresh),
        appCheck()?.getToken(),
      ]);
      return {
        ...(user && { authorization: `Bearer ${user.accessToken}` }),
        ...(app && { "x-firebase-appcheck": app.token }),
      };
    },
    onUser: (change) => {
      const known = auth();
      let uid = known?.getUid() ?? null;
      const listener = () => {
        const now = known?.getUid() ?? null;
        if (now === uid) return;
        uid = now;
        change();
      };
      known?.addAuthTokenListener(listener);
      return () => known?.removeAuthTokenListener(listener);
    },
  };
}

function find(container: Container, name: string): unknown {
  return container.getProvider(name).getImmediate({ optional: true }) ?? undefined;
}
