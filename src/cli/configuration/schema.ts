import { z } from "zod";
import { armClaimSchema } from "../../model/arm-claim.ts";
import { BASE_PATH } from "../../model/base-path.ts";
import { SCOPE_FORM } from "../../model/entra-scope.ts";
import { EXPECTED, EXPECTED_ROLES, SELECTORS } from "../../model/expectation.ts";
import { PROVIDERS } from "../../model/provider.ts";
import { ROLES } from "../../model/role.ts";
import { AUTH_KINDS, TOKEN_SOURCES } from "../../model/target.ts";
import { reasonNotToAdd } from "../../model/target-header.ts";
import { readResolveRule } from "../../wire/resolve-rule.ts";
import { credentialShapeIn } from "./credential-shape.ts";
import { DEPLOYMENT_NAME } from "./deployment-text.ts";
import { DURATION_FORM, parseDuration } from "./duration.ts";
import { readEndpoint } from "./endpoint.ts";
import { API_VERSION, type Form, failOn } from "./form.ts";
import { NETWORK_SETTINGS, type NetworkSettingName } from "./network-settings.ts";
import type { SecretPlace } from "./secret-place.ts";
import { type FlagSettingName, type GivenValue, SETTINGS } from "./settings.ts";

/*
 * The schema of aoai-probe.yaml. Descriptions complete the sentence "expects …"; messages complete "targets[0].name …".
 */

/** Cell ids hold the names of targets, between `/`, `@` and `~`. */
const TARGET_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

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

const secretPlace = z
  .strictObject({
    env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable, never the secret itself")
      .refine((name) => credentialShapeIn(name) === null, {
        message: "looks like the secret itself: write the name of an environment variable that holds it",
      })
      .optional()
      .describe("the name of an environment variable"),
    file: line("the path of a file that holds the secret and nothing else")
      .refine((path) => credentialShapeIn(path) === null, {
        message: "looks like the secret itself: write the path of a file that holds it",
      })
      .optional(),
  })
  .transform(({ env, file }, context): SecretPlace => {
    if (env !== undefined && file === undefined) return { env };
    if (file !== undefined && env === undefined) return { file };
    context.addIssue({ code: "custom", message: "must have either `env` or `file`" });
    return z.NEVER;
  })
  .describe("{ env: NAME } or { file: PATH }, which holds the secret, never the secret itself");

const headers = z
  .record(z.string(), secretPlace)
  .superRefine((value, context) => {
    const names = Object.keys(value);
    const twice = new Set(repeated(names));
    for (const [index, name] of names.entries()) {
      const reason = twice.has(index) ? "is the name of another header of this target" : reasonNotToAdd(name);
      if (reason !== null) context.addIssue({ code: "custom", path: [name], message: reason });
    }
  })
  .describe("a mapping of header names to { env: NAME } or { file: PATH }");

const deployment = z
  .strictObject({
    name: z
      .string()
      .regex(DEPLOYMENT_NAME, "must be letters, digits, `.`, `_` and `-`, at most 64")
      .describe("the deployment's name"),
    model: line("the name of its model").optional(),
    version: line("the model's version, in quotation marks if it looks like a date").optional(),
    sku: line("the SKU, such as GlobalStandard").optional(),
    role: z
      .enum(ROLES)
      .optional()
      .describe(`one of ${ROLES.join(", ")}`),
    probe: z.boolean().optional().describe("true or false: whether runs include it without naming it"),
    arm: armClaimSchema.optional(),
  })
  .describe("a deployment: `- name: NAME` and, if known, model, version, sku, role");

const deployments = z
  .array(deployment)
  .min(1, "must name at least one deployment")
  .superRefine((value, context) => {
    for (const index of repeated(value.map(({ name }) => name))) {
      context.addIssue({
        code: "custom",
        path: [index, "name"],
        message: "is the name of another deployment of this target",
      });
    }
  })
  .describe("a list of deployments");

/** The form of a setting as a value of YAML. */
function schemaOf({ name, expects, choices = [], range = { least: 0, most: 0 } }: Form<unknown>): z.ZodType {
  const inRange = `must be a whole number from ${range.least} to ${range.most}`;
  switch (name) {
    case "text":
      return line(expects);
    case "globs":
      return z.array(line("a glob of probe ids")).describe("a list of globs of probe ids");
    case "api-version":
      return z
        .string()
        .regex(API_VERSION, "must be an api-version such as 2025-04-01-preview")
        .describe("an api-version in quotation marks, such as '2025-04-01-preview'");
    case "choice":
      return z.enum(choices).describe(choices.join(" or "));
    case "fail-on":
      return z
        .string()
        .transform((text, context) => {
          const policy = failOn().read([text]);
          if (policy !== null) return policy;
          context.addIssue({ code: "custom", message: `must be ${expects}` });
          return z.NEVER;
        })
        .describe(expects);
    case "number":
      return z.int(inRange).min(range.least, inRange).max(range.most, inRange).describe(expects);
    case "duration":
      return duration;
    case "switch":
      return z.boolean().describe(expects);
    case "proxy":
      return line(expects).refine((text) => !text.includes("@"), {
        message: "must have no user name or password: set HTTPS_PROXY for a proxy that requires them",
      });
    case "resolve":
      return z
        .array(
          z
            .string()
            .transform((text, context) => {
              const rule = readResolveRule(text);
              if (rule !== null) return rule;
              context.addIssue({ code: "custom", message: `must be ${expects}` });
              return z.NEVER;
            })
            .describe(expects),
        )
        .describe("a list of HOST:PORT:ADDRESS");
  }
}

type SettingShape = { [N in FlagSettingName]: z.ZodOptional<z.ZodType<GivenValue<N>>> };

/** The keys of the settings. Object.fromEntries forgets which name has which form, so their types are stated. */
const settingShape = Object.fromEntries(
  Object.entries(SETTINGS)
    .filter(([, setting]) => setting.variable === undefined)
    .map(([name, { form }]) => [name, schemaOf(form).optional()]),
) as SettingShape;

const networkShape = Object.fromEntries(NETWORK_SETTINGS.map((name) => [name, settingShape[name]])) as Pick<
  SettingShape,
  NetworkSettingName
>;

/** Keys that several targets may share. */
const shared = {
  provider: z.enum(PROVIDERS).optional().describe("azure or openai"),
  subscription: line("the subscription").optional(),
  kind: line("the resource's kind, such as OpenAI or AIServices").optional(),
  key: secretPlace.optional(),
  token: secretPlace.optional().describe("{ env: NAME } or { file: PATH }, which holds a ready Entra token"),
  headers: headers
    .optional()
    .describe("further headers of every request, such as the key of a gateway: NAME: { env: VARIABLE }"),
  auth: z
    .array(z.enum(AUTH_KINDS).describe(`one of ${AUTH_KINDS.join(", ")}`))
    .min(1, "must name at least one way")
    .optional()
    .describe(`a list of ${AUTH_KINDS.join(", ")}`),
  entra: z
    .strictObject({
      credential: z
        .enum(TOKEN_SOURCES)
        .optional()
        .describe(`one of ${TOKEN_SOURCES.join(", ")}`),
      scopes: z
        .array(
          z
            .string()
            .regex(SCOPE_FORM, "must be a scope such as https://ai.azure.com/.default")
            .describe("a scope such as https://ai.azure.com/.default"),
        )
        .min(1, "must name at least one scope")
        .optional()
        .describe("a list of scopes, each a variant of every cell with entra"),
    })
    .optional()
    .describe("how Entra tokens are obtained: credential, scopes"),
  optional: z.boolean().optional().describe("true or false: whether missing evidence leaves the exit code unchanged"),
  deployments: deployments.optional().describe("a list of deployments"),
  ...networkShape,
};

const target = z
  .strictObject({
    name: z
      .string()
      .regex(TARGET_NAME, "must be letters, digits, `.`, `_` and `-`, at most 64")
      .describe("a short name, which cell ids begin with"),
    label: line("a name for readers").optional(),
    endpoint: origin,
    basePath: z
      .string()
      .regex(BASE_PATH, "must be a path such as /api/projects/NAME, without a final slash")
      .refine((path) => credentialShapeIn(path) === null, { message: "looks like a secret: remove it" })
      .optional()
      .describe("the path before the paths of every probe, such as /api/projects/NAME"),
    region: line("the region, as the portal shows it").optional(),
    resourceId: line("the ARM resource id").optional(),
    hosts: z
      .strictObject({ webrtc: origin.optional(), "voice-live": origin.optional() })
      .optional()
      .describe("origins of further hosts: webrtc, voice-live"),
    "trust-origins": z
      .array(origin)
      .optional()
      .describe("a list of further origins of the same resource, to which redirects are followed with the credential"),
    ...shared,
  })
  .describe("a target: name, endpoint, key or token, deployments");

/** A target with the defaults of the file. */
export type TargetEntry = z.output<typeof target> & { deployments: z.output<typeof deployments> };

/** What a target lacks although the defaults of the file apply to it. */
function lacksOf(entry: z.output<typeof target>): { path: (string | number)[]; message: string }[] {
  const { key, token, entra, auth = [] } = entry;
  const uncovered = auth.flatMap((kind, index) => (kind !== "entra" && key === undefined ? [index] : []));
  const isEntra = auth.includes("entra") || entra !== undefined;
  return [
    ...(entry.deployments === undefined
      ? [{ path: ["deployments"], message: "is missing: expects a list of deployments" }]
      : []),
    ...(key === undefined && token === undefined && !isEntra
      ? [
          {
            path: [],
            message: "has no credential: add `key: { env: NAME }`, `token: { env: NAME }` or `auth: [entra]`",
          },
        ]
      : []),
    ...uncovered.map((index) => ({ path: ["auth", index], message: "needs `key: { env: NAME }` in the same target" })),
    ...(entra?.credential === "token" && token === undefined
      ? [{ path: ["entra", "credential"], message: "needs `token: { env: NAME }` in the same target" }]
      : []),
    ...(entra?.credential === "token" && entra.scopes !== undefined
      ? [{ path: ["entra", "scopes"], message: "cannot be combined with a ready token, which has one scope" }]
      : []),
  ];
}

const glob = (what: string) => line(`a glob of ${what}`).optional();

const expectEntry = z
  .strictObject({
    target: glob("target names"),
    region: glob("regions"),
    model: glob("model names"),
    deployment: glob("deployment names"),
    probe: glob("probe ids"),
    is: z.enum(EXPECTED).optional().describe(EXPECTED.join(", ")),
    for: z
      .enum(EXPECTED_ROLES)
      .optional()
      .describe(`one of ${EXPECTED_ROLES.join(", ")}`),
  })
  .describe("an entry: `is: supported`, `is: unsupported`, `is: any` or `for: ROLE`, and what it selects")
  .superRefine((value, context) => {
    if ((value.is === undefined) === (value.for === undefined))
      context.addIssue({ code: "custom", message: "must have either `is` or `for`" });
    const narrow = SELECTORS.find((key) => key !== "target" && key !== "region" && value[key] !== undefined);
    if (value.for !== undefined && narrow !== undefined)
      context.addIssue({
        code: "custom",
        path: [narrow],
        message: "cannot be combined with `for`, which selects by `target` and `region` only",
      });
  });

/** The whole file. */
export const configurationSchema = z
  .strictObject({
    version: z.literal(1).optional().describe("1"),
    defaults: z.strictObject(shared).optional().describe("keys that each target has unless it has its own"),
    targets: z.array(target).min(1, "must name at least one target").describe("a list of targets"),
    expect: z.array(expectEntry).optional().describe("a list of what you expect of targets, deployments and probes"),
    ...settingShape,
  })
  .describe("targets, and settings")
  .superRefine((value, context) => {
    for (const index of repeated(value.targets.map(({ name }) => name))) {
      context.addIssue({ code: "custom", path: ["targets", index, "name"], message: "is the name of another target" });
    }
  })
  .transform(({ defaults = {}, targets, ...rest }, context) => ({
    ...rest,
    targets: targets.map((entry, index): TargetEntry => {
      const whole = { ...defaults, ...entry };
      for (const { path, message } of lacksOf(whole))
        context.addIssue({ code: "custom", path: ["targets", index, ...path], message });
      return { ...whole, deployments: whole.deployments ?? [] };
    }),
  }));

export type ConfigurationFile = z.output<typeof configurationSchema>;

/** Indexes of names that occurred before. Names that differ only in case count as equal. */
function repeated(names: string[]): number[] {
  const plain = names.map((name) => name.toLowerCase());
  return plain.flatMap((name, index) => (plain.indexOf(name) < index ? [index] : []));
}
