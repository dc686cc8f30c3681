/**
 * How to start npm: the one that runs this script, or the one on the PATH (a batch file on Windows,
 * which needs a shell). Its arguments follow `before`.
 *
 * @returns {{program: string, before: string[], shell: boolean}}
 */
export function npmCommand() {
  const cli = process.env["npm_execpath"] ?? "";
  if (/npm-cli\.c?js$/.test(cli)) return { program: process.execPath, before: [cli], shell: false };
  return { program: "npm", before: [], shell: process.platform === "win32" };
}
