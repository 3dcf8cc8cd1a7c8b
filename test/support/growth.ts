/** Growth of the time per doubling of the input, above which it is no longer linear. A square has 4. */
export const LINEAR_LIMIT = 2.5;

/** Doublings between the two sizes. Noise of a busy machine counts by their root only. */
const DOUBLINGS = 4;

/** A measurement that stays above the limit is repeated so often. A busy machine disturbs some of them. */
const MOST_TRIES = 12;

/** CPU ms of one run, measured over enough runs for the resolution of the clock. */
export function cpuTimeOf(run: () => unknown, leastMs = 4): number {
  const before = process.cpuUsage();
  for (let runs = 1; ; runs++) {
    run();
    const { user, system } = process.cpuUsage(before);
    const ms = (user + system) / 1000;
    if (ms >= leastMs) return ms / runs;
  }
}

/** Two sizes of one input, 16 times apart. */
export interface Sizes {
  short: string;
  long: string;
}

/** Repeats a unit to a text of some KiB and to one that is 16 times as long. Each `{n}` in it becomes another word. */
export function repeatToSizes(unit: string, kib: number): Sizes {
  return { short: repeatTo(unit, kib * 1024), long: repeatTo(unit, kib * 1024 * 2 ** DOUBLINGS) };
}

/** Repeats a unit to a length in characters. Each `{n}` in it becomes a different word. */
export function repeatTo(unit: string, length: number): string {
  const times = Math.ceil(length / unit.length);
  const whole = unit.includes("{n}")
    ? Array.from({ length: times }, (_, n) => unit.replace("{n}", `x${n}Y`)).join("")
    : unit.repeat(times);
  return whole.slice(0, length);
}

/**
 * Returns how the CPU time grows when the input is doubled. Both sizes are measured in turn, and the least time of each
 * counts, because other work on the machine makes a time longer and never shorter.
 */
export function growthPerDoubling(read: (text: string) => unknown, { short, long }: Sizes): number {
  read(short);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let growth = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < MOST_TRIES && growth >= LINEAR_LIMIT; tries++) {
    least = Math.min(
      least,
      cpuTimeOf(() => read(short)),
    );
    most = Math.min(
      most,
      cpuTimeOf(() => read(long)),
    );
    growth = (most / least) ** (1 / DOUBLINGS);
  }
  return growth;
}
