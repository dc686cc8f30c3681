/** An OAuth 2.0 access token, as Google's credentials give it. */
export interface AccessToken {
  readonly access_token: string;
  /** How long the token is valid, in seconds. */
  readonly expires_in: number;
}
