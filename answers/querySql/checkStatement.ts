import { nearest } from "../../core/text/nearest.ts";
import type { Connection, Queryable } from "../../schema/database.ts";
import { AnswerError } from "../answerError.ts";
import { didYouMean } from "../parseArguments.ts";
import { refusedFunctions } from "./refusedFunctions.ts";
import { sqlLimits } from "./sqlLimits.ts";

/**
 * Throws where a text is not one SELECT over what may be read, by functions that may be called. Returns the names of its
 * columns, no two alike. PostgreSQL itself reads it: a view is made of it, which is never kept, and whose stored tree
 * names each table and function that was meant. Nothing of the statement is run.
 */
export async function checkStatement(db: Queryable, statement: string): Promise<string[]> {
	if (statement.includes(";")) {
		throw new AnswerError("invalid_argument", "query: give one statement without ; (within a text, chr(59) is one).");
	}
	let columns: string[] = [];
	await db
		.transaction(async (tx) => {
			await tx.query(`CREATE TEMP VIEW ${VIEW} AS SELECT 1 AS one FROM (${statement}\n) AS ${VIEW}`);
			columns = await readTree(tx, db.driver === "pglite");
			throw NOT_KEPT;
		})
		.catch((error) => {
			if (error !== NOT_KEPT) throw error;
		});
	return columns;
}

/** The statement's place in whatever is made of it. */
const VIEW = "vagus_statement";

const NOT_KEPT = new Error("The view is only to be looked at.");

async function readTree(tx: Connection, embedded: boolean): Promise<string[]> {
	const [view] = await tx.query<{ tree: string }>(TREE);
	const tree = view?.tree ?? "";
	await refuseRelations(tx, numbersOf(tree, /:relid (\d+)/g));
	const functions = numbersOf(tree, /:(?:funcid|opfuncid|aggfnoid|winfnoid|tsmhandler) (\d+)/g);
	const refused = await refusedFunctions(tx, functions, embedded);
	if (refused.length > 0) throw new AnswerError("invalid_argument", `query: it may not call ${refused.join(", ")}.`);
	if (/:hasForUpdate true/.test(tree)) throw new AnswerError("invalid_argument", "query: it may not lock rows.");
	if (embedded && /:hasRecursive true/.test(tree)) {
		throw new AnswerError(
			"invalid_argument",
			"query: it may not be recursive here: the embedded database cannot cut a statement that does not end.",
		);
	}
	return columnsOf(tree);
}

const TREE = `SELECT ev_action::text AS tree FROM pg_rewrite WHERE ev_class = 'pg_temp.${VIEW}'::regclass`;

function numbersOf(tree: string, pattern: RegExp): string[] {
	return [...new Set([...tree.matchAll(pattern)].map(([, number = ""]) => number))].filter((number) => number !== "0");
}

async function refuseRelations(tx: Connection, relations: string[]): Promise<void> {
	const [refused] = await tx.query<{ name: string }>(REFUSED, [relations]);
	if (!refused) return;
	const readable = (await tx.query<{ name: string }>(READABLE)).map(({ name }) => name);
	const meant = nearest(refused.name, readable);
	throw new AnswerError("invalid_argument", `query: ${refused.name} may not be read.${didYouMean(meant)}`, readable);
}

const READABLE = "SELECT name FROM readable_relations ORDER BY name";

// Older versions name the view itself in its tree.
const REFUSED = `
	SELECT c.oid::regclass::text AS name FROM unnest($1::text[]) AS found (oid) JOIN pg_class c ON c.oid = found.oid::oid
	WHERE c.oid NOT IN (SELECT relation FROM readable_relations) AND c.oid <> 'pg_temp.${VIEW}'::regclass
		AND c.oid NOT IN ('information_schema.tables'::regclass, 'information_schema.columns'::regclass)
	ORDER BY 1 LIMIT 1`;

/** Two columns of one name could not be told apart: the second one gets a number. */
function columnsOf(tree: string): string[] {
	const [, list = ""] =
		new RegExp(`:eref \\{ALIAS :aliasname ${VIEW} :colnames \\(((?:[^)\\\\]|\\\\.)*)\\)\\}`).exec(tree) ?? [];
	const names = [...list.matchAll(/"((?:[^\\ ]|\\.)*)"(?= |$)/g)].map(([, name = ""]) => name.replace(/\\(.)/g, "$1"));
	if (names.length === 0 || names.length > sqlLimits.columns) {
		throw new AnswerError("invalid_argument", `query: select columns, ${sqlLimits.columns} at most.`);
	}
	const seen = new Map<string, number>();
	return names.map((name) => {
		const nth = (seen.get(name) ?? 0) + 1;
		seen.set(name, nth);
		return nth === 1 ? name : `${name}_${nth}`;
	});
}
