import { investigate, investigateArguments } from "../../answers/investigate.ts";
import { parseArguments } from "../../answers/parseArguments.ts";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import type { Database } from "../../schema/database.ts";
import { withBenchDatabase } from "./benchDatabase.ts";

/**
 * How long an investigation of the last hour takes with so many spans, and as many logs, of two days:
 * `VAGUS_TEST_POSTGRES_URL=… node test/bench/investigate.ts 100000 1000000`.
 */
const SIZES = process.argv.slice(2).map(Number);
const RUNS = 7;
const SERVICES = 20;

for (const size of SIZES.length > 0 ? SIZES : [100_000, 1_000_000]) {
	await withBenchDatabase("investigate", async (db) => {
		await fill(db, size);
		const context = { db, embedder: lexicalEmbedder, now: new Date() };
		const times: number[] = [];
		for (let run = 0; run < RUNS; run += 1) {
			const start = performance.now();
			await investigate(context, parseArguments(investigateArguments, {}));
			times.push(performance.now() - start);
		}
		times.sort((a, b) => a - b);
		console.log(
			`${size} spans and logs: median ${Math.round(times[RUNS >> 1] ?? 0)} ms, worst ${Math.round(times.at(-1) ?? 0)} ms`,
		);
	});
}

/** Traces of four spans over as many services, a log each, and ten series a service with a measurement each 15 seconds. */
async function fill(db: Database, size: number): Promise<void> {
	const every = `interval '2 days' / ${size}`;
	const service = (n: string) => `'service-' || (${n} % ${SERVICES})`;
	await db.withDeadline(10 * 60_000).transaction(async (tx) => {
		await tx.query(
			`INSERT INTO resources (resource_id, service, environment, attributes)
			SELECT n, ${service("n")}, 'production', '{}' FROM generate_series(0, ${SERVICES - 1}) AS g (n)`,
		);
		await tx.query(
			`INSERT INTO trace_spans (timestamp, span_id, trace_id, parent_span_id, service, environment, operation_name, kind,
				duration_ns, status, attributes, resource_id, scope_id)
			SELECT now() - n * ${every}, lpad(to_hex(n), 16, '0'), lpad(to_hex(n / 4), 32, '0'),
				CASE WHEN n % 4 > 0 THEN lpad(to_hex(n - 1), 16, '0') END, ${service("(n / 4 + n % 4)")}, 'production',
				'GET /' || n % 4, 'server', 1000000 * (20 - 4 * (n % 4)) + n % 1000000,
				CASE WHEN n % 500 = 0 THEN 'error' ELSE 'unset' END, '{}', n % ${SERVICES}, 1
			FROM generate_series(0, ${size - 1}) AS g (n)`,
		);
		await tx.query(
			`INSERT INTO application_logs (timestamp, service, environment, level, message, template_id, resource_id, scope_id)
			SELECT now() - n * ${every}, ${service("n")}, 'production',
				CASE WHEN n % 100 = 0 THEN 'error' ELSE 'info' END, 'message ' || n % 997, n % 997, n % ${SERVICES}, 1
			FROM generate_series(0, ${size - 1}) AS g (n)`,
		);
		await tx.query(
			`INSERT INTO observability_embeddings (content_id, kind, content)
			SELECT n, 'log', 'message ' || n FROM generate_series(0, 996) AS g (n)`,
		);
		await tx.query(
			`INSERT INTO template_activity
			SELECT date_trunc('hour', timestamp, 'UTC'), template_id, service, environment, level, count(*), min(timestamp), max(timestamp)
			FROM application_logs GROUP BY 1, 2, 3, 4, 5`,
		);
		await tx.query(
			`INSERT INTO metric_series (series_id, metric_name, metric_type, unit, service, environment, labels, resource_id, scope_id)
			SELECT n, 'cpu.' || n / ${SERVICES}, 'gauge', '1', ${service("n")}, 'production', '{}', 1, 1
			FROM generate_series(0, ${SERVICES * 10 - 1}) AS g (n)`,
		);
		await tx.query(
			`INSERT INTO metric_points (timestamp, series_id, value)
			SELECT now() - t * interval '15 seconds', n, random()
			FROM generate_series(0, ${SERVICES * 10 - 1}) AS g (n), generate_series(0, 11519) AS h (t)`,
		);
	});
	await db.withDeadline(10 * 60_000).transaction((tx) => tx.query("ANALYZE"));
}
