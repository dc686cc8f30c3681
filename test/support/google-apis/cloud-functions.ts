import type { CloudFunction, GoogleProject } from "./project.ts";
import type { ApiAnswer, Route } from "./route.ts";
import { apiError, notFound, ok } from "./route.ts";

const host = "cloudfunctions.googleapis.com";
const location = "projects/$project/locations/(?<region>[a-z0-9-]+)";
const functionName = `(?<name>${location}/functions/[A-Za-z0-9-]+)`;
const STORAGE = "storage.googleapis.com";
const BUCKET = "gcf-v2-uploads";

/** Functions and their sources: every operation is done at once. */
export const cloudFunctions: readonly Route[] = [
  {
    method: "GET",
    host,
    path: "/v1/projects/$project/locations/-/functions",
    answer: () => ok(),
  },
  {
    method: "GET",
    host,
    path: "/v2/projects/$project/locations/-/functions",
    answer: ({ functions }) => ok({ functions: [...functions.values()] }),
  },
  {
    method: "POST",
    host,
    path: `/v2/${location}/functions:generateUploadUrl`,
    answer({ uploads }) {
      const object = `source-${String(uploads.size + 1)}.zip`;
      return ok({
        uploadUrl: `http://${STORAGE}/${BUCKET}/${object}?GoogleAccessId=gcf&Signature=signed`,
        storageSource: { bucket: BUCKET, object },
      });
    },
  },
  {
    method: "PUT",
    host: STORAGE,
    path: `/${BUCKET}/(?<object>[a-z0-9.-]+)`,
    answer({ uploads }, { raw }, groups) {
      uploads.set(groups["object"] ?? "", raw);
      return ok();
    },
  },
  {
    method: "POST",
    host,
    path: `/v2/${location}/functions`,
    answer: (project, { body, query }, groups) =>
      create(project, body as CloudFunction, {
        id: query.get("functionId") ?? "",
        region: groups["region"] ?? "",
      }),
  },
  {
    method: "PATCH",
    host,
    path: `/v2/${functionName}`,
    answer: (project, { body }, groups) => update(project, body as CloudFunction, groups["name"]),
  },
  {
    method: "DELETE",
    host,
    path: `/v2/${functionName}`,
    answer({ functions }, _request, groups) {
      const name = groups["name"] ?? "";
      return functions.delete(name) ? operation("delete", name) : notFound(name);
    },
  },
  {
    method: "GET",
    host,
    path: "/v2/operations/(?<kind>[a-z]+)/(?<name>.+)",
    answer: ({ functions }, _request, groups) =>
      ok({ done: true, response: functions.get(groups["name"] ?? "") ?? {} }),
  },
];

function operation(kind: string, name: string): ApiAnswer {
  return ok({ name: `operations/${kind}/${name}`, done: false });
}

function create(
  project: GoogleProject,
  sent: CloudFunction,
  { id, region }: { readonly id: string; readonly region: string },
): ApiAnswer {
  const name = `projects/${project.id}/locations/${region}/functions/${id}`;
  if (sent.name !== name) return apiError(400, "INVALID_ARGUMENT", `${sent.name} is not ${name}.`);
  if (project.functions.has(name)) return apiError(409, "ALREADY_EXISTS", `${name} exists.`);
  const repository = `projects/${project.id}/locations/${region}/repositories/gcf-artifacts`;
  if (!project.repositories.has(repository)) {
    project.repositories.set(repository, { name: repository, format: "DOCKER" });
  }
  return store(project, "create", sent);
}

function update(project: GoogleProject, sent: CloudFunction, name: string | undefined): ApiAnswer {
  if (name === undefined || !project.functions.has(name)) return notFound(String(name));
  return store(project, "update", { ...sent, name });
}

/** Refuses what the platform couldn't build: a source that was not uploaded, another runtime. */
function store(project: GoogleProject, kind: string, sent: CloudFunction): ApiAnswer {
  const { source, runtime } = sent.buildConfig ?? {};
  const object = source?.storageSource?.object ?? "";
  if (!project.uploads.has(object)) {
    return apiError(400, "INVALID_ARGUMENT", `The source ${object} was not uploaded.`);
  }
  if (runtime !== "nodejs24") {
    return apiError(400, "INVALID_ARGUMENT", `The runtime ${String(runtime)} is not supported.`);
  }
  const [, id, , region, , target = ""] = sent.name.split("/");
  const service = `projects/${String(id)}/locations/${String(region)}/services/${target.toLowerCase()}`;
  const uri = `https://${target.toLowerCase()}-${project.number}.${String(region)}.run.app`;
  const serviceConfig = { ...sent.serviceConfig, service, uri };
  project.functions.set(sent.name, { ...sent, serviceConfig, url: uri, state: "ACTIVE" });
  return operation(kind, sent.name);
}
