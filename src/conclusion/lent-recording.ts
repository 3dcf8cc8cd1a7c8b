import type { Recording } from "../model/recording.ts";
import type { Result } from "../model/report.ts";

const READERS = new WeakMap<object, () => Recording | null>();

/** One accessor for all results: an accessor of its own would give each a shape of its own, a kilobyte each. */
const LENT: PropertyDescriptor & ThisType<object> = {
  configurable: true,
  enumerable: true,
  get() {
    return READERS.get(this)?.() ?? null;
  },
};

/**
 * Completes a result with its recording, which is read back each time somebody asks for it: a run of many cells is
 * larger than the memory should be. Two readings are equal, but not the same object.
 */
export function lendRecording(
  result: Omit<Result, "recording">,
  read: () => Recording | null,
): asserts result is Result {
  READERS.set(result, read);
  Object.defineProperty(result, "recording", LENT);
}
