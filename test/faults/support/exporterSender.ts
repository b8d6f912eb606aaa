import { fork } from "node:child_process";
import { once } from "node:events";
import type { FromExporter, ToExporter } from "../program/exporter.ts";
import { SERVICE } from "./otlpBody.ts";
import type { Sender } from "./rawSender.ts";
import type { Sent } from "./sent.ts";

/** A program with OpenTelemetry's SDK, as a process of its own. */
export function startExporter(url: string, key: string, sent: Sent): Sender {
	const program = fork(new URL("../program/exporter.ts", import.meta.url), {
		env: {
			PATH: process.env.PATH,
			OTEL_SERVICE_NAME: SERVICE,
			OTEL_EXPORTER_OTLP_ENDPOINT: url,
			OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer ${key}`,
		},
	});
	const ended = once(program, "exit");
	program.on("message", ({ what, signal, ids }: FromExporter) => sent[what](signal, ids));
	const tell = (message: ToExporter) => program.send(message);
	return {
		enter: (round) => tell({ round }),
		finish: async () => {
			tell({ finish: true });
			const [code] = await ended;
			if (code !== 0) throw new Error(`The exporting program ended with ${code}.`);
		},
	};
}
