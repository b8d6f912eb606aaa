import { z } from "zod";
import type { SeriesGroup } from "./groupSeries.ts";
import type { StepFigures } from "./readSteps.ts";
import type { Statistic } from "./statistics.ts";

/** Series that are answered as one, over time. */
export const metricGroup = z.object({
	by: z.record(z.string(), z.string()).describe("What its series have in common, by label"),
	series: z.number().int(),
	avg: z.number().nullable().describe("Of the points"),
	min: z.number().nullable(),
	max: z.number().nullable(),
	last: z.number().nullable().describe("The newest point"),
	points: z.array(z.number().nullable()).describe("One a step, oldest first; null where there was no sample"),
});
export type MetricGroup = z.infer<typeof metricGroup>;

/** One statistic of each group over time, the groups with the largest values first. */
export function figuresOf(
	groups: SeriesGroup[],
	steps: StepFigures[],
	{ statistic, stepMs, points }: { statistic: Statistic; stepMs: number; points: number },
): MetricGroup[] {
	const ofGroup = Map.groupBy(steps, ({ group }) => group);
	return groups
		.map(({ by, seriesIds }, place) => {
			const values = new Map((ofGroup.get(place) ?? []).map((step) => [step.step, pointOf(step, statistic, stepMs)]));
			const all = Array.from({ length: points }, (_, step) => values.get(step) ?? null);
			return { by, series: seriesIds.length, ...summary(all), points: all };
		})
		.toSorted((a, b) => (b.max ?? Number.NEGATIVE_INFINITY) - (a.max ?? Number.NEGATIVE_INFINITY));
}

function pointOf(step: StepFigures, statistic: Statistic, stepMs: number): number | null {
	switch (statistic) {
		case "avg":
		case "min":
		case "max":
		case "sum":
		case "increase":
			return step[statistic];
		case "rate":
			return step.increase === null ? null : step.increase / (stepMs / 1000);
		default:
			return step.quantile;
	}
}

function summary(points: (number | null)[]) {
	const known = points.filter((value) => value !== null);
	if (known.length === 0) return { avg: null, min: null, max: null, last: null };
	return {
		avg: known.reduce((sum, value) => sum + value, 0) / known.length,
		min: Math.min(...known),
		max: Math.max(...known),
		last: known.at(-1) ?? null,
	};
}
