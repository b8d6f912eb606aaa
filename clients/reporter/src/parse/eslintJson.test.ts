import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScratchProject, scratchProject } from "../../test/support/scratchProject.ts";
import { projectPaths } from "../projectPaths.ts";
import { parseEslintJson } from "./eslintJson.ts";

let project: ScratchProject;
beforeAll(() => {
	project = scratchProject({
		"eslint.config.js": `export default [{
	linterOptions: { reportUnusedDisableDirectives: "warn" },
	rules: { "no-undef": "error", eqeqeq: "warn" },
}];`,
		"package.json": '{"type": "module"}',
		"src/cart.js": "// eslint-disable-next-line no-alert\nif (1 == 2) {\n\tmissing();\n}\n",
		"src/broken.js": "function (\n",
	});
});
afterAll(() => project.remove());

const parse = (text: string) => parseEslintJson(text, projectPaths(project.root, project.root, "eslint.json")).lint;

test("findings have their rule, severity, place and line of code", async () => {
	const { stdout } = await project.run("eslint", ["--format", "json", "src"]);
	const lint = parse(stdout) ?? [];
	expect(lint).toHaveLength(4);
	expect(lint).toEqual(
		expect.arrayContaining([
			{
				tool: "eslint",
				rule: "no-undef",
				severity: "error",
				message: "'missing' is not defined.",
				file: "src/cart.js",
				line: 3,
				column: 2,
				source: "missing();",
			},
			expect.objectContaining({ rule: "eqeqeq", severity: "warning", line: 2 }),
			expect.objectContaining({ rule: "parse-error", severity: "error", file: "src/broken.js" }),
			expect.objectContaining({ rule: "eslint", severity: "warning", line: 1 }),
		]),
	);
});

test("lines of files that are no code are left out: configuration holds secrets", () => {
	const message = { ruleId: "yml/quotes", severity: 2, message: "Quotes.", line: 1, column: 1 };
	const text = JSON.stringify([
		{ filePath: `${project.root}/secrets.yml`, source: "password: hunter2\n", messages: [message] },
	]);
	expect(parse(text)).toMatchObject([{ file: "secrets.yml", source: null }]);
});

test.each([
	["", "it is empty"],
	["Oops! Something went wrong!", "not valid JSON"],
	['{"testResults": []}', "other content"],
	['[{"filePath": "a.js"}]', 'no "0.messages"'],
])("%s is refused, and how to ask ESLint is said", (text, why) => {
	expect(() => parse(text)).toThrow(why);
	expect(() => parse(text)).toThrow("eslint --format json");
});
