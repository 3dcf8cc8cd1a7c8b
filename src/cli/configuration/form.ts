import { FAIL_ON, type FailPolicy } from "../../model/exit.ts";
import { type ResolveRule, readResolveRule } from "../../wire/resolve-rule.ts";
import { DURATION_FORM, parseDuration } from "./duration.ts";

/*
 * The forms that the value of a setting may have: how it is written as a flag or variable. schema.ts has the same forms
 * for the configuration file. This file loads no other package, because help and completion need it.
 */

export interface Form<T> {
  readonly name:
    | "text"
    | "globs"
    | "api-version"
    | "choice"
    | "fail-on"
    | "number"
    | "duration"
    | "switch"
    | "proxy"
    | "resolve";
  /** How a flag takes it. */
  readonly kind: "text" | "list" | "switch";
  /** Completes "expects …". */
  readonly expects: string;
  /** The value of a flag or variable; null if it is not of this form. */
  read(values: string[]): T | null;
  readonly choices?: readonly string[];
  readonly range?: Range;
}

interface Range {
  least: number;
  most: number;
}

export const API_VERSION = /^[A-Za-z0-9][A-Za-z0-9.-]{0,39}$/;

/** One line of text. */
export function text(expects: string): Form<string> & { kind: "text" } {
  return { name: "text", kind: "text", expects, read: ([value]) => value ?? null };
}

/** A list of globs of probe ids. */
export function globs(): Form<string[]> & { kind: "list" } {
  return { name: "globs", kind: "list", expects: "globs of probe IDs", read: (values) => values };
}

export function apiVersion(): Form<string> & { kind: "text" } {
  return {
    name: "api-version",
    kind: "text",
    expects: "an api-version such as 2025-04-01-preview",
    read: ([value = ""]) => (API_VERSION.test(value) ? value : null),
  };
}

/** One of a closed list of values. */
export function choice<const C extends string>(choices: readonly C[]): Form<C> & { kind: "text" } {
  return {
    name: "choice",
    kind: "text",
    expects: `one of ${choices.join(", ")}`,
    read: ([value]) => choices.find((known) => known === value) ?? null,
    choices,
  };
}

/** `retiring<30d`, with the number of days. */
const RETIRING = /^retiring\s*<\s*(\d{1,4})d$/;

/**
 * One or more policies of the exit code. Each of the first three includes the ones before it, so the last in their order
 * decides. `retiring<30d` adds to them.
 */
export function failOn(): Form<FailPolicy> & { kind: "text" } {
  return {
    name: "fail-on",
    kind: "text",
    expects: "never, or a list of required, regression, any and retiring<DAYSd, such as `required,retiring<30d`",
    read: ([value = ""]) => {
      const given = value.split(",").map((one) => one.trim());
      const days = given.flatMap((one) => RETIRING.exec(one)?.[1] ?? []).map(Number);
      const levels = given.filter((one) => !RETIRING.test(one)).map((one) => FAIL_ON.find((known) => known === one));
      if (days.length > 1 || levels.includes(undefined) || (given.length > 1 && given.includes("never"))) return null;
      return { failOn: FAIL_ON.findLast((one) => levels.includes(one)) ?? null, retiringDays: days[0] ?? null };
    },
  };
}

export function wholeNumber(least: number, most: number): Form<number> & { kind: "text" } {
  return {
    name: "number",
    kind: "text",
    expects: `a whole number from ${least} to ${most}`,
    read: ([value = ""]) => {
      const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
      return number >= least && number <= most ? number : null;
    },
    range: { least, most },
  };
}

/** Milliseconds. */
export function duration(): Form<number> & { kind: "text" } {
  return { name: "duration", kind: "text", expects: DURATION_FORM, read: ([value = ""]) => parseDuration(value) };
}

/** A setting that is off unless it is given. */
export function onOff(): Form<boolean> & { kind: "switch" } {
  return { name: "switch", kind: "switch", expects: "true or false", read: ([value]) => value === "true" };
}

/** The URL of a proxy. proxy.ts reads it. */
export function proxyUrl(): Form<string> & { kind: "text" } {
  return { ...text("the URL of a proxy such as http://proxy.example:8080"), name: "proxy" };
}

/** Addresses for hosts, as in curl. */
export function resolveRules(): Form<ResolveRule[]> & { kind: "list" } {
  return {
    name: "resolve",
    kind: "list",
    expects: "HOST:PORT:ADDRESS, such as NAME.openai.azure.com:443:10.0.0.4",
    read: (values) => {
      const rules = values.flatMap((value) => readResolveRule(value) ?? []);
      return rules.length === values.length ? rules : null;
    },
  };
}
