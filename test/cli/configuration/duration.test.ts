import { expect, it } from "vitest";
import { parseDuration } from "../../../src/cli/configuration/duration.ts";

it.each([
  ["500ms", 500],
  ["30s", 30_000],
  ["2m", 120_000],
  ["1.5s", 1500],
  ["24h", 86_400_000],
])("%s is %i ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(["", "30", "0s", "0ms", "-1s", "25h", "1e3s", "999999999m", "30 s", "s", "1d", "NaNs"])(
  "%j is no duration",
  (text) => {
    expect(parseDuration(text)).toBeNull();
  },
);
