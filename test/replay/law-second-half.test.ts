import { describe } from "vitest";
import { SCENARIOS } from "../../src/emulator/scenarios/index.ts";
import { provesTheLaw } from "./law.ts";

// Two files, so that two cores share the work.
describe("a report played back gives the report again", () => {
  provesTheLaw(Object.keys(SCENARIOS).filter((_, index) => index % 2 === 1));
});
