import { describe, expect, it } from "vitest";
import { isPlainName } from "../../src/model/name-form.ts";

describe("a name", () => {
  it.each([
    "targets",
    "trust-origins",
    "AZURE_OPENAI_API_KEY_EASTUS2",
    "gpt-4o-mini-transcribe-2025-12-15",
    "input_audio_buffer.append",
    "",
  ])("is repeated in a message: %s", (text) => {
    expect(isPlainName(text)).toBe(true);
  });

  it.each([
    "0123456789abcdef0123456789abcdef",
    "q7aB3cD4eF5gH6iJ7kL8mN9oP0qR1sT2uV3wX4yZ4",
    "sk-proj-Ab1Cd2Ef3Gh4Ij5Kl6Mn7",
    "k3y/with+plus==and-symbols",
    "abcdefghijklmnopqrstuvwxyzabcdef",
    "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z-a-b-c-d-e-f-g-h",
  ])("is not taken for one: %s", (text) => {
    expect(isPlainName(text)).toBe(false);
  });
});
