import type { MetricPoint, MetricSeries } from "../../core/records/metric.ts";
import { float, id, insertFromArrays, json, text, time } from "./unnest.ts";
import { withinHour } from "./withinHour.ts";

export const insertSeries = insertFromArrays<MetricSeries>(
	"metric_series",
	[
		id("series_id", (series) => series.seriesId),
		text("metric_name", (series) => series.metricName),
		text("metric_type", (series) => series.metricType),
		text("temporality", (series) => series.temporality),
		text("unit", (series) => series.unit),
		text("description", (series) => series.description),
		text("service", (series) => series.service),
		text("environment", (series) => series.environment),
		json("labels", (series) => series.labels),
		{
			name: "bucket_bounds",
			type: "text",
			cast: "double precision[]",
			value: (series) => arrayLiteral(series.bucketBounds),
		},
		id("resource_id", (series) => series.resourceId),
		id("scope_id", (series) => series.scopeId),
	],
	{
		key: ["series_id"],
		onlyNew: true,
		touch: true,
		suffix: "ON CONFLICT DO NOTHING RETURNING series_id",
		...withinHour("series", "metric_series", "series_id"),
	},
);

/** A sample is unique by series and time. */
export const insertPoints = insertFromArrays<MetricPoint>(
	"metric_points",
	[
		time("timestamp", (point) => point.timestamp),
		id("series_id", (point) => point.seriesId),
		time("start_timestamp", (point) => point.startTimestamp),
		float("value", (point) => point.value),
		id("count", (point) => point.count),
		float("sum", (point) => point.sum),
		float("min", (point) => point.min),
		float("max", (point) => point.max),
		{ name: "bucket_counts", type: "text", cast: "bigint[]", value: (point) => arrayLiteral(point.bucketCounts) },
		json("exponential", (point) => point.exponential),
		json("quantiles", (point) => point.quantiles),
		json("exemplars", (point) => point.exemplars),
	],
	{ key: ["series_id", "timestamp"], suffix: "ON CONFLICT DO NOTHING" },
);

/** PostgreSQL's text form of an array of numbers: an array in an array parameter would have to be rectangular. */
function arrayLiteral(items: (string | number)[] | null): string | null {
	return items && `{${items.join(",")}}`;
}
