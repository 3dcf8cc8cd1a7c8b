import type { Recording } from "../model/recording.ts";
import type { Result } from "../model/report.ts";

const READERS = new WeakMap<object, () => Recording | null>();

/**
 * One accessor for all results. A separate one per result would give each object its own hidden class, which takes a
 * kilobyte.
 */
const RECORDING_ACCESSOR: PropertyDescriptor & ThisType<object> = {
  configurable: true,
  enumerable: true,
  get() {
    return READERS.get(this)?.() ?? null;
  },
};

/**
 * Completes a result with a recording that is read from disk at each access, because a large run may exceed the memory.
 * Two reads return equal but not identical objects.
 */
export function attachRecording(
  result: Omit<Result, "recording">,
  read: () => Recording | null,
): asserts result is Result {
  READERS.set(result, read);
  Object.defineProperty(result, "recording", RECORDING_ACCESSOR);
}
