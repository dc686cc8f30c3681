import { homedir } from "node:os";

/** What decides where programs are installed. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
}

export function thisMachine(): Machine {
  return { platform: process.platform, env: process.env, homeDirectory: homedir() };
}

/** The folders in which a shell looks for programs. */
export function programFolders({ platform, env }: Machine): string[] {
  const path = env["PATH"] ?? env["Path"] ?? "";
  return path.split(platform === "win32" ? ";" : ":").filter((folder) => folder !== "");
}
