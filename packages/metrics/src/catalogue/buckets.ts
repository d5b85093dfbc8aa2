/** Work inside the process, from 100 microseconds: a 10 ms step is too coarse to see a slow fan-out begin. */
export const WORK_SECONDS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
];

/** From one node to another, by clocks that agree to a millisecond; a Redis that is away keeps messages for 30 s. */
export const PASSAGE_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Answers to API requests. 1 s is a bound because the latency alert compares with 1 s. */
export const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Jobs and requests to endpoints, which may be slow and have ten seconds or more. */
export const DELIVERY_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Lives of connections, from a second to a week. */
export const LIFETIME_SECONDS = [1, 5, 15, 60, 300, 900, 3600, 14_400, 43_200, 86_400, 604_800];

/** Messages and bodies. 10240 is the size limit of an event on Pusher Channels, 102400 our default one. */
export const SIZE_BYTES = [64, 256, 1024, 4096, 10_240, 16_384, 65_536, 102_400, 262_144, 1_048_576];

/** Sockets reached by one fan-out. */
export const RECIPIENTS = [1, 2, 5, 10, 50, 100, 500, 1000, 5000, 10_000, 50_000];
