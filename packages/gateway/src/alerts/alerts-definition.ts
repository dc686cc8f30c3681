import * as z from "zod";

const positive = z.number().positive();
const count = z.int().min(1);

const webhook = z.strictObject({
  secret: z.string().regex(/^[A-Z][A-Z0-9_]*$/, "must be a name in capitals"),
  form: z.enum(["slack", "pagerduty", "json"]),
});

/** Where alerts are posted, and in whose form. */
export type AlertWebhook = z.infer<typeof webhook>;

/** How each alert is declared: its bounds, or false for none. */
const ALERTS = {
  faults: z.boolean(),
  budget: z.boolean(),
  serviceRefusals: z.strictObject({ calls: count }),
  latency: z.strictObject({ p95Ms: positive }),
  missingReads: z.strictObject({ reads: count }),
  spend: z.strictObject({ times: z.number().gt(1), reads: count }),
  webhook,
} as const;

/** When an operator is told. What is left out has its default; false switches an alert off. */
export interface AlertsDefinition {
  /** A fault that is not one caller's alone: any line of severity ERROR. @default true */
  readonly faults?: boolean;
  /** The budget has come to one of its stages. @default true */
  readonly budget?: boolean;
  /** So many calls of a service, 1 or more, are refused for a quota within 5 minutes. @default 10 */
  readonly serviceRefusals?: false | { readonly calls: number };
  /** Of all calls, 5 % take longer than this for 10 minutes, in milliseconds, > 0. @default 3000 */
  readonly latency?: false | { readonly p95Ms: number };
  /** So many reads, 1 or more, of one collection find nothing within 10 minutes. @default 3000 */
  readonly missingReads?: false | { readonly reads: number };
  /**
   * Within 24 hours, there were so many `times` (> 1) the reads of the 24 hours before, and at least
   * so many `reads`, 1 or more. @default 2 times, 50,000 reads
   */
  readonly spend?: false | { readonly times: number; readonly reads: number };
  /**
   * Where the function `upkeep` posts alerts, every 5 minutes, without Cloud Monitoring: the name of
   * the secret that holds the address, and the form of what is posted. @default false
   */
  readonly webhook?: false | AlertWebhook;
}

/** {@link AlertsDefinition}, checked, with the defaults. */
export type ResolvedAlerts = Readonly<Required<AlertsDefinition>>;

const DEFAULTS: ResolvedAlerts = {
  faults: true,
  budget: true,
  serviceRefusals: { calls: 10 },
  latency: { p95Ms: 3_000 },
  missingReads: { reads: 3_000 },
  spend: { times: 2, reads: 50_000 },
  webhook: false,
};

/** @throws TypeError that names the alert and says what it must be */
export function resolveAlerts(alerts: AlertsDefinition): ResolvedAlerts {
  for (const [name, given] of Object.entries(alerts)) {
    if (!Object.hasOwn(ALERTS, name)) {
      throw new TypeError(`gateway(): alerts: there is no alert ${name}.`);
    }
    const schema: z.ZodType = ALERTS[name as keyof typeof ALERTS];
    const { error } = schema.safeParse(given);
    if (given === false || error === undefined) continue;
    const problem = error.issues[0]?.message ?? "is not valid";
    throw new TypeError(`gateway(): alerts.${name}: ${problem} (it is ${JSON.stringify(given)}).`);
  }
  return Object.freeze({ ...DEFAULTS, ...alerts });
}
