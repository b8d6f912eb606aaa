import * as z from "zod/mini";
import type { Lint, Part, ProjectPaths } from "../part.ts";
import { parseJson } from "./parseJson.ts";

/** ESLint's JSON formatter. */
export function parseEslintJson(text: string, paths: ProjectPaths): Part {
	const results = parseJson(text, schema, "expected is what `eslint --format json --output-file FILE` writes.");
	return { lint: results.flatMap((result) => lintOf(result, paths)) };
}

const schema = z.array(
	z.object({
		filePath: z.string(),
		source: z.nullish(z.string()),
		messages: z.array(
			z.object({
				ruleId: z.nullish(z.string()),
				fatal: z.nullish(z.boolean()),
				severity: z.number(),
				message: z.string(),
				line: z.nullish(z.number()),
				column: z.nullish(z.number()),
			}),
		),
	}),
);

function lintOf({ filePath, source, messages }: z.infer<typeof schema>[number], paths: ProjectPaths): Lint[] {
	const file = paths.file(filePath);
	// Configuration can be linted too, and holds secrets.
	const lines = CODE.test(file) ? (source?.split("\n") ?? []) : [];
	return messages.map(({ ruleId, fatal, severity, message, line, column }) => ({
		tool: "eslint",
		rule: ruleId || (fatal ? "parse-error" : "eslint"),
		severity: severity >= 2 ? "error" : "warning",
		message: paths.text(message),
		file,
		line: natural(line),
		column: natural(column),
		source: lines[(line ?? 0) - 1]?.trim() || null,
	}));
}

const CODE = /\.(?:[cm]?[jt]sx?|vue|svelte|astro)$/;

/** ESLint gives 0, or half a number by a broken rule, where it knows no place. */
const natural = (place: number | null | undefined) => (place && place > 0 ? Math.floor(place) : null);
