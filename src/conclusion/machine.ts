import type { MachineAccount } from "../model/report.ts";

/** A report lists this many pauses at most. */
const MOST_STALLS = 64;

/** What happened to the machine of one process, and how many milliseconds after the run that process started. */
export interface ProcessAccount {
  account: MachineAccount;
  laterMs: number;
}

/** Joins the accounts of the processes that made a run, in their order. Null if every machine kept up. */
export function joinMachines(parts: ProcessAccount[]): MachineAccount | null {
  const [first] = parts;
  if (first === undefined) return null;
  if (parts.length === 1 && first.laterMs === 0) return first.account;
  const stalls = parts.flatMap(({ account, laterMs }) =>
    account.stalls.map((stall) => ({ ...stall, at: stall.at + laterMs })),
  );
  return {
    lostMs: parts.reduce((sum, { account }) => sum + account.lostMs, 0),
    stalls: stalls.sort((a, b) => a.at - b.at).slice(-MOST_STALLS),
    concurrency: parts.flatMap(({ account }) => account.concurrency).sort((a, b) => (a.at < b.at ? -1 : 1)),
  };
}
