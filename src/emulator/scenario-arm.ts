import { z } from "zod";
import type { EmulatedArm } from "./scenario.ts";

const count = (most: number) => z.int().min(1).max(most);

/** Schema of `arm:` in a scenario file. */
export const armSchema = z
  .strictObject({
    subscriptions: count(100).default(1),
    accounts: count(1000).default(1).describe("of all subscriptions"),
    deployments: count(10_000).exactOptional().describe("of all accounts; absent: those of the scenario in each"),
    "page-size": count(1000).default(100),
    regions: z
      .array(z.string().regex(/^[a-z0-9]{1,40}$/, "must be a region such as swedencentral"))
      .min(1)
      .default(["swedencentral"]),
    throttle: z
      .strictObject({ every: z.int().min(2), "retry-after": z.int().min(0).max(3600).default(1) })
      .exactOptional()
      .describe("one of `every` requests gets 429, with a Retry-After in seconds"),
    denied: z
      .array(z.int().positive())
      .exactOptional()
      .describe("numbers of subscriptions that the caller may not read"),
    models: z
      .array(
        z.strictObject({
          model: z.string(),
          lifecycle: z.string().exactOptional(),
          retires: z.iso.date().exactOptional(),
        }),
      )
      .exactOptional()
      .describe("what it says about models; absent: generally available, no date"),
  })
  .describe("an Azure Resource Manager with these numbers of resources");

/**
 * The Azure Resource Manager of a scenario.
 * @param templates number of deployments of the scenario
 */
export function armOf(entry: z.output<typeof armSchema>, templates: number): EmulatedArm {
  const { "page-size": pageSize, throttle, deployments = entry.accounts * templates, ...rest } = entry;
  return {
    ...rest,
    deployments,
    pageSize,
    ...(throttle === undefined ? {} : { throttle: { every: throttle.every, retryAfter: throttle["retry-after"] } }),
  };
}
