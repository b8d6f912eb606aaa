import type { Database } from "../../../schema/database.ts";
import { bucket, type Exemplar, type Histogram, keyOf, type Points } from "./points.ts";

/** All points that Vagus has up to a time, but for staleness markers. */
export async function pointsOfVagus(db: Database, until: number): Promise<Points> {
	const points: Points = new Map();
	for (const { name, labels, time, value, ...histogram } of await db.query<Sample>(SAMPLES, [until])) {
		const key = keyOf({ __name__: name, ...labels });
		const held = value === null ? histogramOf(histogram) : Number(value);
		points.set(key, [...(points.get(key) ?? []), [Math.round(time), held]]);
	}
	return points;
}

/** All exemplars that Vagus has. */
export async function exemplarsOfVagus(db: Database): Promise<Exemplar[]> {
	const held = await db.query<{ exemplar: HeldExemplar }>(
		"SELECT jsonb_array_elements(exemplars) AS exemplar FROM metric_points WHERE exemplars IS NOT NULL",
	);
	return held.map(({ exemplar: { attributes, value, time } }) => ({
		labels: attributes,
		value,
		time: Date.parse(time),
	}));
}

/** How many series end by a staleness marker. */
export async function endedSeries(db: Database): Promise<number | undefined> {
	const [row] = await db.query<{ count: number }>(
		`SELECT count(*)::int AS count
		FROM (SELECT DISTINCT ON (series_id) * FROM metric_points ORDER BY series_id, timestamp DESC) last
		WHERE value IS NULL AND count IS NULL AND sum IS NULL`,
	);
	return row?.count;
}

const SAMPLES = `
	SELECT metric_name AS name, labels, (extract(epoch FROM timestamp) * 1000)::float8 AS time, value::text, count, sum,
		exponential
	FROM metrics_samples
	WHERE timestamp <= to_timestamp($1::float8 / 1000) AND (value IS NOT NULL OR count IS NOT NULL)
	ORDER BY timestamp`;

interface Sample extends HeldHistogram {
	name: string;
	labels: Record<string, string>;
	time: number;
	value: string | null;
}

interface HeldHistogram {
	count: string | null;
	sum: number;
	exponential: Exponential;
}

interface HeldExemplar {
	attributes: Record<string, string>;
	value: number;
	time: string;
}

interface Exponential {
	scale: number;
	zeroCount: number;
	zeroThreshold: number;
	positive: { offset: number; counts: number[] };
	negative: { offset: number; counts: number[] };
	bounds?: number[];
}

function histogramOf({ count, sum, exponential }: HeldHistogram): Histogram {
	const { zeroCount, zeroThreshold, positive, negative } = exponential;
	const side = ({ offset, counts }: Exponential["positive"], sign: 1 | -1) =>
		counts.map((count, index) => {
			const edges = [offset + index, offset + index + 1].map((edge) => sign * edgeOf(exponential, edge));
			return { left: Math.min(...edges), right: Math.max(...edges), count };
		});
	const zero = { left: -zeroThreshold, right: zeroThreshold, count: zeroCount };
	return {
		count: Number(count),
		sum,
		buckets: [...side(negative, -1).reverse(), zero, ...side(positive, 1)]
			.filter(({ count }) => count > 0)
			.map(({ left, right, count }) => bucket(left, right, count)),
	};
}

/** The lower edge of the bucket at an index. */
function edgeOf({ scale, bounds }: Exponential, index: number): number {
	if (!bounds) return 2 ** (index * 2 ** -scale);
	if (index === 0) return Number.NEGATIVE_INFINITY;
	return bounds[index - 1] ?? Number.POSITIVE_INFINITY;
}
