import type { Command } from "commander";
import { beforeAll, describe, expect, test } from "vitest";
import { program } from "./program.ts";

let written: string;

beforeAll(() => {
	const write = (text: string) => {
		written += text;
	};
	for (const command of all(program)) command.exitOverride().configureOutput({ writeOut: write, writeErr: write });
});

const leaves = all(program)
	.filter((command) => command.commands.length === 0)
	.map((command) => [pathOf(command), command] as const);

test("has these commands", () => {
	expect(leaves.map(([path]) => path)).toEqual([
		"vagus start",
		"vagus migrate",
		"vagus maintain",
		"vagus report",
		"vagus search",
		"vagus investigate",
		"vagus template",
		"vagus keys create",
		"vagus keys list",
		"vagus keys revoke",
		"vagus doctor",
	]);
});

test.each(leaves)("the help of %s has examples of it", (path, command) => {
	written = "";
	command.outputHelp();
	const examples = written.split(/^Examples?:$/m)[1];
	expect(examples).toContain(path);
});

describe("what is wrong is refused with a hint", () => {
	test.each([
		["serch", "error: unknown command 'serch'\n(Did you mean search?)"],
		["keys lst", "error: unknown command 'lst'\n(Did you mean list?)"],
		["search x --servce y", "error: unknown option '--servce'\n(Did you mean --service?)"],
		["search x --level error,wran", '"wran" is none of trace, debug, info, warn, error, fatal. Did you mean warn?'],
		["search x --since 3y", "give a number and a unit (m, h, d, w), such as 15m, 24h or 7d"],
		["search x --limit 0", "give at least 1."],
		["search", "error: missing required argument 'query'"],
		["keys create x --scope root", '"root" is none of ingest, read, agent, admin.'],
		["keys create x --origin shop", "must be an origin like https://app.example.com"],
		["keys create x --expires 2020-01-01", "argument '2020-01-01' is invalid. It is past."],
		["keys create x --expires soon", "Give a date or time as ISO 8601 has it, such as 2027-01-31."],
	])("vagus %s", async (line, hint) => {
		written = "";
		await expect(program.parseAsync(line.split(" "), { from: "user" })).rejects.toMatchObject({ exitCode: 1 });
		expect(written).toContain(hint);
		expect(written).toContain("(--help shows what can be asked)");
	});
});

function all(command: Command): Command[] {
	return [command, ...command.commands.flatMap(all)];
}

function pathOf(command: Command): string {
	return command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
}
