import { describe, expect, it } from "vitest";
import { logsSample, variedLogs } from "../../test/support/otlp/logsSample.ts";
import { metricsSample } from "../../test/support/otlp/metricsSample.ts";
import { parentAndChild, tracesSample } from "../../test/support/otlp/tracesSample.ts";
import type { TelemetryBatch } from "../records/batch.ts";
import { decodeLogs, decodeMetrics, decodeTraces, OtlpDecodeError } from "./decode.ts";
import { logRows } from "./logRows.ts";
import { metricRows } from "./metricRows.ts";
import { spanRows } from "./spanRows.ts";

type Encoding = "protobuf" | "json";
const clock = { receivedAt: new Date("2026-05-01T10:00:00Z") };
const logs = logsSample((logger) => {
	for (const record of variedLogs) logger.emit(record);
});
const traces = tracesSample(parentAndChild);
const metrics = await metricsSample();
const logsIn = (body: Uint8Array, encoding: Encoding) => logRows(decodeLogs(body, encoding), clock);
const spansIn = (body: Uint8Array, encoding: Encoding) => spanRows(decodeTraces(body, encoding), clock);
const metricsIn = (body: Uint8Array, encoding: Encoding) => metricRows(decodeMetrics(body, encoding), clock);

describe.each([
	["logs", "protobuf", logs.protobuf, logsIn],
	["logs", "json", logs.json, logsIn],
	["traces", "protobuf", traces.protobuf, spansIn],
	["traces", "json", traces.json, spansIn],
	["metrics", "protobuf", metrics.protobuf, metricsIn],
	["metrics", "json", metrics.json, metricsIn],
] as const)("damaged %s in %s", (_signal, encoding, body, rowsIn) => {
	it("cut off at any byte become rows that PostgreSQL takes, or a decode error", () => {
		for (let length = 0; length < body.length; length += 1) {
			expectSoundOrRefused(() => rowsIn(body.subarray(0, length), encoding));
		}
	});

	it("with bytes changed at random become rows that PostgreSQL takes, or a decode error", () => {
		const random = seededRandom(20_261);
		for (let round = 0; round < 1_500; round += 1) {
			const damaged = body.slice();
			for (let change = 0; change <= round % 4; change += 1) {
				damaged[Math.floor(random() * damaged.length)] = Math.floor(random() * 256);
			}
			expectSoundOrRefused(() => rowsIn(damaged, encoding));
		}
	});
});

function expectSoundOrRefused(rows: () => TelemetryBatch): void {
	try {
		const batch = rows();
		const tables = [batch.resources, batch.scopes, batch.contents, batch.series].map((map) => [...map.values()]);
		for (const row of [...tables, batch.logs, batch.spans, batch.points].flat()) expectSound(row);
	} catch (error) {
		if (!(error instanceof OtlpDecodeError)) throw error;
	}
}

const JSON_COLUMNS = new Set([
	"attributes",
	"context",
	"clientErrors",
	"events",
	"links",
	"labels",
	"exponential",
	"quantiles",
	"exemplars",
]);
const BIGINT_COLUMNS = new Set(["durationNs", "count"]);
const TIME_COLUMNS = new Set(["timestamp", "observedTimestamp", "startTimestamp"]);

/** What PostgreSQL would refuse: NUL, broken surrogates, broken JSON, numbers and times out of range. */
function expectSound(row: object): void {
	for (const [column, value] of Object.entries(row)) {
		if (typeof value !== "string") continue;
		if (value.includes("\0") || !value.isWellFormed()) expect.fail(`${column} holds what PostgreSQL refuses`);
		if (JSON_COLUMNS.has(column) && /\\u0000|\\ud[89a-f]/.test(JSON.stringify(JSON.parse(value)))) {
			expect.fail(`${column} holds an escape that jsonb refuses`);
		}
		if (BIGINT_COLUMNS.has(column) && BigInt.asIntN(64, BigInt(value)) !== BigInt(value)) {
			expect.fail(`${column} is no bigint: ${value}`);
		}
		if (TIME_COLUMNS.has(column) && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(value)) {
			expect.fail(`${column} is no time: ${value}`);
		}
	}
}

/** Numbers in [0, 1), the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
