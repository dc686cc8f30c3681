import { deployedOrigins, hostingConfig } from "./hosting-config.ts";

test("the console's page may reach its functions and Firebase's sign-in alone, and be framed by nobody", () => {
  const config = hostingConfig("console", deployedOrigins("crm", "europe-west1"));
  const [{ headers }] = config["headers"] as [{ headers: { key: string; value: string }[] }];
  const policy = headers.find(({ key }) => key === "Content-Security-Policy")?.value ?? "";
  const directives = new Map(
    policy.split("; ").map((text) => {
      const [name = "", ...values] = text.split(" ");
      return [name, values];
    }),
  );
  expect(directives.get("default-src")).toEqual(["'none'"]);
  expect(directives.get("frame-ancestors")).toEqual(["'none'"]);
  expect(directives.get("connect-src")).toContain("https://europe-west1-crm.cloudfunctions.net");
  expect(policy).not.toMatch(/unsafe|\*/);
});
