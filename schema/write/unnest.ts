import { binaryArray, type Cell, type ElementType } from "./binaryArray.ts";

/** How one column of a set-based insert travels: as an array of this type, cast where PostgreSQL needs it. */
export interface Column<Row> {
	/** The table's column. */
	name: string;
	/** Element type of the array parameter. */
	type: ElementType;
	/** What the element is cast to; left out where it is already right. */
	cast?: string;
	/** It is for the statement alone: the table has no such column. */
	aside?: boolean;
	value: (row: Row) => Cell;
}

export interface InsertStatement<Row> {
	/** Name of the prepared statement. */
	name: string;
	text: string;
	/** One array for each column. */
	values: (rows: Row[]) => Uint8Array[];
}

export interface InsertOptions {
	/**
	 * Columns that tell rows apart. Rows are written in their order, so that two transactions that bring the same rows
	 * take their locks in one order and cannot deadlock.
	 */
	key?: string[];
	/** Leaves out rows whose first key column is known before anything about them is computed. */
	onlyNew?: boolean;
	/** Brings `last_seen` of known rows up to date, at most once a day and never waiting for another transaction. */
	touch?: boolean;
	/** A common table expression that stands before all others. */
	before?: string;
	/** A condition for the rows, which are `u`. */
	where?: string;
	/** What stands after the rows: ON CONFLICT, RETURNING. */
	suffix?: string;
	/** Of the prepared statement, where the table has several. */
	name?: string;
	/** A statement after the insert: `u` are the rows, with their `place`, `written` what the insert returns. */
	followedBy?: string;
}

/**
 * An `INSERT … SELECT unnest(…), …`: the text is the same for any number of rows, so it is prepared once, and a
 * request costs one round trip a table.
 */
export function insertFromArrays<Row>(
	table: string,
	columns: Column<Row>[],
	{ key, onlyNew, touch, before, where, suffix = "", followedBy, name = `insert_${table}` }: InsertOptions = {},
): InsertStatement<Row> {
	const stored = columns.filter(({ aside }) => !aside);
	const names = stored.map((column) => column.name);
	// In the list of a SELECT, not in its FROM: there PostgreSQL would copy all rows aside before it takes the first one.
	const unnested = columns.map(({ name, type }, index) => `unnest($${index + 1}::${type}[]) AS ${name}`);
	const selected = stored.map((column) => (column.cast ? `u.${column.name}::${column.cast}` : `u.${column.name}`));
	const id = key?.[0];
	const conditions = [
		...(onlyNew ? [`NOT EXISTS (SELECT FROM ${table} known WHERE known.${id} = u.${id})`] : []),
		...(where ? [where] : []),
	];
	const insert = `
			INSERT INTO ${table} (${names.join(", ")})
			SELECT ${selected.join(", ")} FROM u
			${conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : ""}
			${key ? `ORDER BY ${key.map((column) => `u.${column}`).join(", ")}` : ""}
			${suffix}`;
	return {
		name,
		text: `WITH ${before ? `${before},` : ""} u AS (SELECT ${unnested.join(", ")}${followedBy ? ", generate_subscripts($1, 1) AS place" : ""})
			${touch ? `, touched AS (${touchKnown(table, id)})` : ""}
			${followedBy ? `, written AS (${insert}) ${followedBy}` : insert}`,
		values: (rows) => columns.map(({ type, value }) => binaryArray(type, rows, value)),
	};
}

const touchKnown = (table: string, id = "") => `
	UPDATE ${table} SET last_seen = now() WHERE ${id} IN (
		SELECT known.${id} FROM ${table} known JOIN u USING (${id})
		WHERE known.last_seen < now() - interval '1 day'
		FOR UPDATE OF known SKIP LOCKED)`;

export const text = <Row>(name: string, value: (row: Row) => string | null): Column<Row> => ({
	name,
	type: "text",
	value,
});
export const time = <Row>(name: string, value: (row: Row) => string | null): Column<Row> => ({
	name,
	type: "timestamptz",
	value,
});
export const json = <Row>(name: string, value: (row: Row) => string | null): Column<Row> => ({
	name,
	type: "jsonb",
	value,
});
export const id = <Row>(name: string, value: (row: Row) => string | null): Column<Row> => ({
	name,
	type: "bigint",
	value,
});
export const integer = <Row>(name: string, value: (row: Row) => number | null): Column<Row> => ({
	name,
	type: "integer",
	value,
});
export const float = <Row>(name: string, value: (row: Row) => number | null): Column<Row> => ({
	name,
	type: "double precision",
	value,
});
