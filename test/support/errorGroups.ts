import { contentOf } from "../../core/templates/logContent.ts";
import { catchUp } from "../../embedding/catchUp.ts";
import { lexicalEmbedder } from "../../embedding/lexicalEmbedder.ts";
import type { Database } from "../../schema/database.ts";
import { ago, seedLogs } from "./seed.ts";

/** The id of a log line's template. */
export const idOf = (line: string) => contentOf("log", line).contentId;

/** Writes errors, each a minute ago unless given, and does all that waits behind the commit. */
export async function seedErrors(
	db: Database,
	...errors: (string | { message: string; at?: number; service?: string })[]
) {
	await seedLogs(
		db,
		errors.map((error) => {
			const { message, at = 1, service = "shop" } = typeof error === "string" ? { message: error } : error;
			return { message, level: "error" as const, timestamp: ago(at), service };
		}),
	);
	await catchUp(db, lexicalEmbedder);
}

/** The error group of a line; undefined where it is in none. */
export async function groupOf(db: Database, line: string): Promise<string | undefined> {
	const [row] = await db.query<{ groupId: string }>(
		'SELECT group_id AS "groupId" FROM error_group_members WHERE content_id = $1',
		[idOf(line)],
	);
	return row?.groupId;
}

/** Which of these lines share a group, each group as its lines in their order. */
export async function groupsOf(db: Database, lines: string[]): Promise<string[][]> {
	const groups = new Map<string | undefined, string[]>();
	for (const line of lines) {
		const group = await groupOf(db, line);
		groups.set(group, [...(groups.get(group) ?? []), line]);
	}
	return [...groups.values()];
}
