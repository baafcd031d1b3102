export function leasesIn(folder: string): { take(): () => void; areHeldByOthers(): boolean };
