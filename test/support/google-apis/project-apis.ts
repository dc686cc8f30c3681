import type { Route } from "./route.ts";
import { apiError, ok } from "./route.ts";

/** What a deploy asks about the project itself, and its credentials. */
export const projectApis: readonly Route[] = [
  {
    method: "POST",
    host: "www.googleapis.com",
    path: "/oauth2/v3/token",
    answer: () => ok({ access_token: "access", expires_in: 3600, token_type: "Bearer" }),
  },
  {
    method: "GET",
    host: "firebase.googleapis.com",
    path: "/v1beta1/projects/$project",
    answer: ({ id, number }) => ok({ projectId: id, projectNumber: number, state: "ACTIVE" }),
  },
  {
    method: "GET",
    host: "firebase.googleapis.com",
    path: "/v1beta1/projects/$project/adminSdkConfig",
    answer: ({ id }) => ok({ projectId: id, storageBucket: `${id}.firebasestorage.app` }),
  },
  {
    // The Compute API is not enabled: firebase-tools then takes the account's usual name.
    method: "GET",
    host: "compute.googleapis.com",
    path: "/compute/v1/projects/$project",
    answer: () => apiError(403, "PERMISSION_DENIED", "compute.googleapis.com is disabled."),
  },
  {
    method: "GET",
    host: "cloudresourcemanager.googleapis.com",
    path: "/v1/projects/$project",
    answer: ({ id, number }) => ok({ projectId: id, projectNumber: number }),
  },
  {
    method: "POST",
    host: "cloudresourcemanager.googleapis.com",
    path: "/v1/projects/$project:testIamPermissions",
    answer: (_project, { body }) => ok(body),
  },
  {
    method: "GET",
    host: "cloudbilling.googleapis.com",
    path: "/v1/projects/$project/billingInfo",
    answer: () => ok({ billingEnabled: true }),
  },
  {
    method: "GET",
    host: "firebaseextensions.googleapis.com",
    path: "/v1beta/projects/$project/instances",
    answer: () => ok({ instances: [] }),
  },
];
