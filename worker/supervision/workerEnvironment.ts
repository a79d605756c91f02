/**
 * What the GNU C library is told before the worker begins, which it cannot tell itself: large blocks of memory are asked
 * for in pages of 2 MiB where the system gives them to those who ask (`madvise` in
 * `/sys/kernel/mm/transparent_hugepage/enabled`), and are given back when they are freed; one arena serves all threads. A
 * decoder step, which does little but read weights, takes a twentieth to a tenth less time, and the process no more memory
 * (Whisper base in int8, measured). Names: "Memory Allocation Tunables" in the manual of the library.
 */
const GLIBC_TUNABLES = [
  'glibc.malloc.hugetlb=1',
  'glibc.malloc.arena_max=1',
  'glibc.malloc.mmap_threshold=1048576',
].join(':');

/** The environment in which a worker is started. Settings of the person's own are left as they are. */
export function workerEnvironment(
  environment: Readonly<NodeJS.ProcessEnv> = process.env,
  platform: string = process.platform,
): NodeJS.ProcessEnv {
  return platform === 'linux' ? { GLIBC_TUNABLES, ...environment } : { ...environment };
}
