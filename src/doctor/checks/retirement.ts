import { TEXT } from "../../diagnose/findings/model-retires-soon.text.ts";
import { SOON_DAYS } from "../../model/retirement.ts";
import { counted } from "../../render/words.ts";
import { type Evaluated, ok, problem, unknown } from "../line.ts";
import type { Seen } from "../seen.ts";

/** The dates on which the models of the configured deployments retire. */
export function checkRetirement({ retirements, target }: Seen): Evaluated[] {
  if (target.deployments.length === 0 || retirements === null) return [];
  const near = retirements.filter(({ daysLeft }) => daysLeft <= SOON_DAYS);
  if (near.length === 0) {
    const dated = new Set(retirements.map(({ deployment }) => deployment)).size;
    return dated === 0
      ? [unknown("no source states a date for these models")]
      : [
          ok(
            `none within ${SOON_DAYS} days (a date is known for ${dated} of ${counted(target.deployments.length, "deployment")})`,
          ),
        ];
  }
  return near.map(({ deployment, model, on, daysLeft }) =>
    daysLeft < 0
      ? problem(`${deployment}: the date of ${model} was ${on}, ${counted(-daysLeft, "day")} ago`, TEXT.remedy.passed)
      : ok(`${deployment === model ? "" : `${deployment}: `}${model} retires on ${on}, in ${counted(daysLeft, "day")}`),
  );
}
