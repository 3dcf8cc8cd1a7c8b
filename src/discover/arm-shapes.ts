import { z } from "zod";

/*
 * What is read of the answers of Azure Resource Manager. Every other field is dropped.
 *
 * Quoted from the examples of api-version 2024-10-01 in Azure/azure-rest-api-specs (cognitiveservices, stable): accounts,
 * deployments, locations/models, locations/usages and modelCapacities. Recorded in output of `az cognitiveservices model
 * list` that was published on 2026-08-20: `capabilities.realtime`, `lifecycleStatus`, `deprecation.inference`,
 * `skus[].deprecationDate` and `usageName`. Known from published templates only: the name of the endpoint in `endpoints`.
 * Assumed: that a deployment repeats the capabilities of its model, as its schema allows.
 */

/** The api-versions of the requests. */
export const API_VERSIONS = { subscriptions: "2022-12-01", cognitiveServices: "2024-10-01" } as const;

const text = z.string().min(1).max(500);

export const subscriptionShape = z.object({
  subscriptionId: text,
  displayName: text.nullish(),
  state: text.nullish(),
});

export const accountShape = z.object({
  id: text,
  name: text,
  location: text,
  kind: text.nullish(),
  properties: z.object({
    endpoint: text.nullish(),
    endpoints: z.record(z.string(), z.string()).nullish(),
    disableLocalAuth: z.boolean().nullish(),
  }),
});

const capabilities = z.record(z.string(), z.unknown()).nullish();

export const deploymentShape = z.object({
  name: text,
  sku: z.object({ name: text.nullish() }).nullish(),
  properties: z.object({
    model: z.object({ format: text.nullish(), name: text, version: text.nullish() }).nullish(),
    provisioningState: text.nullish(),
    capabilities,
  }),
});

export const modelShape = z.object({
  kind: text,
  model: z.object({
    format: text.nullish(),
    name: text,
    version: text,
    capabilities,
    lifecycleStatus: text.nullish(),
    deprecation: z.object({ inference: text.nullish() }).nullish(),
    skus: z.array(z.object({ name: text, usageName: text.nullish(), deprecationDate: text.nullish() })).nullish(),
  }),
});

export const usageShape = z.object({
  name: z.object({ value: text }),
  currentValue: z.number(),
  limit: z.number(),
});

export const capacityShape = z.object({
  location: text,
  properties: z.object({ skuName: text, availableCapacity: z.number().nullish() }),
});

/** The error of a refusal. */
export const errorShape = z.object({ error: z.object({ code: text, message: z.string().nullish() }) });

export type ArmAccount = z.output<typeof accountShape>;
export type ArmDeployment = z.output<typeof deploymentShape>;
export type ArmModel = z.output<typeof modelShape>;
