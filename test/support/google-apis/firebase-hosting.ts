import type { Route } from "./route.ts";
import { notFound, ok } from "./route.ts";

const host = "firebasehosting.googleapis.com";
const uploads = "upload-firebasehosting.googleapis.com";
const SITES = "/v1beta1/projects/(?:$project|-)/sites";
const SITE = `${SITES}/(?<site>[a-z0-9-]+)`;

/** Sites of Firebase Hosting, their versions' files by what their content hashes to, and what is live. */
export const firebaseHosting: readonly Route[] = [
  {
    method: "GET",
    host,
    path: SITES,
    answer: ({ id, sites }) =>
      ok({
        sites: [...sites.values()].map(({ site, type }) => {
          return {
            name: `projects/${id}/sites/${site}`,
            type,
            defaultUrl: `https://${site}.web.app`,
          };
        }),
      }),
  },
  {
    method: "GET",
    host,
    path: SITE,
    answer: ({ id, sites }, _request, { site = "" }) =>
      sites.has(site) ? ok({ name: `projects/${id}/sites/${site}` }) : notFound(site),
  },
  {
    method: "POST",
    host,
    path: `${SITE}/versions`,
    answer: ({ id, sites }, _request, { site = "" }) =>
      sites.has(site)
        ? ok({ name: `projects/${id}/sites/${site}/versions/1`, status: "CREATED" })
        : notFound(site),
  },
  {
    method: "POST",
    host,
    path: `${SITE}/versions/1:populateFiles`,
    answer({ sites }, { body }, { site = "" }) {
      const { files } = body as { readonly files: Readonly<Record<string, string>> };
      for (const [path, hash] of Object.entries(files)) sites.get(site)?.files.set(hash, path);
      return ok({
        uploadRequiredHashes: Object.values(files),
        uploadUrl: `http://${uploads}/${site}`,
      });
    },
  },
  {
    method: "POST",
    host: uploads,
    path: "/(?<site>[a-z0-9-]+)/(?<hash>[0-9a-f]+)",
    answer({ sites }, { raw }, { site = "", hash = "" }) {
      const path = sites.get(site)?.files.get(hash);
      if (path === undefined) return notFound(hash);
      sites.get(site)?.content.set(path, raw);
      return ok();
    },
  },
  {
    method: "PATCH",
    host,
    path: `${SITE}/versions/1`,
    answer({ sites }, { body }, { site = "" }) {
      const found = sites.get(site);
      if (found !== undefined) found.config = (body as { readonly config?: unknown }).config;
      return ok(body);
    },
  },
  {
    method: "POST",
    host,
    path: `${SITE}/channels/live/releases`,
    answer({ sites }, _request, { site = "" }) {
      const found = sites.get(site);
      if (found !== undefined) found.isLive = true;
      return ok({});
    },
  },
];
