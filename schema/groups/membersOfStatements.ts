import type { Member } from "../../core/groups/planMoves.ts";
import type { Connection } from "../database.ts";

/** The errors of all statements that these contents are of, in the order in which their groups began. Exceptions are left out. */
export async function membersOfStatements(tx: Connection, contentIds: string[]): Promise<Member[]> {
	return tx.query<Member>(MEMBERS, [contentIds], "members_of_statements");
}

const MEMBERS = `
	WITH statements AS (
		SELECT DISTINCT coalesce(a.group_id, c.content_id) AS statement_id
		FROM unnest($1::bigint[]) AS c (content_id) LEFT JOIN template_aliases a USING (content_id)
	), contents AS (
		SELECT statement_id, statement_id AS content_id FROM statements
		UNION
		SELECT a.group_id, a.content_id FROM template_aliases a JOIN statements s ON s.statement_id = a.group_id
	)
	SELECT m.content_id AS "contentId", m.group_id AS "groupId", c.statement_id AS "statementId",
		NOT m.pinned AND g.decided_at IS NULL AND NOT (m.content_id = g.medoid_content_id AND EXISTS (
			SELECT FROM error_group_members n WHERE n.group_id = g.group_id AND n.rule = 'near')) AS movable,
		m.rule = 'same template' AS followed
	FROM contents c
	JOIN error_group_members m USING (content_id)
	JOIN error_groups g USING (group_id)
	WHERE m.fingerprint LIKE 'template:%'
	ORDER BY g.created_at, g.group_id, m.joined_at, m.content_id`;
