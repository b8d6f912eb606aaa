import type { Connection } from "../database.ts";
import { detectTier } from "../tier.ts";

/** The schema of a database as text to read and to compare: the same on every version of PostgreSQL. */
export async function dumpSchema(db: Connection): Promise<string> {
	const tier = await detectTier(db);
	const sections = [
		await lines(db, EXTENSIONS),
		...(await blocks(db, TABLES)),
		await lines(db, VIEWS),
		await lines(db, FUNCTIONS),
		...(tier === "none" ? [] : [await lines(db, HYPERTABLES)]),
		...(tier === "community" ? [await lines(db, COLUMNSTORE), await lines(db, POLICIES)] : []),
	];
	return `${sections.join("\n\n")}\n`;
}

interface Line {
	line: string;
}

async function lines(db: Connection, query: string): Promise<string> {
	return (await db.query<Line>(query)).map(({ line }) => line).join("\n");
}

/** One text for each table. */
async function blocks(db: Connection, query: string): Promise<string[]> {
	const byTable = new Map<string, string[]>();
	for (const { table, line } of await db.query<Line & { table: string }>(query)) {
		byTable.set(table, [...(byTable.get(table) ?? [`table ${table}`]), `\t${line}`]);
	}
	return [...byTable.values()].map((block) => block.join("\n"));
}

const EXTENSIONS =
	"SELECT 'extension ' || extname AS line FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY extname";

// Versions differ in whether NOT NULL is a constraint of its own: it stands with the column.
const TABLES = `
	WITH tables AS (
		SELECT oid, relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
	)
	SELECT t.relname AS table, 1 AS part, a.attnum AS position, concat_ws(' ',
			a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
			CASE WHEN a.attidentity <> '' THEN 'generated as identity'
				WHEN a.attgenerated <> '' THEN 'generated as ' || pg_get_expr(d.adbin, d.adrelid)
				WHEN d.adbin IS NOT NULL THEN 'default ' || pg_get_expr(d.adbin, d.adrelid) END) AS line
	FROM tables t
	JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
	LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
	UNION ALL
	SELECT t.relname, 2, 0, pg_get_constraintdef(c.oid)
	FROM tables t JOIN pg_constraint c ON c.conrelid = t.oid AND c.contype IN ('p', 'u', 'f', 'c')
	UNION ALL
	SELECT t.relname, 3, 0, regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX (\\S+) ON \\S+ USING', '\\1index \\2')
	FROM tables t JOIN pg_index i ON i.indrelid = t.oid
	WHERE NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u'))
	ORDER BY "table", part, position, line`;

const VIEWS = `
	SELECT format('view %s (%s)', v.relname,
		string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)) AS line
	FROM pg_class v JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0
	WHERE v.relnamespace = current_schema()::regnamespace AND v.relkind = 'v' AND ${notOfExtension("v.oid")}
	GROUP BY v.relname ORDER BY 1`;

const FUNCTIONS = `
	SELECT format('function %s(%s) returns %s, %s', p.proname, pg_get_function_arguments(p.oid),
		pg_get_function_result(p.oid), CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END)
		AS line
	FROM pg_proc p
	WHERE p.pronamespace = current_schema()::regnamespace AND ${notOfExtension("p.oid")}
	ORDER BY 1`;

function notOfExtension(oid: string): string {
	return `NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = ${oid} AND d.deptype = 'e')`;
}

const HYPERTABLES = `
	SELECT format('hypertable %s by %s, chunks of %s', hypertable_name, column_name, time_interval) AS line
	FROM timescaledb_information.dimensions WHERE hypertable_schema = current_schema() ORDER BY 1`;

const COLUMNSTORE = `
	SELECT format('columnstore of %s: segments by %s; order by %s', hypertable, segmentby, orderby) AS line
	FROM timescaledb_information.hypertable_columnstore_settings ORDER BY 1`;

const POLICIES = `
	SELECT format('%s of %s after %s', proc_name, hypertable_name,
		coalesce(config ->> 'drop_after', config ->> 'compress_after')) AS line
	FROM timescaledb_information.jobs WHERE hypertable_schema = current_schema() ORDER BY 1`;
