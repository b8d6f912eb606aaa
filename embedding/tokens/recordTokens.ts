import { decodeMetrics } from "../../core/otlp/decode.ts";
import { metricRows } from "../../core/otlp/metricRows.ts";
import type { Database } from "../../schema/database.ts";
import { writeTelemetry } from "../../schema/write/writeTelemetry.ts";

/** A counter's name; its points are what was used since the point before, by service and model. */
export const TOKENS_METRIC = "vagus.embedding.tokens";

/**
 * Writes what a batch has cost as samples of the service `vagus`, so that a budget can be held on every runtime: on some
 * a process ends before it could tell a counter's value.
 */
export async function recordTokens(
	db: Pick<Database, "transaction">,
	model: string,
	tokens: ReadonlyMap<string, number>,
	now: Date,
): Promise<void> {
	const dataPoints = [...tokens].map(([service, value]) => ({
		timeUnixNano: nanosOf(now),
		asInt: String(value),
		attributes: [attribute("service", service), attribute("model", model)],
	}));
	const sum = { aggregationTemporality: DELTA, isMonotonic: true, dataPoints };
	const metrics = [{ name: TOKENS_METRIC, unit: "{token}", description: "Tokens that were embedded", sum }];
	const resource = { attributes: [attribute("service.name", "vagus")] };
	const request = { resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: "vagus" }, metrics }] }] };
	const bytes = new TextEncoder().encode(JSON.stringify(request));
	await writeTelemetry(db, metricRows(decodeMetrics(bytes, "json"), { receivedAt: now }), null);
}

const DELTA = 1;

const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });

/** A sample is known by its series and time, and two processes may end a batch in the same millisecond. */
function nanosOf(now: Date): string {
	const micros = Math.floor(Math.random() * 1_000);
	return `${now.getTime()}${String(micros).padStart(3, "0")}000`;
}
