import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { decodeLogs } from "../../../core/otlp/decode.ts";
import { logRows } from "../../../core/otlp/logRows.ts";
import { insertLogs } from "../../../schema/write/logs.ts";
import { logsPayload } from "./payloads.ts";

const RECORDS = 5_000;

/** Rows a second by COPY, text format, into the same table: what PostgreSQL itself takes from one connection. */
export async function copyFloor(databaseUrl: string, rows: number): Promise<number> {
	const batches = batchesOf(rows).map((batch) => Buffer.from(batch.map(copyLine).join("")));
	return perSecond(databaseUrl, rows, batches, (client, batch) =>
		pipeline(Readable.from([batch]), client.query(copyFrom(`COPY application_logs (${COLUMNS}) FROM STDIN`))),
	);
}

/** Rows a second by `INSERT … VALUES (…), (…)` of 1,000 rows each, unnamed, as the first plan had it. */
export async function multiRowInsert(databaseUrl: string, rows: number): Promise<number> {
	const batches = batchesOf(rows).flatMap((batch) =>
		Array.from({ length: batch.length / VALUES_ROWS }, (_, index) =>
			batch.slice(index * VALUES_ROWS, (index + 1) * VALUES_ROWS),
		),
	);
	return perSecond(databaseUrl, rows, batches, (client, batch) => {
		const tuples = batch.map((row, index) => `(${row.map((_, column) => `$${index * row.length + column + 1}`)})`);
		return client.query(`INSERT INTO application_logs (${COLUMNS}) VALUES ${tuples.join(",")}`, batch.flat());
	});
}

/** PostgreSQL takes 65,535 parameters a statement. */
const VALUES_ROWS = 1_000;

const COLUMNS = /INSERT INTO application_logs \((.*?)\)/.exec(insertLogs.text)?.[1] ?? "";

type Cell = string | number | null;

/** Rows as arrays of cells, in the order of the columns. */
function batchesOf(rows: number): Cell[][][] {
	return Array.from({ length: rows / RECORDS }, (_, serial) => {
		const { logs } = logRows(decodeLogs(logsPayload(RECORDS, serial).protobuf, "protobuf"), { receivedAt: new Date() });
		const columns = insertLogs.values(logs) as Cell[][];
		return logs.map((_, row) => columns.map((column) => column[row] ?? null));
	});
}

function copyLine(row: Cell[]): string {
	return `${row.map((cell) => (cell === null ? "\\N" : String(cell).replace(/[\\\n\r\t]/g, escapeOf))).join("\t")}\n`;
}

const escapeOf = (char: string) => ({ "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" })[char] ?? char;

async function perSecond<Batch>(
	databaseUrl: string,
	rows: number,
	batches: Batch[],
	write: (client: pg.Client, batch: Batch) => Promise<unknown>,
): Promise<number> {
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	const start = performance.now();
	for (const batch of batches) await write(client, batch);
	const seconds = (performance.now() - start) / 1000;
	await client.query("TRUNCATE application_logs");
	await client.end();
	return rows / seconds;
}
