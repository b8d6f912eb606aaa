import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { scratchProject } from "../../test/support/scratchProject.ts";
import { projectPaths } from "../projectPaths.ts";
import { parseJunitXml } from "./junitXml.ts";

const paths = projectPaths("/project", "/project", "junit.xml");

test("Node's own runner: nested suites, tests outside of them, those to be written", async () => {
	const project = scratchProject({
		"cart.mjs": `import assert from "node:assert";
import { describe, it } from "node:test";
describe("cart", () => {
	describe("total", () => {
		it("adds", () => {});
		it("fails", () => assert.equal(1, 2));
		it.todo("is to be written");
		it.skip("is skipped", () => {});
	});
});
it("stands alone", () => {});`,
	});
	onTestFinished(project.remove);
	await project.run("node", ["--test", "--test-reporter=junit", "--test-reporter-destination=junit.xml", "cart.mjs"]);
	const xml = readFileSync(join(project.root, "junit.xml"), "utf8");
	const part = parseJunitXml(xml, projectPaths(project.root, project.root, "junit.xml"));
	expect(part.tests).toMatchObject([
		{ file: "cart.mjs", suite: "", name: "stands alone", status: "passed" },
		{ file: "cart.mjs", suite: "cart > total", name: "adds", status: "passed" },
		{ suite: "cart > total", name: "fails", status: "failed", failures: [{ file: "cart.mjs", line: 6 }] },
		{ name: "is to be written", status: "todo" },
		{ name: "is skipped", status: "skipped" },
	]);
});

test("Maven Surefire: classes, tests that were run again, times with commas", () => {
	const part = parseJunitXml(
		`<?xml version="1.0" encoding="UTF-8"?>
		<testsuite name="com.acme.CartTest" time="1,234.5" tests="3">
			<testcase name="adds" classname="com.acme.CartTest" time="1,000.25"/>
			<testcase name="isFlaky" classname="com.acme.CartTest" time="0.1">
				<flakyFailure message="first" type="java.lang.AssertionError"><stackTrace>first</stackTrace></flakyFailure>
			</testcase>
			<testcase name="fails" classname="com.acme.CartTest" time="0.1">
				<failure message="expected:&lt;1&gt;&#10;but was:&lt;2&gt;" type="java.lang.AssertionError"><![CDATA[java.lang.AssertionError: expected:<1>
	at com.acme.CartTest.fails(CartTest.java:12)]]></failure>
				<rerunFailure message="again" type="java.lang.AssertionError"/>
			</testcase>
		</testsuite>`,
		paths,
	);
	expect(part).toMatchObject({ startedAt: undefined, durationMs: 1_234_500 });
	expect(part.tests).toMatchObject([
		{ file: "", suite: "com.acme.CartTest", name: "adds", status: "passed", durationMs: 1_000_250 },
		{ name: "isFlaky", status: "passed", retries: 1 },
		{
			name: "fails",
			status: "failed",
			retries: 1,
			failures: [{ type: "java.lang.AssertionError", message: "expected:<1>\nbut was:<2>" }],
		},
	]);
});

test("pytest: classes, frames of Python, errors of fixtures", () => {
	const part = parseJunitXml(
		`<testsuites><testsuite name="pytest" timestamp="2026-03-10T12:00:00.000000+00:00" time="0.5">
			<testcase classname="tests.test_cart.TestTotal" name="test_adds[1-2]" time="0.001"/>
			<testcase classname="tests.test_cart" name="test_db" time="0"><error message="failed on setup">Traceback (most recent call last):
  File "/usr/lib/python3/site.py", line 9, in run
  File "/project/tests/test_cart.py", line 7, in db
ConnectionError: refused</error></testcase>
			<testcase classname="tests.test_cart" name="test_later"><skipped message="not yet"/></testcase>
		</testsuite></testsuites>`,
		paths,
	);
	expect(part.startedAt).toBe(Date.parse("2026-03-10T12:00:00Z"));
	expect(part.tests).toMatchObject([
		{ suite: "tests.test_cart.TestTotal", name: "test_adds[1-2]", status: "passed", durationMs: 1 },
		{
			name: "test_db",
			status: "failed",
			failures: [{ message: "failed on setup", file: "tests/test_cart.py", line: 7 }],
		},
		{ name: "test_later", status: "skipped", durationMs: null },
	]);
});

test("a report without any test is a part without tests", () => {
	expect(parseJunitXml("<testsuites/>", paths).tests).toEqual([]);
});

test("entities are not expanded without end", () => {
	const levels = Array.from(
		{ length: 20 },
		(_, index) => `<!ENTITY e${index + 1} "&e${index};&e${index};&e${index};">`,
	);
	const bomb = `<!DOCTYPE x [<!ENTITY e0 "ha">${levels.join("")}]><testsuites><testsuite name="&e20;"/></testsuites>`;
	expect(JSON.stringify(parseJunitXml(bomb, paths)).length).toBeLessThan(1_000);
});

test.each([
	["", "not valid XML"],
	["<testsuites><testsuite></testsuites>", "not valid XML (Expected closing tag 'testsuite'"],
	["<html></html>", "not of JUnit"],
	[`<testsuites>${"<testsuite>".repeat(2_000)}${"</testsuite>".repeat(2_000)}</testsuites>`, "cannot be read"],
])("%s is refused", (xml, why) => {
	expect(() => parseJunitXml(xml, paths)).toThrow(why);
});
