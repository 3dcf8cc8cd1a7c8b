import { describe, expect, it } from "vitest";
import { FAULTS } from "./http-fault-rows.ts";
import { askFaulty, LONGEST_MS, variationsOf } from "./variation.ts";

describe("an HTTP peer", () => {
  it.each(variationsOf(FAULTS))("that $row.does comes to $row.cause, $how.name", async ({ row, how }) => {
    const { behave, status, body, late, redirect } = row;
    const cause = row.behind && how.bytewise ? [row.cause, null].flat() : row.cause;
    const { hop, channel, took } = await askFaulty("http", behave, how, row);
    expect(cause === null ? [null] : [cause].flat()).toContain(hop.failure?.cause ?? null);
    if (status !== undefined) expect(hop.status).toBe(status);
    if (body !== undefined) expect(hop.body?.text).toMatch(body ?? /^$/);
    if (redirect !== undefined) expect(hop.redirect).toMatchObject(redirect);
    expect(channel).toBeNull();
    expect(took).toBeLessThan(LONGEST_MS);
    if (late) expect(took).toBeGreaterThan(200);
  });
});
