import { sql } from "kysely";
import type { MetricType } from "../../core/records/metric.ts";
import { nearest } from "../../core/text/nearest.ts";
import { run } from "../../schema/compile.ts";
import type { Connection } from "../../schema/database.ts";
import { AnswerError } from "../answerError.ts";
import { knownNames } from "../knownNames.ts";
import { didYouMean } from "../parseArguments.ts";
import { requireName } from "../requireName.ts";
import { all } from "../search/filters.ts";
import type { Window } from "../timeRange.ts";

export interface FoundSeries {
	seriesId: string;
	type: MetricType;
	unit: string;
	service: string;
	environment: string;
	labels: Record<string, unknown>;
}

export interface SeriesFilters {
	metric: string;
	window: Window;
	service?: string;
	environment?: string;
	labels: Record<string, string>;
}

/** The series of a metric, those that were sent last first, one more than are read. Throws where there is none. */
export async function findSeries(db: Connection, filters: SeriesFilters, limit: number): Promise<FoundSeries[]> {
	const { metric, window, service, environment, labels } = filters;
	const found = await run<FoundSeries>(
		db,
		sql`SELECT s.series_id AS "seriesId", s.metric_type AS type, s.unit, s.service, s.environment, s.labels
			FROM metric_series s
			WHERE ${all([
				sql`s.metric_name = ${metric}`,
				sql`s.last_seen >= ${window.from}::timestamptz - interval '1 day'`,
				service && sql`s.service = ${service}`,
				environment && sql`s.environment = ${environment}`,
				...Object.entries(labels).map(([name, value]) => sql`s.labels ->> ${name} = ${value}`),
			])}
			ORDER BY s.last_seen DESC, s.series_id LIMIT ${limit + 1}`,
	);
	if (found.length === 0) throw await whyNone(db, filters);
	return found;
}

async function whyNone(db: Connection, { metric, service, environment, labels }: SeriesFilters): Promise<AnswerError> {
	const known = await knownNames(db, "metric");
	if (!known.includes(metric)) {
		const meant = nearest(metric, known);
		const said = didYouMean(meant) || " Leave metric out to list those that there are.";
		return new AnswerError("not_found", `No metric is named ${metric}.${said}`, meant);
	}
	if (service !== undefined) await requireName(db, service, ["service"]);
	if (environment !== undefined) await requireName(db, environment, ["environment"]);
	const values = await run<{ name: string; value: string }>(
		db,
		sql`SELECT DISTINCT l.key AS name, l.value FROM metric_series s CROSS JOIN LATERAL jsonb_each_text(s.labels) l
			WHERE s.metric_name = ${metric} ORDER BY 1, 2 LIMIT 200`,
	);
	const names = [...new Set(values.map(({ name }) => name))];
	const unknown = Object.keys(labels).filter((name) => !names.includes(name));
	const [first] = unknown;
	if (first !== undefined) {
		const meant = nearest(first, names);
		const said = didYouMean(meant) || ` Its labels are ${names.join(", ") || "none"}.`;
		return new AnswerError("not_found", `${metric} has no label ${first}.${said}`, meant.length > 0 ? meant : names);
	}
	const wanted = Object.keys(labels);
	const shown = values.filter(({ name }) => wanted.includes(name)).map(({ name, value }) => `${name}=${value}`);
	const there = shown.length > 0 ? ` There are ${shown.slice(0, MOST_SHOWN).join(", ")}.` : " Try a longer timeRange.";
	return new AnswerError("not_found", `No series of ${metric} matches.${there}`, shown.slice(0, MOST_SHOWN));
}

const MOST_SHOWN = 20;
