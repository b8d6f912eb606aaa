import type { Connection, Queryable } from "../../schema/database.ts";
import { analyzeNew, refuseCostly } from "./refuseCostly.ts";
import { sqlLimits } from "./sqlLimits.ts";

/**
 * Rows of a statement that was checked, as a role that can read little, in a transaction that cannot write. Values are as
 * PostgreSQL writes them, a character longer than they may be where they are too long.
 */
export async function runStatement(
	db: Queryable,
	statement: string,
	columns: string[],
	{ limit, offset }: { limit: number; offset: number },
): Promise<(string | null)[][]> {
	const embedded = db.driver === "pglite";
	if (embedded) await analyzeNew(db);
	return db.withDeadline(sqlLimits.statementMs).transaction(async (tx) => {
		await tx.script(READ_ONLY);
		await takeRole(tx);
		const text = asTexts(statement, columns);
		const values = [limit, offset, sqlLimits.value + 1];
		if (embedded) await refuseCostly(tx, text, values);
		const rows = await tx.query<{ cells: (string | null)[] }>(text, values);
		return rows.map(({ cells }) => cells);
	});
}

const READ_ONLY = "SET TRANSACTION READ ONLY; SET LOCAL TIME ZONE 'UTC'";

/** Where the user of the database may not take the role, what a statement names was checked all the same. */
async function takeRole(tx: Connection): Promise<void> {
	const [role] = await tx.query<{ member: boolean }>(MEMBER);
	if (!role?.member) return;
	await tx.query("SAVEPOINT role");
	try {
		await tx.query("SET LOCAL ROLE vagus_reader");
	} catch {
		// A member may be one that is only to administer the role.
		await tx.query("ROLLBACK TO SAVEPOINT role");
	}
}

const MEMBER = `SELECT pg_has_role(oid, 'MEMBER') AS member FROM pg_roles WHERE rolname = 'vagus_reader'`;

/** The rows, each as one list of texts. */
function asTexts(statement: string, columns: string[]): string {
	const names = columns.map((_, place) => `c${place}`);
	const cells = names.map((name) => `left(${name}::text, $3::integer)`);
	return `
		SELECT to_json(ARRAY[${cells.join(", ")}]::text[]) AS cells
		FROM (SELECT * FROM (${statement}\n) AS vagus_statement LIMIT $1::integer OFFSET $2::integer) AS shown (${names.join(", ")})`;
}
