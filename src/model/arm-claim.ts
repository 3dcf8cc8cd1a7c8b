import { z } from "zod";

/** Schema of `arm:` of a deployment in the configuration. */
export const armClaimSchema = z
  .strictObject({
    lifecycle: z
      .string()
      .regex(/^[A-Za-z]{1,40}$/, "must be one word, such as GenerallyAvailable")
      .optional()
      .describe("the lifecycle status of the model, such as GenerallyAvailable"),
    retires: z.iso.date().optional().describe("the date on which the model retires"),
    capabilities: z
      .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]{0,59}$/, "must be the name of a capability"))
      .optional()
      .describe("a list of what the model can do, such as realtime"),
    at: z.iso.datetime().describe("the time at which Azure Resource Manager said so"),
  })
  .describe("what Azure Resource Manager says about the model: lifecycle, retires, capabilities, at");

/** What Azure Resource Manager says about the model of a deployment. `discover` writes it into the configuration. */
export type ArmClaim = z.output<typeof armClaimSchema>;
