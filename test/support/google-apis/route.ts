import type { GoogleProject } from "./project.ts";

/** A request to one of Google's APIs. */
export interface ApiRequest {
  readonly method: string;
  readonly host: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly raw: Buffer;
  /** Parsed JSON; undefined where the body is empty or something else. */
  readonly body: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A method of an API: what it answers, and does to the project. */
export interface Route {
  readonly method: string;
  readonly host: string;
  /** Of the whole path; `$project` stands for the project's id or number. */
  readonly path: string;
  /** @param groups what the path's groups matched */
  readonly answer: (
    project: GoogleProject,
    request: ApiRequest,
    groups: Readonly<Record<string, string>>,
  ) => ApiAnswer;
}

export function ok(body: unknown = {}): ApiAnswer {
  return { status: 200, body };
}

/** An error as Google's APIs answer it. */
export function apiError(code: number, status: string, message: string): ApiAnswer {
  return { status: code, body: { error: { code, status, message } } };
}

export function notFound(name: string): ApiAnswer {
  return apiError(404, "NOT_FOUND", `${name} does not exist.`);
}
