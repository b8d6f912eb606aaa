// OTLP logs decoded and made rows, without a database, and the protobuf decoders on npm beside ours: `npm run bench:decode`.
// CPU time of this process, garbage collection included: what other programs take of the machine is not in it.
import Table from "cli-table3";
import { decodeLogs } from "../../../core/otlp/decode.ts";
import { logRows } from "../../../core/otlp/logRows.ts";
import { insertLogs } from "../../../schema/write/logs.ts";
import { logsPayload } from "../ingest/payloads.ts";
import { candidates } from "./candidates.ts";

const RECORDS = 5_000;
const ROUNDS = 25;
/** So often in a row: the garbage of one is often the next one's to collect. */
const TIMES = 4;
const receivedAt = new Date();
const sample = logsPayload(RECORDS, 1);

const stages = (["protobuf", "json"] as const).flatMap((encoding) => {
	const decode = () => decodeLogs(sample[encoding], encoding);
	const rows = () => logRows(decode(), { receivedAt }).logs;
	return [
		{ name: `${encoding}, decoded`, work: decode },
		{ name: `${encoding}, and made rows`, work: rows },
		{ name: `${encoding}, and made columns`, work: () => insertLogs.values(rows()) },
	];
});
const decoders = candidates().map(({ name, decode }) => ({ name, work: () => decode(sample.protobuf) }));

for (const [head, works] of [
	["a log record of some 360 bytes", stages],
	["the same in protobuf, by", decoders],
] as const) {
	const table = new Table({ head: [head, "CPU µs/row"], style: { head: [], border: [] } });
	for (const [name, micros] of cpuPerRow(works)) table.push([name, micros.toFixed(2)]);
	console.log(table.toString());
}

interface Work {
	name: string;
	work: () => unknown;
}

/** Median of many rounds, after some to warm up. The works take turns, so that all meet the same machine. */
function cpuPerRow(works: readonly Work[]): [name: string, micros: number][] {
	const rounds = works.map(({ name, work }) => ({ name, work, times: [] as number[] }));
	for (let round = -5; round < ROUNDS; round += 1) {
		for (const { work, times } of rounds) {
			const before = process.cpuUsage();
			for (let time = 0; time < TIMES; time += 1) work();
			const { user, system } = process.cpuUsage(before);
			if (round >= 0) times.push((user + system) / TIMES / RECORDS);
		}
	}
	return rounds.map(({ name, times }) => [name, times.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? 0]);
}
