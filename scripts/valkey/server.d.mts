export type RunningValkey = { url: string; port: number; pid: number; stop(): Promise<void>; kill(): Promise<void> };

export function startValkeyIn(options: { dataDir: string; port?: number }): Promise<RunningValkey>;
export function leaseValkey(): Promise<{ url: string; isAdopted: boolean; release(): Promise<void> }>;
