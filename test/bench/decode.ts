// Decoding and mapping of OTLP logs without a database: `node test/bench/decode.ts`.
import { SeverityNumber } from "@opentelemetry/api";
import Table from "cli-table3";
import { decodeLogs } from "../../core/otlp/decode.ts";
import { logRows } from "../../core/otlp/logRows.ts";
import { logsSample } from "../support/otlp/logsSample.ts";

const RECORDS = 5_000;
const ROUNDS = 40;
const receivedAt = new Date();

const sample = logsSample((logger) => {
	for (let index = 0; index < RECORDS; index += 1) {
		logger.emit({
			timestamp: [1_700_000_000 + Math.floor(index / 100), (index % 100) * 10_000_000],
			severityNumber: SeverityNumber.INFO,
			severityText: "INFO",
			body: `order ${index} of customer c-${index % 977} was shipped to warehouse ${index % 13} in ${index % 450} ms`,
			attributes: {
				"http.request.method": "POST",
				"url.path": `/orders/${index}`,
				"http.response.status_code": 201,
				"request.id": `6f1c2a9e-0000-4000-8000-${String(index).padStart(12, "0")}`,
				"user.id": `u-${index % 977}`,
				"server.address": "orders.internal.example.com",
				"duration.seconds": (index % 450) / 1000,
				"cache.hit": index % 3 === 0,
			},
		});
	}
});

const table = new Table({ head: ["5,000 logs", "MiB", "decode µs/row", "decode + rows µs/row", "rows/s"] });
for (const encoding of ["protobuf", "json"] as const) {
	const body = sample[encoding];
	const decode = perRow(() => decodeLogs(body, encoding));
	const both = perRow(() => logRows(decodeLogs(body, encoding), { receivedAt }));
	table.push([
		encoding,
		(body.length / 2 ** 20).toFixed(2),
		decode.toFixed(2),
		both.toFixed(2),
		Math.round(1e6 / both).toLocaleString("en"),
	]);
}
console.log(table.toString());

/** Microseconds a row: the median of many rounds, after as many to warm up. */
function perRow(work: () => unknown): number {
	const times: number[] = [];
	for (let round = 0; round < 2 * ROUNDS; round += 1) {
		const start = performance.now();
		work();
		if (round >= ROUNDS) times.push(performance.now() - start);
	}
	times.sort((a, b) => a - b);
	return ((times[ROUNDS / 2] ?? 0) * 1000) / RECORDS;
}
