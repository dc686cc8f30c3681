import type { Resource } from "./project.ts";
import type { Route } from "./route.ts";
import { notFound, ok } from "./route.ts";

const host = "cloudscheduler.googleapis.com";
const jobs = "projects/$project/locations/[a-z0-9-]+/jobs";

/** What is called from time to time, by the name of the job. */
export const cloudScheduler: readonly Route[] = [
  {
    method: "GET",
    host,
    path: `/v1/(?<name>${jobs}/[A-Za-z0-9-]+)`,
    answer(project, _request, { name = "" }) {
      const job = project.jobs.get(name);
      return job === undefined ? notFound(name) : ok(job);
    },
  },
  {
    method: "POST",
    host,
    path: `/v1/${jobs}`,
    answer(project, { body }) {
      const job = body as Resource;
      project.jobs.set(job.name, job);
      return ok(job);
    },
  },
];
