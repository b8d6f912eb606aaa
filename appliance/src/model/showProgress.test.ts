import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { quietLog } from "../../test/model/quietLog.ts";
import { showProgress } from "./showProgress.ts";

/** What `write` puts on a stream that is, or is not, a terminal. */
function stream(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
	const through = new PassThrough();
	let text = "";
	through.on("data", (chunk) => {
		text += chunk;
	});
	return {
		stream: Object.assign(through, { isTTY, columns: 120 }) as unknown as NodeJS.WriteStream,
		written: () => text,
	};
}

test("on a terminal a bar shows the file, its share and its size", () => {
	const log = quietLog();
	const { stream: terminal, written } = stream(true);
	const progress = showProgress(terminal, log);
	progress("onnx/model.onnx", 0, 2_000_000);
	progress("onnx/model.onnx", 1_000_000, 2_000_000);
	progress("onnx/model.onnx", 2_000_000, 2_000_000);
	expect(written()).toContain("onnx/model.onnx [");
	expect(written()).toContain("100 % of 2 MB");
	expect(log.lines).toEqual([]);
});

test("in a log each tenth is a line, and what comes in between is none", () => {
	const log = quietLog();
	const { stream: file, written } = stream(false);
	const progress = showProgress(file, log);
	for (let received = 0; received <= 1000; received++) progress("onnx/model.onnx", received, 1000);
	progress("config.json", 0, null);
	progress("config.json", 100, null);
	expect(log.lines.map(({ percent }) => percent)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 0]);
	expect(log.lines[0]).toEqual({
		level: "info",
		message: "A model is fetched",
		file: "onnx/model.onnx",
		percent: 0,
		megabytes: 0,
	});
	expect(written()).toBe("");
});
