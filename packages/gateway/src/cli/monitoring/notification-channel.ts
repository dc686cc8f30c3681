import { OWN_LABEL } from "./alert-policies.ts";

/** A notification channel, as the Monitoring API takes it. */
export interface NotificationChannel {
  readonly type: "email";
  readonly displayName: string;
  readonly labels: { readonly email_address: string };
  readonly userLabels: Readonly<Record<string, string>>;
}

export function emailChannel(email: string): NotificationChannel {
  return {
    type: "email",
    displayName: `Database Service: ${email}`,
    labels: { email_address: email },
    userLabels: { [OWN_LABEL]: "email" },
  };
}
