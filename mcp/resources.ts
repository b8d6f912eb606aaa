import type { AnswerContext } from "../answers/context.ts";
import { knownNames, type Named } from "../answers/knownNames.ts";
import { sqlSchema } from "../answers/sqlSchema.ts";

/** Something to read before asking. */
export interface Resource {
	uri: string;
	name: string;
	title: string;
	description: string;
	/** Plain text. */
	read(context: AnswerContext): Promise<string>;
}

export const resources: Resource[] = [
	{
		uri: "vagus://schema",
		name: "schema",
		title: "Tables and columns",
		description: "What query_sql can read: tables and views with their columns",
		read: async (context) => {
			const { relations } = await sqlSchema(context);
			const lines = relations.map(({ name, about, columns }) => {
				const listed = columns.map((column) => `${column.name} ${column.type}`);
				return `${name} (${about}): ${listed.join(", ")}`;
			});
			return lines.join("\n\n");
		},
	},
	{
		uri: "vagus://names",
		name: "names",
		title: "Services and repositories",
		description: "The names that tools take: services, environments, repositories, metrics",
		read: async ({ db }) => {
			const lines: string[] = [];
			for (const [named, title] of NAMES) {
				const names = await knownNames(db, named);
				const more = names.length > MOST_NAMES ? `, and ${names.length - MOST_NAMES} more` : "";
				lines.push(`${title}: ${names.slice(0, MOST_NAMES).join(", ") || "none yet"}${more}`);
			}
			return lines.join("\n");
		},
	},
];

const NAMES: [Named, string][] = [
	["service", "Services"],
	["environment", "Environments"],
	["repository", "Repositories"],
	["metric", "Metrics"],
];
const MOST_NAMES = 200;
