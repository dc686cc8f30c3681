// Runs on any Node from 20 on, before anything is installed: plain JavaScript, nothing imported
// but Node's own.
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether node_modules holds just what the folder's lock file asks for, by npm's own record of what
 * it installed (node_modules/.package-lock.json, which npm writes last).
 *
 * @param {string} folder
 * @returns {boolean}
 */
export function isInstalled(folder) {
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const installed = packagesOf(join(folder, "node_modules", ".package-lock.json"));
  return (
    Object.entries(wanted).every(([path, entry]) => {
      // The root itself, and what only other platforms need, are not in the record.
      if (path === "" || (entry.optional && installed[path] === undefined)) return true;
      return isSame(installed[path], entry);
    }) && Object.keys(installed).every((path) => wanted[path] !== undefined)
  );
}

/**
 * @param {string} file
 * @returns {Record<string, {version?: string, integrity?: string, optional?: boolean}>}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

/**
 * @param {{version?: string, integrity?: string} | undefined} a
 * @param {{version?: string, integrity?: string}} b
 */
function isSame(a, b) {
  return a !== undefined && a.version === b.version && a.integrity === b.integrity;
}
