import { commonTemplate } from "../../core/runs/commonTemplate.ts";
import type { Connection } from "../../schema/database.ts";
import type { DifferingTest } from "./differingTests.ts";

/** The error that most of the tests of the weightiest difference fail by; null where there is none. */
export async function commonError(
	db: Connection,
	failing: DifferingTest[],
): Promise<{ template: string; tests: number } | null> {
	const alike = failing.filter(({ difference }) => difference === failing[0]?.difference);
	const common = commonTemplate(alike.map(({ ci, local }) => ci?.templateId ?? local?.templateId ?? null));
	if (!common) return null;
	const [content] = await db.query<{ template: string }>(TEMPLATE, [common.templateId], "content_by_id");
	return content ? { template: content.template, tests: common.tests } : null;
}

const TEMPLATE = `SELECT content AS template FROM observability_embeddings WHERE content_id = $1`;
