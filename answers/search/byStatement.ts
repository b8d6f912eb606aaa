import type { RankedList } from "../../core/search/fuseRanks.ts";
import type { Connection } from "../../schema/database.ts";
import { statementsOf } from "../../schema/groups/statementsOf.ts";

/** Ranked contents as ranked statements, each at the place of its best content, by the template that stands for it. */
export async function byStatement<Name extends string>(
	db: Connection,
	ranked: RankedList<Name>[],
): Promise<{ ranked: RankedList<Name>[]; statementOf: (contentId: string) => string }> {
	const statements = await statementsOf(db, [...new Set(ranked.flatMap(({ ids }) => ids))]);
	const statementOf = (contentId: string) => statements.get(contentId) ?? contentId;
	return {
		ranked: ranked.map((list) => ({ ...list, ids: [...new Set(list.ids.map(statementOf))] })),
		statementOf,
	};
}
