/**
 * Loaded into a function's process before anything else: no connection ends for having been idle, as
 * none does that Cloud Run's front end has. A client on a busy machine would send its next request on
 * one that has just been closed.
 */
const http = process.getBuiltinModule("node:http");

http.createServer = new Proxy(http.createServer, {
  apply: (create, self, given) => {
    const created = /** @type {unknown} */ (Reflect.apply(create, self, given));
    const server = /** @type {import("node:http").Server} */ (created);
    server.keepAliveTimeout = 0;
    return server;
  },
});
