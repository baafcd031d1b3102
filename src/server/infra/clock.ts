/** The only source of the current time in the server, so that tests can stand it still. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
