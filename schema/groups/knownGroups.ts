import type { Connection } from "../database.ts";

/** The error group of contents with each of these fingerprints; where people divided them, of those nobody touched. */
export async function groupsOfFingerprints(tx: Connection, fingerprints: string[]): Promise<Map<string, string>> {
	return byKey(tx, OF_FINGERPRINTS, fingerprints, "groups_of_fingerprints");
}

/** The error group of contents of each of these statements, by the template that stands for it, in the same way. */
export async function groupsOfStatements(tx: Connection, statementIds: string[]): Promise<Map<string, string>> {
	return byKey(tx, OF_STATEMENTS, statementIds, "groups_of_statements");
}

async function byKey(tx: Connection, text: string, keys: string[], name: string): Promise<Map<string, string>> {
	if (keys.length === 0) return new Map();
	const rows = await tx.query<{ key: string; groupId: string }>(text, [keys], name);
	return new Map(rows.map(({ key, groupId }) => [key, groupId]));
}

const OF_FINGERPRINTS = `
	SELECT DISTINCT ON (fingerprint) fingerprint AS key, group_id AS "groupId"
	FROM error_group_members WHERE fingerprint = ANY($1::text[])
	ORDER BY fingerprint, pinned, joined_at, content_id`;

// Exceptions have nothing to do with their statement: their fingerprint says where they belong.
const OF_STATEMENTS = `
	SELECT DISTINCT ON (s.statement_id) s.statement_id AS key, m.group_id AS "groupId"
	FROM (
		SELECT statement_id, statement_id AS content_id FROM unnest($1::bigint[]) AS statement_id
		UNION ALL
		SELECT group_id, content_id FROM template_aliases WHERE group_id = ANY($1::bigint[])
	) s
	JOIN error_group_members m USING (content_id)
	WHERE m.fingerprint LIKE 'template:%'
	ORDER BY s.statement_id, m.pinned, m.joined_at, m.content_id`;
