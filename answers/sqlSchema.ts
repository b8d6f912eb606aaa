import { z } from "zod";
import type { AnswerContext } from "./context.ts";

export const sqlSchemaResult = z.object({
	relations: z.array(
		z.object({
			name: z.string(),
			about: z.string(),
			columns: z.array(z.object({ name: z.string(), type: z.string() })),
		}),
	),
});
export type SqlSchema = z.infer<typeof sqlSchemaResult>;

/** The tables and views that `query_sql` reads, the important ones first. */
export async function sqlSchema({ db }: Pick<AnswerContext, "db">): Promise<SqlSchema> {
	return { relations: await db.query<SqlSchema["relations"][number]>(RELATIONS, [], "sql_schema") };
}

const RELATIONS = `
	SELECT r.name, r.about, (
		SELECT json_agg(json_build_object('name', a.attname, 'type',
			replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz')) ORDER BY a.attnum)
		FROM pg_attribute a WHERE a.attrelid = r.relation AND a.attnum > 0 AND NOT a.attisdropped
	) AS columns
	FROM readable_relations r ORDER BY r.place`;
