/** Milliseconds. Longer than the idle times of load balancers, so that they close first and never mid-request. */
export const timeouts = { keepAliveTimeout: 75_000, headersTimeout: 30_000, requestTimeout: 60_000 };
