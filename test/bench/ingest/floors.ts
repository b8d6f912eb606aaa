import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { decodeLogs } from "../../../core/otlp/decode.ts";
import { logRows } from "../../../core/otlp/logRows.ts";
import { openPg } from "../../../schema/drivers/pg.ts";
import { insertLogs } from "../../../schema/write/logs.ts";
import { writeTelemetry } from "../../../schema/write/writeTelemetry.ts";
import { logsPayload } from "./payloads.ts";

/** What PostgreSQL itself takes, in rows a second over one connection into the same table. */
export interface Floors {
	/** COPY, text format. */
	copy: number;
	/** `INSERT … VALUES (…), (…)` of 1,000 rows each, unnamed, as the first plan had it. */
	insert: number;
}

/** Measures both with the rows that the server itself makes of so many records, made once. */
export async function floorsOf(databaseUrl: string, rows: number): Promise<() => Promise<Floors>> {
	const batches = await batchesOf(databaseUrl, rows);
	const copies = batches.map((lines) => Buffer.from(`${lines.join("\n")}\n`));
	const inserts = batches.flatMap((lines) =>
		Array.from({ length: lines.length / VALUES_ROWS }, (_, index) =>
			lines.slice(index * VALUES_ROWS, (index + 1) * VALUES_ROWS).map(cellsOf),
		),
	);
	return async () => ({
		copy: await perSecond(databaseUrl, rows, copies, (client, batch) =>
			pipeline(Readable.from([batch]), client.query(copyFrom(`COPY application_logs (${COLUMNS}) FROM STDIN`))),
		),
		insert: await perSecond(databaseUrl, rows, inserts, (client, batch) => {
			const tuples = batch.map((row, index) => `(${row.map((_, column) => `$${index * row.length + column + 1}`)})`);
			return client.query(`INSERT INTO application_logs (${COLUMNS}) VALUES ${tuples.join(",")}`, batch.flat());
		}),
	});
}

const RECORDS = 5_000;

/** PostgreSQL takes 65,535 parameters a statement. */
const VALUES_ROWS = 1_000;

const COLUMNS = /INSERT INTO application_logs \((.*?)\)/.exec(insertLogs.text)?.[1] ?? "";

type Cell = string | null;

/** The lines of COPY's text format for so many rows, in batches. */
async function batchesOf(databaseUrl: string, rows: number): Promise<string[][]> {
	const db = openPg({ connectionString: databaseUrl, max: 1 });
	const client = new pg.Client({ connectionString: databaseUrl });
	await client.connect();
	const batches: string[][] = [];
	for (let serial = 0; serial < rows / RECORDS; serial += 1) {
		const body = logsPayload(RECORDS, serial).protobuf;
		await writeTelemetry(db, logRows(decodeLogs(body, "protobuf"), { receivedAt: new Date() }), null);
		const stored = client.query(copyTo(`COPY (SELECT ${COLUMNS} FROM application_logs) TO STDOUT`));
		batches.push((await text(stored)).trimEnd().split("\n"));
		await client.query("TRUNCATE application_logs");
	}
	await client.end();
	await db.close();
	return batches;
}

function cellsOf(line: string): Cell[] {
	return line
		.split("\t")
		.map((cell) => (cell === "\\N" ? null : cell.replace(/\\(.)/g, (_, char) => ESCAPED[char] ?? char)));
}

const ESCAPED: Record<string, string> = { n: "\n", r: "\r", t: "\t" };

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
