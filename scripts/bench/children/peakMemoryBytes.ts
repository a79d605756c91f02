import { readFileSync } from 'node:fs';

/**
 * Most memory that this process has ever had (resident set). `maxRSS` on Linux begins with what the process had that
 * started this one, of which it was a copy for a moment; `VmHWM` (proc_pid_status(5)) begins with the program.
 */
export function peakMemoryBytes(): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readStatus()) ?? [];
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) * 1024;
}

function readStatus(): string {
  try {
    return readFileSync('/proc/self/status', 'utf8');
  } catch {
    // Not on Linux.
    return '';
  }
}
