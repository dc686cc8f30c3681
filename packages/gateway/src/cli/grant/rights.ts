/** What custom claims give a user: rights that policies name, besides being signed in. */
export interface Rights {
  readonly admin: boolean;
  readonly roles: readonly string[];
  readonly teams: readonly string[];
}
