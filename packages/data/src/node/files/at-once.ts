/**
 * Does work on all items in order, on a bounded number of them at a time: half a million promises at once would take the memory that the
 * pictures need. The first failure ends it.
 */
export async function forEachAtOnce<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let started = 0;
  const worker = async (): Promise<void> => {
    while (started < items.length) {
      const index = started;
      started += 1;
      await work(items[index] as T, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
