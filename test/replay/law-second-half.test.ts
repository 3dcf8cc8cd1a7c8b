import { describe } from "vitest";
import { scenarioNames } from "../../src/emulator/scenario-folder.ts";
import { provesTheLaw } from "./law.ts";

// Two files, so that two cores share the work.
describe("a report played back gives the report again", () => {
  provesTheLaw(scenarioNames().filter((_, index) => index % 2 === 1));
});
