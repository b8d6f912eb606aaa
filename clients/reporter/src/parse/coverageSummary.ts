import * as z from "zod/mini";
import type { Coverage, Part, ProjectPaths } from "../part.ts";
import { parseJson } from "./parseJson.ts";

/** Istanbul's `coverage-summary.json`: a module for each file; where it has the total only, that is the module. */
export function parseCoverageSummary(text: string, paths: ProjectPaths): Part {
	const summary = parseJson(text, schema, "expected is coverage-summary.json, which the json-summary reporter writes.");
	const files = Object.entries(summary).filter(([name]) => name !== TOTAL);
	const modules = files.length > 0 ? files : Object.entries(summary);
	return {
		coverage: modules.map(([name, measured]) => coverageOf(name === TOTAL ? name : paths.file(name), measured)),
	};
}

const TOTAL = "total";

const measure = z.object({ total: z.int(), covered: z.int() });
const measures = z.object({ lines: measure, branches: measure, functions: measure, statements: measure });
const schema = z.record(z.string(), measures);

function coverageOf(module: string, { lines, branches, functions, statements }: z.infer<typeof measures>): Coverage {
	return { module, lines, branches, functions, statements };
}
