/** The event of an {@link XhrIo}. */
export const EventType = { COMPLETE: "complete" } as const;

/** How a unary call ended, with the numbers of Google's module. */
export const ErrorCode = { NO_ERROR: 0, HTTP_ERROR: 6, TIMEOUT: 8 } as const;

/** The events of a stream. */
export const WebChannel = {
  EventType: { OPEN: "open", CLOSE: "close", ERROR: "error", MESSAGE: "message" },
} as const;

/** What Google's module tells of proxies, which the gateway's streams have nothing to tell of. */
export const Event = { STAT_EVENT: "statevent" } as const;

export const Stat = { PROXY: 10, NOPROXY: 11 } as const;
