export { GatewaySignInError } from "./gateway-sign-in-error.ts";
export { serviceFirestore, type ServiceFirestoreOptions } from "./service-firestore.ts";
