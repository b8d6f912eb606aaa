import type { Connection } from "../../schema/database.ts";
import { lengthOf, type Window } from "../timeRange.ts";
import type { SeriesGroup } from "./groupSeries.ts";

/** The figures of a group in one step of time; those that its type does not have are null. */
export interface StepFigures {
	/** Place of the group among those asked for. */
	group: number;
	/** Place of the step, from 0. */
	step: number;
	avg: number | null;
	min: number | null;
	max: number | null;
	sum: number | null;
	increase: number | null;
	quantile: number | null;
}

export interface StepsWanted {
	groups: SeriesGroup[];
	window: Window;
	stepMs: number;
	/** Of histograms. */
	quantile: number | null;
}

/** Gauges and sums, step by step. Windows above two hours are read by the minute. */
export async function numberSteps(db: Connection, wanted: StepsWanted): Promise<StepFigures[]> {
	const raw = lengthOf(wanted.window) <= RAW_MS;
	const name = raw ? "raw_number_steps" : "minute_number_steps";
	return db.query<StepFigures>(NUMBERS(raw ? RAW : BY_MINUTE), valuesOf(wanted).slice(0, 5), name);
}

/** Histograms and summaries, step by step: what was observed within each. */
export async function distributionSteps(db: Connection, wanted: StepsWanted): Promise<StepFigures[]> {
	return db.query<StepFigures>(OBSERVED, valuesOf(wanted), "distribution_steps");
}

const RAW_MS = 2 * 3600_000;

function valuesOf({ groups, window, stepMs, quantile }: StepsWanted): unknown[] {
	const series = groups.flatMap(({ seriesIds }, group) => seriesIds.map((id) => ({ id, group })));
	return [
		series.map(({ id }) => id),
		series.map(({ group }) => group),
		window.from,
		window.to,
		stepMs / 1000,
		quantile,
	];
}

const SERIES = `SELECT * FROM unnest($1::bigint[], $2::integer[]) AS wanted (series_id, place)`;

const STEP = (at: string) => `floor(extract(epoch FROM ${at} - $3::timestamptz) / $5::float8)::integer`;

// The last sample before the window is where counters begin; one that is older than five minutes is none of it.
const RAW = `
	SELECT series_id, timestamp AS at, start_timestamp AS start, value AS total, value AS least, value AS most, 1 AS samples
	FROM metric_points
	WHERE series_id = ANY($1::bigint[]) AND value IS NOT NULL
		AND timestamp >= $3::timestamptz - interval '5 minutes' AND timestamp < $4::timestamptz`;

const BY_MINUTE = `
	SELECT series_id, bucket AS at, NULL::timestamptz AS start, avg_value * sample_count AS total, min_value AS least,
		max_value AS most, sample_count AS samples
	FROM metrics_1min
	WHERE series_id = ANY($1::bigint[]) AND bucket >= $3::timestamptz - interval '5 minutes' AND bucket < $4::timestamptz`;

// A counter that is lower than before, or that began after the sample before, began anew at zero. The sum is of what each
// series is on average: samples of one series are not added up.
const NUMBERS = (samples: string) => `
	WITH series AS (${SERIES}), samples AS (${samples}
	), steps AS (
		SELECT *, lag(most) OVER w AS before, lag(at) OVER w AS before_at
		FROM samples WINDOW w AS (PARTITION BY series_id ORDER BY at)
	), by_series AS (
		SELECT t.series_id, ${STEP("t.at")} AS step, sum(t.total) AS total, min(t.least) AS least, max(t.most) AS most,
			sum(t.samples) AS samples,
			sum(CASE
				WHEN m.temporality = 'delta' THEN t.total
				WHEN t.before IS NULL THEN CASE WHEN t.start >= $3::timestamptz THEN t.most ELSE 0 END
				WHEN t.most < t.before OR t.start > t.before_at THEN t.most
				ELSE t.most - t.before
			END) AS increase
		FROM steps t JOIN metric_series m USING (series_id)
		WHERE t.at >= $3::timestamptz
		GROUP BY t.series_id, step
	)
	SELECT s.place AS group, b.step, (sum(b.total) / sum(b.samples))::float8 AS avg, min(b.least) AS min, max(b.most) AS max,
		sum(b.total / b.samples)::float8 AS sum, sum(b.increase)::float8 AS increase, NULL::float8 AS quantile
	FROM by_series b JOIN series s USING (series_id)
	GROUP BY s.place, b.step`;

// Of a cumulative series a point observed what it holds beyond the point before it, or all of it after a restart; of a
// delta series, what it holds. Where series of a group have several bounds, the quantile is of those with the most
// observations.
const OBSERVED = `
	WITH series AS (${SERIES}), points AS (
		SELECT p.series_id, p.timestamp, p.count, p.sum, p.bucket_counts, m.temporality,
			CASE WHEN p.exponential ? 'bounds' THEN (
				SELECT array_agg(bound::double precision ORDER BY place)
				FROM jsonb_array_elements_text(p.exponential -> 'bounds') WITH ORDINALITY AS bounds (bound, place)
			) ELSE m.bucket_bounds END AS bounds, p.start_timestamp AS start,
			lag(p.timestamp) OVER w AS before_at, lag(p.count) OVER w AS before_count, lag(p.sum) OVER w AS before_sum,
			lag(p.bucket_counts) OVER w AS before_counts
		FROM metric_points p JOIN metric_series m USING (series_id)
		WHERE p.series_id = ANY($1::bigint[]) AND p.count IS NOT NULL
			AND p.timestamp >= $3::timestamptz - interval '5 minutes' AND p.timestamp < $4::timestamptz
		WINDOW w AS (PARTITION BY p.series_id ORDER BY p.timestamp)
	), observed AS (
		SELECT s.place, ${STEP("p.timestamp")} AS step, p.*,
			p.temporality = 'delta' OR p.before_count IS NULL OR p.count < p.before_count
				OR coalesce(p.start > p.before_at, false) AS anew
		FROM points p JOIN series s USING (series_id)
		WHERE p.timestamp >= $3::timestamptz
			AND (p.temporality = 'delta' OR p.before_at IS NOT NULL OR p.start >= $3::timestamptz)
	), totals AS (
		SELECT place, step, sum(count - CASE WHEN anew THEN 0 ELSE before_count END)::float8 AS count,
			sum(sum - CASE WHEN anew THEN 0 ELSE before_sum END)::float8 AS sum
		FROM observed GROUP BY place, step
	), buckets AS (
		SELECT o.place, o.step, o.bounds, b.nth, sum(b.count - CASE WHEN o.anew THEN 0 ELSE b.before END)::bigint AS count
		FROM observed o
		CROSS JOIN LATERAL unnest(o.bucket_counts, o.before_counts) WITH ORDINALITY AS b (count, before, nth)
		WHERE $6::float8 IS NOT NULL AND o.bounds IS NOT NULL
		GROUP BY o.place, o.step, o.bounds, b.nth
	), quantiles AS (
		SELECT DISTINCT ON (place, step) place, step,
			histogram_quantile($6::float8, bounds, array_agg(count ORDER BY nth)) AS quantile
		FROM buckets GROUP BY place, step, bounds
		ORDER BY place, step, sum(count) DESC
	)
	SELECT t.place AS group, t.step, t.sum / nullif(t.count, 0) AS avg, NULL::float8 AS min, NULL::float8 AS max,
		t.sum, t.count AS increase, q.quantile
	FROM totals t LEFT JOIN quantiles q USING (place, step)`;
