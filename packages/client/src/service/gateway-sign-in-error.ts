/** A service that could not sign in to Firebase Authentication, with why. */
export class GatewaySignInError extends Error {
  override readonly name = "GatewaySignInError";
}
