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
 * @typedef {{version?: string, integrity?: string, optional?: boolean}} Package
 * @param {string} file
 * @returns {Record<string, Package>}
 */
function packagesOf(file) {
  try {
    const lock = /** @type {{packages?: Record<string, Package>}} */ (
      JSON.parse(readFileSync(file, "utf8"))
    );
    return lock.packages ?? {};
  } catch {
    return {};
  }
}

/**
 * @param {Package | undefined} a
 * @param {Package} b
 */
function isSame(a, b) {
  return a !== undefined && a.version === b.version && a.integrity === b.integrity;
}
