import { z } from "zod";
import { PROVIDERS } from "../../model/provider.ts";
import { ROLES } from "../../model/role.ts";
import { DURATION_FORM, parseDuration } from "../text/duration.ts";
import { credentialShapeIn } from "./credential-shape.ts";
import { DEPLOYMENT_NAME } from "./deployment-text.ts";
import { readEndpoint } from "./endpoint.ts";

/*
 * The schema of aoai-probe.yaml. Descriptions complete the sentence "expects …"; messages complete "targets[0].name …".
 */

/** Names of targets stand in cell ids, between `/`, `@` and `~`. */
export const TARGET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const API_VERSION = /^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/;
export const CONCURRENCY = { least: 1, most: 64 } as const;

const line = (what: string) =>
  z
    .string()
    .regex(/^[^\u0000-\u001f\u007f-\u009f]{1,200}$/, "must be 1 to 200 characters without control characters")
    .describe(what);

const origin = z
  .string()
  .transform((text, context) => {
    const reading = readEndpoint(text);
    if (reading.kind === "origin") return reading.origin;
    context.addIssue({ code: "custom", message: reading.why });
    return z.NEVER;
  })
  .describe("the origin of a resource, such as https://NAME.openai.azure.com");

const duration = z
  .string()
  .transform((text, context) => {
    const ms = parseDuration(text);
    if (ms !== null) return ms;
    context.addIssue({ code: "custom", message: `must be ${DURATION_FORM}` });
    return z.NEVER;
  })
  .describe(DURATION_FORM);

const variable = z
  .strictObject({
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable, never the secret itself")
      .refine((name) => credentialShapeIn(name) === null, {
        message: "looks like the secret itself: write the name of an environment variable that holds it",
      })
      .describe("the name of an environment variable"),
  })
  .describe("{ env: NAME }, the variable that holds the secret, never the secret itself");

const deployment = z
  .strictObject({
    name: z
      .string()
      .regex(DEPLOYMENT_NAME, "must be letters, digits, `.`, `_` and `-`, at most 64")
      .describe("the deployment's name"),
    model: line("the model behind it").optional(),
    version: line("the model's version, in quotation marks where it looks like a date").optional(),
    sku: line("the SKU, such as GlobalStandard").optional(),
    role: z
      .enum(ROLES)
      .optional()
      .describe(`one of ${ROLES.join(", ")}`),
  })
  .describe("a deployment: `- name: NAME` and, if known, model, version, sku, role");

const target = z
  .strictObject({
    name: z
      .string()
      .regex(TARGET_NAME, "must be letters, digits, `.`, `_` and `-`, at most 64")
      .describe("a short name, which cell ids begin with"),
    label: line("a name for readers").optional(),
    provider: z.enum(PROVIDERS).optional().describe("azure or openai"),
    endpoint: origin,
    region: line("the region, as the portal shows it").optional(),
    resourceId: line("the ARM resource id").optional(),
    subscription: line("the subscription").optional(),
    kind: line("the resource's kind, such as OpenAI or AIServices").optional(),
    hosts: z
      .strictObject({ webrtc: origin.optional(), "voice-live": origin.optional() })
      .optional()
      .describe("origins of further hosts: webrtc, voice-live"),
    "trust-origins": z
      .array(origin)
      .optional()
      .describe("a list of further origins of the same resource, to which redirects are followed with the credential"),
    key: variable.optional(),
    token: variable.optional(),
    auth: z
      .array(z.enum(["key", "token"]).describe("key or token"))
      .min(1, "must name key, token or both")
      .optional()
      .describe("a list of key, token or both"),
    deployments: z.array(deployment).min(1, "must name at least one deployment").describe("a list of deployments"),
  })
  .describe("a target: name, endpoint, key or token, deployments")
  .superRefine((value, context) => {
    if (value.key === undefined && value.token === undefined) {
      context.addIssue({ code: "custom", message: "names no credential; add `key: { env: NAME }` or `token: …`" });
    }
    for (const [index, kind] of (value.auth ?? []).entries()) {
      if (value[kind] !== undefined) continue;
      context.addIssue({
        code: "custom",
        path: ["auth", index],
        message: `needs \`${kind}: { env: NAME }\` beside it`,
      });
    }
    for (const index of repeated(value.deployments.map(({ name }) => name))) {
      context.addIssue({ code: "custom", path: ["deployments", index, "name"], message: "names a deployment twice" });
    }
  });

const globs = z.array(line("a glob of probe ids")).describe("a list of globs of probe ids");

/** The whole file. */
export const configurationSchema = z
  .strictObject({
    version: z.literal(1).optional().describe("1"),
    targets: z.array(target).min(1, "must name at least one target").describe("a list of targets"),
    "api-version": z
      .string()
      .regex(API_VERSION, "must be an api-version such as 2025-04-01-preview")
      .optional()
      .describe("an api-version in quotation marks, such as '2025-04-01-preview'"),
    probe: globs.optional(),
    skip: globs.optional(),
    probes: line("a directory of your own probes").optional(),
    scope: z.enum(["all", "documented"]).optional().describe("all or documented"),
    "redirect-credential": z.enum(["clean", "both"]).optional().describe("clean or both"),
    concurrency: z
      .int(`must be a whole number from ${CONCURRENCY.least} to ${CONCURRENCY.most}`)
      .min(CONCURRENCY.least, `must be from ${CONCURRENCY.least} to ${CONCURRENCY.most}`)
      .max(CONCURRENCY.most, `must be from ${CONCURRENCY.least} to ${CONCURRENCY.most}`)
      .optional()
      .describe(`a number from ${CONCURRENCY.least} to ${CONCURRENCY.most}`),
    timeout: duration.optional(),
    "max-wait": duration.optional(),
    "max-paid": z
      .int("must be a whole number from 0 to 1000000")
      .min(0, "must be from 0 to 1000000")
      .max(1_000_000, "must be from 0 to 1000000")
      .optional()
      .describe("a number"),
  })
  .describe("targets, and settings")
  .superRefine((value, context) => {
    for (const index of repeated(value.targets.map(({ name }) => name))) {
      context.addIssue({ code: "custom", path: ["targets", index, "name"], message: "is the name of another target" });
    }
  });

export type ConfigurationFile = z.output<typeof configurationSchema>;
export type TargetEntry = ConfigurationFile["targets"][number];

/** Indexes at which a name stands that stood before. Names of targets and deployments differ in more than case. */
function repeated(names: string[]): number[] {
  const plain = names.map((name) => name.toLowerCase());
  return plain.flatMap((name, index) => (plain.indexOf(name) < index ? [index] : []));
}
