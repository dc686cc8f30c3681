/** What a page that Firebase Hosting serves may reach, besides its own site. */
export interface ConsoleOrigins {
  /** Where it calls functions and signs in. */
  readonly connects: readonly string[];
  readonly scripts: readonly string[];
  readonly frames: readonly string[];
}

/** Where a project's deployed functions and Firebase Authentication are. */
export function deployedOrigins(project: string, region: string): ConsoleOrigins {
  return {
    connects: [
      `https://${region}-${project}.cloudfunctions.net`,
      "https://identitytoolkit.googleapis.com",
      "https://securetoken.googleapis.com",
      "https://content-firebaseappcheck.googleapis.com",
    ],
    // The popup of Sign in with Google, and App Check's reCAPTCHA.
    scripts: ["https://apis.google.com", "https://www.google.com", "https://www.gstatic.com"],
    frames: [`https://${project}.firebaseapp.com`, "https://www.google.com"],
  };
}

/** Firebase Hosting's configuration for the console: its folder, and headers that let it do no more. */
export function hostingConfig(
  folder: string,
  origins: ConsoleOrigins,
): Readonly<Record<string, unknown>> {
  const policy = {
    "default-src": "'none'",
    "script-src": ["'self'", ...origins.scripts].join(" "),
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": ["'self'", ...origins.connects].join(" "),
    "frame-src": origins.frames.join(" "),
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
  };
  const headers = {
    "Content-Security-Policy": Object.entries(policy)
      .map((entry) => entry.join(" "))
      .join("; "),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
  };
  return {
    public: folder,
    headers: [
      { source: "**", headers: Object.entries(headers).map(([key, value]) => ({ key, value })) },
    ],
  };
}
