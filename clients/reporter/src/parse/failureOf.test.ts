import { expect, test } from "vitest";
import { projectPaths } from "../projectPaths.ts";
import { failureOf } from "./failureOf.ts";

const paths = projectPaths("/project", "/project", "vitest.json");
const of = (text: string) => failureOf(text, paths);

test.each([
	["TypeError: no\n    at f (/project/a.ts:1:2)", "TypeError", "no"],
	["TypeError [ERR_X]: no\n    at f (/project/a.ts:1:2)", "TypeError", "no"],
	["CustomFault: no\n    at f (/project/a.ts:1:2)", "CustomFault", "no"],
	["Error\n    at f (/project/a.ts:1:2)", "Error", "Error"],
	["Error: two\nlines\n    at f (/project/a.ts:1:2)", "Error", "two\nlines"],
	["AssertionError: no stack", "AssertionError", "no stack"],
	["Note: no error", null, "Note: no error"],
	["just text", null, "just text"],
	["\u001b[31mError: red\u001b[39m\n    at f (/project/a.ts:1:2)", "Error", "red"],
	["", null, "The error has no message."],
])("%j is a %s", (text, type, message) => {
	expect(of(text)).toMatchObject({ type, message });
});

test.each([
	["at f (/project/src/a.ts:3:4)", "src/a.ts", 3],
	["at async f (file:///project/src/a.ts:3:4)", "src/a.ts", 3],
	["at /project/src/a.ts:3:4", "src/a.ts", 3],
	["at async /project/src/a.ts:3:4", "src/a.ts", 3],
	["at Object.<anonymous> (/project/my app/(shop)/page.tsx:3:4)", "my app/(shop)/page.tsx", 3],
	["❯ src/a.ts:3:4", "src/a.ts", 3],
	["❯ Timeout._onTimeout src/a.ts:3:4", "src/a.ts", 3],
	['File "/project/src/a.py", line 3, in f', "src/a.py", 3],
])("the place of %j", (frame, file, line) => {
	expect(of(`Error: no\n    ${frame}`)).toMatchObject({ file, line });
});

test("frames of Node and of packages are passed over", () => {
	const stack = [
		"Error: no",
		"    at node:internal/process:1:1",
		"    at new Promise (<anonymous>)",
		"    at f (/project/node_modules/x/index.js:1:1)",
		"    at g (/usr/lib/x.js:1:1)",
		"    at h (/project/src/a.ts:3:4)",
		"    at i (/project/src/b.ts:5:6)",
	].join("\n");
	expect(of(stack)).toMatchObject({ file: "src/a.ts", line: 3 });
	expect(of(stack.split("\n").slice(0, 5).join("\n")).file).toBeUndefined();
});

test("frames of evaluated code are passed over, and lines that are too long for any frame", () => {
	const stack = [
		"Error: no",
		"    at eval (eval at f (/project/src/b.ts:1:2), <anonymous>:1:1)",
		`    at f (/project/${"long/".repeat(1_000)}b.ts:1:2)`,
		"    at h (/project/src/a.ts:3:4)",
	].join("\n");
	expect(of(stack)).toMatchObject({ file: "src/a.ts", line: 3 });
});
