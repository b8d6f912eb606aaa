import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { combineParts } from "../src/combineParts.ts";
import { parseJunitXml } from "../src/parse/junitXml.ts";
import { parseVitestJson } from "../src/parse/vitestJson.ts";
import type { Part, Test } from "../src/part.ts";
import { projectPaths } from "../src/projectPaths.ts";
import { type ScratchProject, scratchProject } from "./support/scratchProject.ts";

/** A project in which everything goes wrong that can. */
const FILES = {
	"package.json": '{"type": "module"}',
	"vitest.config.js": 'export default { test: { include: ["src/*.check.ts"] } };',
	"src/total.ts": `export function total(prices: number[]): number {
	if (prices.length === 0) {
		throw new RangeError("no prices");
	}
	return prices.reduce((sum, price) => sum + price);
}`,
	"src/cart.check.ts": `import { describe, expect, it, test } from "vitest";
import { total } from "./total.ts";
describe("cart", () => {
	describe("total", () => {
		it("adds", () => expect(total([1, 2])).toBe(3));
		it("fails", () => {
			expect(total([1, 2])).toBe(4);
		});
		it("fails in the code under test", () => total([]));
	});
	it.skip("is skipped", () => {});
	it.todo("is to be written");
	test.each([[1, 1], [2, 3]])("%i is %i", (a, b) => expect(a).toBe(b));
	it("has a twin", () => {});
	it("has a twin", () => {});
});
let tries = 0;
it("passes at the third try", { retry: 3 }, () => {
	tries += 1;
	if (tries < 3) throw new Error(\`try \${tries}\`);
});
it("never passes", { retry: 2 }, () => {
	throw new TypeError("always");
});
it("fails twice", () => {
	expect.soft(1).toBe(2);
	expect.soft(3).toBe(4);
});
it("throws a text", () => {
	throw "just text";
});`,
	"src/import.check.ts": `import { it } from "vitest";
import "./missing.ts";
it("never runs", () => {});`,
	"src/hooks.check.ts": `import { beforeAll, describe, it } from "vitest";
describe("hook", () => {
	beforeAll(() => {
		throw new Error("no database");
	});
	it("never runs", () => {});
});`,
	"src/leak.check.ts": `import { it } from "vitest";
it("leaves an error behind", async () => {
	setTimeout(() => {
		throw new RangeError("too late");
	}, 1);
	await new Promise((done) => setTimeout(done, 20));
});`,
};

let project: ScratchProject;
let json: Part;
let junit: Part;

beforeAll(async () => {
	project = scratchProject(FILES);
	const outputs = ["--outputFile.json=out/vitest.json", "--outputFile.junit=out/junit.xml"];
	await project.run("vitest", ["run", "--reporter=json", "--reporter=junit", ...outputs]);
	const paths = projectPaths(project.root, project.root, join(project.root, "out/vitest.json"));
	const read = (file: string) => readFileSync(join(project.root, "out", file), "utf8");
	json = parseVitestJson(read("vitest.json"), paths);
	junit = parseJunitXml(read("junit.xml"), paths);
});
afterAll(() => project.remove());

const named = (part: Part, name: string) => (part.tests ?? []).filter((one) => one.name === name);
const places = (one: Test | undefined) => one?.failures?.map(({ file, line }) => `${file}:${line}`);

test("the JSON gives each test with its suites, status and time", () => {
	expect(json.startedAt).toBeGreaterThan(Date.parse("2024-01-01"));
	expect(json.durationMs).toBeGreaterThan(0);
	expect(named(json, "adds")).toEqual([
		{
			file: "src/cart.check.ts",
			suite: "cart > total",
			name: "adds",
			status: "passed",
			durationMs: expect.any(Number),
			retries: 0,
			failures: [],
		},
	]);
	expect(named(json, "is skipped")).toMatchObject([{ suite: "cart", status: "skipped", durationMs: null }]);
	expect(named(json, "is to be written")).toMatchObject([{ status: "todo" }]);
	expect(named(json, "1 is 1")).toMatchObject([{ status: "passed" }]);
	expect(named(json, "2 is 3")).toMatchObject([{ status: "failed" }]);
	expect(named(json, "has a twin")).toHaveLength(2);
});

test("a failure has its type, message, stack and place", () => {
	const [failed] = named(json, "fails");
	expect(failed?.failures).toMatchObject([
		{
			type: "AssertionError",
			message: expect.stringMatching(/^expected 3 to be 4/),
			file: "src/cart.check.ts",
			line: 7,
		},
	]);
	expect(failed?.failures?.[0]?.stack).toMatch(/^AssertionError: .*\n {4}at src\/cart\.check\.ts:7:/);
	expect(places(named(json, "fails in the code under test")[0])).toEqual(["src/total.ts:3"]);
	expect(named(json, "throws a text")[0]?.failures).toMatchObject([
		{ type: null, message: "just text", stack: null, file: "src/cart.check.ts" },
	]);
});

test("tries are counted; the errors of one try are failures of their own", () => {
	expect(named(json, "passes at the third try")).toMatchObject([{ status: "passed", retries: 2, failures: [] }]);
	expect(named(json, "never passes")).toMatchObject([
		{ status: "failed", retries: 2, failures: [{ message: "always" }] },
	]);
	expect(named(json, "fails twice")).toMatchObject([{ retries: 0, failures: [{}, {}] }]);
});

test("a file that fails outside its tests is a failed test", () => {
	expect(named(json, "src/import.check.ts")).toMatchObject([
		{ status: "failed", failures: [{ message: expect.stringContaining("./missing.ts"), file: "src/import.check.ts" }] },
	]);
	expect(named(json, "src/hooks.check.ts")).toMatchObject([
		{ status: "failed", failures: [{ message: expect.stringContaining("in a hook") }] },
	]);
});

test("JUnit gives the same tests under the same names", () => {
	const names = (part: Part) => (part.tests ?? []).map((one) => `${one.file} | ${one.suite ?? ""} | ${one.name}`);
	expect(names(junit)).toEqual(expect.arrayContaining(names(json).filter((name) => !name.endsWith("hooks.check.ts"))));
	expect(named(junit, "fails")[0]?.failures).toMatchObject([
		{
			type: "AssertionError",
			message: expect.stringMatching(/^expected 3 to be 4/),
			file: "src/cart.check.ts",
			line: 7,
		},
	]);
	expect(places(named(junit, "fails in the code under test")[0])).toEqual(["src/total.ts:3"]);
	expect(named(junit, "never passes")[0]?.failures).toHaveLength(1);
});

test("JUnit tells errors outside of tests, with their places", () => {
	expect(places(named(junit, "src/import.check.ts")[0])).toEqual(["src/import.check.ts:2"]);
	expect(named(junit, "hook")).toMatchObject([{ status: "failed", failures: [{ message: "no database", line: 4 }] }]);
	expect(named(junit, "Uncaught Exception: too late")).toMatchObject([
		{
			file: "",
			suite: "vitest unhandled errors",
			status: "failed",
			failures: [{ type: "RangeError", message: "too late", file: "src/leak.check.ts", line: 4 }],
		},
	]);
});

test("of both together each test is there once, and each error", () => {
	const { tests } = combineParts([
		{ ...json, option: "vitest", modifiedAt: 0 },
		{ ...junit, option: "junit", modifiedAt: 0 },
	]);
	const keys = tests.map((one) => `${one.file} ${one.suite} ${one.name}`);
	expect(keys.filter((key) => !key.endsWith("has a twin"))).toHaveLength(new Set(keys).size - 1);
	expect(tests).toHaveLength(junit.tests?.length ?? 0);
	expect(tests.find((one) => one.name === "passes at the third try")?.retries).toBe(2);
	expect(places(tests.find((one) => one.name === "src/import.check.ts"))).toEqual(["src/import.check.ts:2"]);
	expect(tests.map((one) => one.name)).toEqual(expect.arrayContaining(["hook", "Uncaught Exception: too late"]));
	expect(tests.map((one) => one.name)).not.toContain("src/hooks.check.ts");
});
