/** Takes all of one core until it is killed, or for as long as the process that started it lives. */
process.on('disconnect', () => process.exit());
const SLICE_MS = 50;
function work(): void {
  const end = performance.now() + SLICE_MS;
  while (performance.now() < end);
  setImmediate(work);
}
work();
