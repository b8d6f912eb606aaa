import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { FromExporter, ToExporter } from "../program/exporter.ts";
import { SERVICE } from "./otlpBody.ts";
import type { Sender } from "./rawSender.ts";
import type { Sent } from "./sent.ts";

const PROGRAM = fileURLToPath(new URL("../program/exporter.py", import.meta.url));

/** A program with OpenTelemetry's Python SDK, once it sends. `python` is the interpreter that has the SDK. */
export async function startPythonExporter(python: string, url: string, key: string, sent: Sent): Promise<Sender> {
	const program = spawn(python, [PROGRAM], {
		env: {
			PATH: process.env.PATH,
			OTEL_SERVICE_NAME: SERVICE,
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${key}`,
		},
		// What fails is told there, and is what this is about.
		stdio: ["pipe", "pipe", "ignore"],
	});
	const ended = once(program, "exit");
	const lines = createInterface({ input: program.stdout });
	lines.on("line", (line) => {
		const { what, signal, ids } = JSON.parse(line) as FromExporter;
		sent[what](signal, ids);
	});
	const tell = (message: ToExporter) => program.stdin.write(`${JSON.stringify(message)}\n`);
	await Promise.race([once(lines, "line"), ended]);
	return {
		enter: (round) => tell({ round }),
		finish: async () => {
			tell({ finish: true });
			const [code] = await ended;
			if (code !== 0) throw new Error(`The exporting Python program ended with ${code}.`);
		},
	};
}
