export type PostgresUrls = { admin: string; migrate: string; app: string };
export type StartedPostgres = { urls: PostgresUrls; isAdopted: boolean };

export function startPostgres(options?: { keep?: boolean }): Promise<StartedPostgres>;
export function leasePostgres(): Promise<StartedPostgres & { release(): Promise<void> }>;
export function stopPostgres(): Promise<void>;
export function removePostgres(): Promise<void>;
export function postgresStatus(): { isRunning: boolean; pid?: number; dataDir?: string; urls?: PostgresUrls };
export function freePort(): Promise<number>;
export function isFree(port: number, host?: string): Promise<boolean>;
