export function findBinaries(account: { uid: number; gid: number } | undefined, copyDir: string): string;
