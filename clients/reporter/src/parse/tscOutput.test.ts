import { afterAll, beforeAll, expect, test } from "vitest";
import { type ScratchProject, scratchProject } from "../../test/support/scratchProject.ts";
import { projectPaths } from "../projectPaths.ts";
import { parseTscOutput } from "./tscOutput.ts";

let project: ScratchProject;
beforeAll(() => {
	project = scratchProject({
		"tsconfig.json": '{"compilerOptions": {"strict": true, "noEmit": true, "types": []}, "include": ["src"]}',
		"src/cart.ts": `interface Cart { items: { price: number }[] }
export const cart: Cart = {
	items: [{ price: "3" }],
};
export const make: (name: string) => Cart = (name: number) => cart;
`,
	});
});
afterAll(() => project.remove());

const parse = (text: string) => parseTscOutput(text, projectPaths(project.root, project.root, "tsc.txt")).lint;

const found = [
	{
		tool: "tsc",
		rule: "TS2322",
		severity: "error",
		message: "Type 'string' is not assignable to type 'number'.",
		file: "src/cart.ts",
		line: 3,
		column: 12,
	},
	{
		rule: "TS2322",
		message: expect.stringMatching(/^Type '\(name: number\) => Cart' is not .*\n {2}Types of parameters /),
		line: 5,
	},
];

test("what tsc prints to a file", async () => {
	const { stdout } = await project.run("tsc", ["--pretty", "false"]);
	expect(parse(stdout)).toMatchObject(found);
	expect(parse(stdout.replaceAll("\n", "\r\n"))).toEqual(parse(stdout));
});

test("what tsc prints to a terminal, with the line of code", async () => {
	const { stdout } = await project.run("tsc", ["--pretty"]);
	expect(parse(stdout)).toMatchObject([
		{ ...found[0], source: 'items: [{ price: "3" }],' },
		{ ...found[1], source: "export const make: (name: string) => Cart = (name: number) => cart;" },
	]);
});

test("an error of no file", async () => {
	const { stdout } = await project.run("tsc", ["--nonsense"]);
	expect(parse(stdout)).toMatchObject([{ rule: "TS5023", file: "", line: null }]);
});

test("paths of Windows", () => {
	expect(parse("src\\cart.ts(3,12): error TS2322: No.\r\n")).toMatchObject([{ file: "src/cart.ts", line: 3 }]);
});

test("nothing, and a summary of no errors, are a run without findings", () => {
	expect(parse("")).toEqual([]);
	expect(
		parse("12:00:00 PM - Starting compilation in watch mode...\n\nFound 0 errors. Watching for file changes.\n"),
	).toEqual([]);
});

test("what another program printed is refused", () => {
	expect(() => parse("sh: 1: tsc: not found\n")).toThrow('but "sh: 1: tsc: not found"');
});
