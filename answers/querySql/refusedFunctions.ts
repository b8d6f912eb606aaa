import type { Connection } from "../../schema/database.ts";

/**
 * Of functions by their ids, the names of those that a statement from outside may not call. What may be called has no
 * effect (PostgreSQL says of each whether it has), and reads neither files nor settings nor tables by their names.
 */
export async function refusedFunctions(db: Connection, ids: string[], embedded: boolean): Promise<string[]> {
	const refused = embedded ? [...REFUSED, ...REFUSED_EMBEDDED] : REFUSED;
	const rows = await db.query<{ name: string }>(FIND, [ids, refused, ALLOWED, EXTENSIONS, OURS]);
	return rows.map(({ name }) => name);
}

/** Regular expressions of names. */
const REFUSED = [
	"^pg_(?!typeof$|size_pretty$|column_size$|input_is_valid$)",
	"^(has|inet|lo|row_security|txid)_",
	"^current_setting$",
	"_to_xml(schema)?$",
	"_to_xml_and_xmlschema$",
	"^ts_debug$",
	// A few letters that make a text of a gigabyte, or a number of a hundred thousand digits.
	"^(array_fill|factorial|lpad|repeat|rpad)$",
];

/** How many rows it makes is not always known before. */
const REFUSED_EMBEDDED = ["^generate_series$"];

/** They give something else each time, and do nothing else. */
const ALLOWED = [
	"array_sample",
	"array_shuffle",
	"bernoulli",
	"clock_timestamp",
	"gen_random_uuid",
	"random",
	"random_normal",
	"system",
	"timeofday",
];

const EXTENSIONS = ["vector", "pg_trgm", "timescaledb"];

const OURS = [
	"content_words",
	"contents_spelled_like",
	"histogram_quantile",
	"nearest_contents",
	"search_similar_events",
];

const FIND = `
	SELECT DISTINCT p.proname AS name
	FROM unnest($1::text[]) AS called (oid)
	JOIN pg_proc p ON p.oid = called.oid::oid
	JOIN pg_namespace n ON n.oid = p.pronamespace
	WHERE p.prosecdef OR p.proname ~ ANY ($2::text[])
		OR (p.provolatile = 'v' AND NOT (n.nspname = 'pg_catalog' AND p.proname = ANY ($3::text[])))
		OR NOT (n.nspname = 'pg_catalog' OR (n.oid = current_schema()::regnamespace AND p.proname = ANY ($5::text[]))
			OR (n.nspname NOT LIKE '\\_timescaledb%' AND EXISTS (
				SELECT FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
				WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
					AND d.refclassid = 'pg_extension'::regclass AND e.extname = ANY ($4::text[]))))
	ORDER BY 1`;
