import type { FirebaseApp } from "firebase/app";

/** What Firebase's packages find each other by. */
interface WithComponents {
  readonly container: { addComponent(component: object): void };
}

/** Puts an Authentication into an app that has this one token. */
export function signIn(app: FirebaseApp, uid: string, accessToken: string): void {
  (app as FirebaseApp & WithComponents).container.addComponent({
    name: "auth-internal",
    type: "PRIVATE",
    instantiationMode: "LAZY",
    multipleInstances: false,
    serviceProps: {},
    onInstanceCreated: null,
    instanceFactory: () => ({
      getToken: async () => Promise.resolve({ accessToken }),
      getUid: () => uid,
      addAuthTokenListener: (listener: (token: string) => void) =>
        queueMicrotask(() => listener(accessToken)),
      removeAuthTokenListener: () => undefined,
    }),
  });
}
