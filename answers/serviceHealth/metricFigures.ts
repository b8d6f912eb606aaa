import { z } from "zod";

/** A metric of a window, all of its series together. */
export const metricFigures = z.object({
	name: z.string(),
	type: z.string(),
	unit: z.string(),
	series: z.number().int().describe("All of its series, those that the figures leave out included"),
	count: z.number().describe("Samples; of histograms and summaries, observations"),
	avg: z.number().nullable(),
	min: z.number().nullable(),
	max: z.number().nullable(),
	last: z.number().nullable().describe("Newest value: of gauges the mean over the series, else the sum"),
	perSecond: z.number().nullable().describe("Increase of counters, observations of histograms"),
	p95: z.number().nullable().describe("Of histograms with bounds"),
});
export type MetricFigures = z.infer<typeof metricFigures>;
