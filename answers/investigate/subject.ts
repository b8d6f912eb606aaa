import type { Connection } from "../../schema/database.ts";
import { contentIdsOfGroup } from "../../schema/groups/contentIdsOfGroup.ts";
import { AnswerError } from "../answerError.ts";
import type { AnswerContext } from "../context.ts";
import { search } from "../search.ts";

/** The error that is asked about. */
export interface Subject {
	contentIds: string[];
	/** Its group; null where it has none. */
	groupId: string | null;
	template: string;
}

/** The error that is meant by a group's id, a content's id, or words. Throws where nothing is like it. */
export async function subjectOf(context: AnswerContext, error: string): Promise<Subject> {
	if (isId(error)) {
		const found = await byId(context.db, error);
		if (found) return found;
		throw new AnswerError("not_found", `No error group and no template has the id ${error}. search_errors finds both.`);
	}
	const { hits } = await search(context, {
		query: error,
		timeRange: SEARCHED_MS,
		kinds: ["log", "span"],
		limit: 1,
	});
	const [best] = hits;
	if (!best)
		throw new AnswerError("not_found", `Nothing was logged or failed in the last 30 days that is like "${error}".`);
	return (
		(await byId(context.db, best.contentId)) ?? { contentIds: [best.contentId], groupId: null, template: best.template }
	);
}

/** Ids are hashes of 63 bits and a sign, nearly all of them long; a shorter number is one that an error may hold. */
function isId(text: string): boolean {
	return /^-?\d{9,19}$/.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text);
}

const SEARCHED_MS = 30 * 24 * 3600_000;

async function byId(db: Connection, id: string): Promise<Subject | null> {
	const [found] = await db.query<{ groupId: string | null; template: string }>(BY_ID, [id], "subject_of_investigation");
	if (!found) return null;
	const { groupId, template } = found;
	const contentIds = (await contentIdsOfGroup(db, groupId ?? id)).slice(0, MOST_CONTENTS);
	return { contentIds: contentIds.length > 0 ? contentIds : [id], groupId, template };
}

/** Contents of a group that are followed. */
const MOST_CONTENTS = 50;

const BY_ID = `
	SELECT group_id AS "groupId", title AS template FROM error_groups WHERE group_id = $1::bigint
	UNION ALL
	SELECT m.group_id, e.content FROM observability_embeddings e LEFT JOIN error_group_members m USING (content_id)
	WHERE e.content_id = $1::bigint
	LIMIT 1`;
