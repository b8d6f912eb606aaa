import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { contentOf } from "../core/templates/logContent.ts";

const vagus = fileURLToPath(new URL("vagus.ts", import.meta.url));

/** What the real command answers to some input. */
async function templateOf(input: string) {
	const child = spawn(process.execPath, [vagus, "template"], { stdio: ["pipe", "pipe", "pipe"] });
	const [out, err] = [text(child.stdout), text(child.stderr)];
	child.stdin.end(input);
	const [code] = await once(child, "close");
	return { code, out: await out, err: await err };
}

describe("vagus template", () => {
	it("prints group and template for each line, in order", async () => {
		const { code, out, err } = await templateOf(
			"order 5 shipped\nuser ann logged in\r\n\norder 6 shipped\nuser bob logged in\nsession closed\u2028again",
		);
		const shipped = contentOf("log", "order 5 shipped");
		const ann = contentOf("log", "user ann logged in");
		expect(out.split("\n").map((line) => line.split("\t"))).toEqual([
			[shipped.contentId, "order <num> shipped"],
			[ann.contentId, "user <*> logged in"],
			[contentOf("log", "").contentId, ""],
			[shipped.contentId, "order <num> shipped"],
			[ann.contentId, "user <*> logged in"],
			[contentOf("log", "session closed again").contentId, "session closed again"],
			[""],
		]);
		expect({ code, err }).toEqual({ code: 0, err: "" });
	});

	it("prints nothing for nothing", async () => {
		expect(await templateOf("")).toEqual({ code: 0, out: "", err: "" });
	});

	it("takes more lines than a pipe holds, and a line longer than any", async () => {
		const lines = Array.from({ length: 50_000 }, (_, index) => `job ${index} done in ${index % 90} ms`);
		const { out } = await templateOf([...lines, "x".repeat(1_000_000), "end"].join("\n"));
		const templates = out.trimEnd().split("\n");
		expect(templates).toHaveLength(50_002);
		expect(new Set(templates.map((line) => line.split("\t")[1]))).toEqual(
			new Set(["job <num> done in <duration>", "<data>", "end"]),
		);
	});

	it("ends quietly where its reader has seen enough", async () => {
		const child = spawn(process.execPath, [vagus, "template"], { stdio: ["pipe", "pipe", "pipe"] });
		const err = text(child.stderr);
		child.stdout.once("data", () => child.stdout.destroy());
		child.stdin.end("job 5 done\n".repeat(200_000));
		const [code] = await once(child, "close");
		expect({ code, err: await err }).toEqual({ code: 0, err: "" });
	});
});
