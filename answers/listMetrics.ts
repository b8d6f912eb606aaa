import { sql } from "kysely";
import { z } from "zod";
import { run } from "../schema/compile.ts";
import type { AnswerContext } from "./context.ts";
import { positionOf } from "./cursor.ts";
import { type Fit, page, pageArguments, pageOf } from "./page.ts";
import { requireName } from "./requireName.ts";
import { all } from "./search/filters.ts";
import { timeRange, windowBefore } from "./timeRange.ts";

export const listMetricsArguments = z.strictObject({
	name: z.string().trim().min(1).max(255).optional().describe("Only metrics whose name holds this"),
	service: z.string().min(1).optional().describe("Only metrics of this service"),
	environment: z.string().min(1).optional().describe("Only metrics of this environment"),
	timeRange: timeRange("1h"),
	...pageArguments(50, 200),
});
export type ListMetricsArguments = z.output<typeof listMetricsArguments>;

export const listedMetric = z.object({
	name: z.string(),
	type: z.string(),
	unit: z.string(),
	description: z.string().nullable(),
	series: z.number().int(),
	services: z.array(z.string()).describe("At most 10"),
	labels: z.array(z.string()).describe("Names of its labels, at most 20"),
});
export type ListedMetric = z.infer<typeof listedMetric>;

export const listMetricsResult = z.object({
	window: z.object({ from: z.string(), to: z.string() }),
	metrics: z.array(listedMetric).describe("By name"),
	page,
});
export type ListMetricsResult = z.infer<typeof listMetricsResult>;

/** The metrics that had samples in a time range. A series is told to be there a day late at most. */
export async function listMetrics(
	{ db, now }: AnswerContext,
	{ limit, cursor, timeRange: range, ...filters }: ListMetricsArguments,
	fit?: Fit<ListedMetric>,
): Promise<ListMetricsResult> {
	const position = positionOf(cursor, ["list_metrics", range, filters], now);
	const window = windowBefore(position.asOf, range);
	const { name, service, environment } = filters;
	const found = await run<ListedMetric & { total: number }>(
		db,
		sql`SELECT *, count(*) OVER ()::integer AS total FROM (
				SELECT s.metric_name AS name, s.metric_type AS type, s.unit, max(left(s.description, 200)) AS description,
					count(DISTINCT s.series_id)::integer AS series, (array_agg(DISTINCT s.service))[1:10] AS services,
					coalesce((array_agg(DISTINCT l.name) FILTER (WHERE l.name IS NOT NULL))[1:20], '{}') AS labels
				FROM metric_series s
				LEFT JOIN LATERAL (SELECT jsonb_object_keys(s.labels) AS name) l ON true
				WHERE ${all([
					sql`s.last_seen >= ${window.from}::timestamptz - interval '1 day'`,
					name && sql`strpos(lower(s.metric_name), lower(${name})) > 0`,
					service && sql`s.service = ${service}`,
					environment && sql`s.environment = ${environment}`,
				])}
				GROUP BY s.metric_name, s.metric_type, s.unit
			) m
			ORDER BY name, type, unit LIMIT ${limit} OFFSET ${position.offset}`,
	);
	if (found.length === 0) {
		if (service !== undefined) await requireName(db, service, ["service"]);
		if (environment !== undefined) await requireName(db, environment, ["environment"]);
		if (name !== undefined) await requireName(db, name, ["metric"]);
	}
	const metrics = found.map(({ total: _, ...metric }) => metric);
	const { rows, page } = pageOf(metrics, position, { total: found[0]?.total ?? 0 }, fit);
	return { window, metrics: rows, page };
}
