import Table from "cli-table3";
import type { Floors } from "./floors.ts";
import type { Measured } from "./measure.ts";
import type { Load } from "./send.ts";

/** A line of the table: a load on a runtime, the median of its rounds. */
export type Line = Pick<Load, "encoding" | "records" | "clients"> & { runtime: string } & Measured;

export interface Report {
	/** When it began. */
	at: string;
	/** Programs that wanted the machine's cores, before and after: what others take is missing in the figures. */
	load: { cores: number; before: number; after: number };
	database: string | null;
	/** Rows a second; the median of all rounds. */
	floors: Floors | null;
	lines: Line[];
	/** Of stored logs, their indexes included, before any compression. */
	bytesPerRow: number | null;
}

export function medianOf(rounds: Measured[]): Measured {
	const of = (field: keyof Measured) => median(rounds.map((round) => round[field]));
	return {
		rowsPerSecond: of("rowsPerSecond") ?? 0,
		ofCopy: of("ofCopy"),
		ofInsert: of("ofInsert"),
		serverMicros: of("serverMicros") ?? 0,
		databaseMicros: of("databaseMicros"),
		peakMiB: of("peakMiB") ?? 0,
		refused: of("refused") ?? 0,
	};
}

/** The middle one, or the lower one of the two there; null where one is missing. */
export function median(values: (number | null)[]): number | null {
	const numbers = values.filter((value) => value !== null).toSorted((a, b) => a - b);
	return numbers.length < values.length ? null : (numbers[(numbers.length - 1) >> 1] ?? null);
}

/** The report for people. */
export function textOf({ at, load, database, floors, lines, bytesPerRow }: Report): string {
	const table = new Table({ head: COLUMNS.map(([head]) => head), style: { head: [], border: [] } });
	for (const line of lines) table.push(COLUMNS.map(([, cell]) => cell(line)));
	return [
		`${at}. ${load.cores} cores, load average ${load.before.toFixed(1)} before and ${load.after.toFixed(1)} after.`,
		...(database ? [database] : []),
		...(floors
			? [`COPY: ${whole(floors.copy)} rows/s. Multi-row INSERT of 1,000: ${whole(floors.insert)} rows/s.`]
			: []),
		table.toString(),
		...(bytesPerRow ? [`On disk, indexes included: ${whole(bytesPerRow)} bytes a row.`] : []),
	].join("\n");
}

const COLUMNS: [head: string, cell: (line: Line) => string][] = [
	["", ({ runtime }) => runtime],
	["encoding", ({ encoding }) => encoding],
	["records", ({ records }) => whole(records)],
	["clients", ({ clients }) => whole(clients)],
	["rows/s", ({ rowsPerSecond }) => whole(rowsPerSecond)],
	["of COPY", ({ ofCopy }) => (ofCopy === null ? "" : `${Math.round(100 * ofCopy)} %`)],
	["of INSERT", ({ ofInsert }) => (ofInsert === null ? "" : `${ofInsert.toFixed(2)} ×`)],
	["server CPU µs/row", ({ serverMicros }) => serverMicros.toFixed(1)],
	["database CPU µs/row", ({ databaseMicros }) => databaseMicros?.toFixed(1) ?? ""],
	["peak MiB", ({ peakMiB }) => whole(peakMiB)],
	["sent again", ({ refused }) => (refused === 0 ? "" : whole(refused))],
];

function whole(number: number): string {
	return Math.round(number).toLocaleString("en");
}
