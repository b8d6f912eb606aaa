import { commonTemplate } from "../../core/runs/commonTemplate.ts";
import type { Connection } from "../../schema/database.ts";
import { statementsOf } from "../../schema/groups/statementsOf.ts";
import type { DifferingTest } from "./differingTests.ts";

/** The error that most of the tests of the weightiest difference fail by; null where there is none. */
export async function commonError(
	db: Connection,
	failing: DifferingTest[],
): Promise<{ template: string; tests: number } | null> {
	const alike = failing.filter(({ difference }) => difference === failing[0]?.difference);
	const templateIds = alike.map(({ ci, local }) => ci?.templateId ?? local?.templateId ?? null);
	const statements = await statementsOf(
		db,
		templateIds.filter((id) => id !== null),
	);
	const common = commonTemplate(templateIds.map((id) => (id === null ? null : (statements.get(id) ?? id))));
	if (!common) return null;
	const [content] = await db.query<{ template: string }>(TEMPLATE, [common.templateId], "content_by_id");
	return content ? { template: content.template, tests: common.tests } : null;
}

const TEMPLATE = `
	SELECT coalesce(g.template, e.content) AS template
	FROM observability_embeddings e LEFT JOIN template_groups g ON g.group_id = e.content_id
	WHERE e.content_id = $1`;
