import { bucket, type Exemplar, keyOf, type Points } from "./points.ts";
import type { Prometheus } from "./startPrometheus.ts";

/** All points that Prometheus has up to a time; it does not show staleness markers. */
export async function pointsOfPrometheus(
	prometheus: Prometheus,
	until: number,
	externalLabels: Record<string, string>,
): Promise<Points> {
	const { result } = await prometheus.api<{ result: MatrixSeries[] }>("query", {
		query: '{__name__=~".+"}[1h]',
		time: String(until / 1000),
	});
	return new Map(
		result.map(({ metric, values = [], histograms = [] }) => [
			keyOf({ ...metric, ...externalLabels }),
			[
				...values.map(([time, value]): [number, number] => [millis(time), numberOf(value)]),
				...histograms.map(([time, histogram]): [number, ReturnType<typeof histogramOf>] => [
					millis(time),
					histogramOf(histogram),
				]),
			],
		]),
	);
}

/** All exemplars that Prometheus has of the target's own series. */
export async function exemplarsOfPrometheus(prometheus: Prometheus, until: number): Promise<Exemplar[]> {
	const parameters = { query: '{__name__=~"shop.+"}', start: "0", end: String(until / 1000) };
	const found = await prometheus.api<ExemplarSeries[]>("query_exemplars", parameters);
	return found.flatMap(({ exemplars }) =>
		exemplars.map(({ labels, value, timestamp }) => ({ labels, value: Number(value), time: millis(timestamp) })),
	);
}

/** How often a job's targets were scraped. */
export async function scrapesOf(prometheus: Prometheus, job: string): Promise<number> {
	const query = `count_over_time(up{job="${job}"}[1h])`;
	const { result } = await prometheus.api<{ result: { value: [number, string] }[] }>("query", { query });
	return Number(result[0]?.value[1] ?? 0);
}

interface MatrixSeries {
	metric: Record<string, string>;
	values?: [seconds: number, value: string][];
	histograms?: [seconds: number, SentHistogram][];
}

interface SentHistogram {
	count: string;
	sum: string;
	buckets?: [boundaries: number, left: string, right: string, count: string][];
}

interface ExemplarSeries {
	exemplars: { labels: Record<string, string>; value: string; timestamp: number }[];
}

function millis(seconds: number): number {
	return Math.round(seconds * 1000);
}

function numberOf(text: string): number {
	return Number(text.replace("Inf", "Infinity"));
}

function histogramOf({ count, sum, buckets = [] }: SentHistogram) {
	return {
		count: Number(count),
		sum: Number(sum),
		buckets: buckets.map(([, left, right, count]) => bucket(numberOf(left), numberOf(right), Number(count))),
	};
}
