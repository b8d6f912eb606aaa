import { Presets, SingleBar } from "cli-progress";
import type { Logger } from "pino";
import type { Progress } from "./downloadFile.ts";

/** Shows how a download goes on: by a bar on a terminal, by a line for each tenth in a log. */
export function showProgress(stream: NodeJS.WriteStream, log: Pick<Logger, "info">): Progress {
	return stream.isTTY ? bar(stream) : lines(log);
}

function bar(stream: NodeJS.WriteStream): Progress {
	const format = "{file} [{bar}] {percentage} % of {size} MB, {eta_formatted} left";
	const shown = new SingleBar({ format, stream, hideCursor: true, etaBuffer: 100 }, Presets.legacy);
	let current: string | null = null;
	return (file, received, total) => {
		if (total === null) return;
		const size = megabytes(total);
		if (file !== current) shown.start(total, received, { file, size });
		else shown.update(received, { file, size });
		current = file;
		if (received < total) return;
		shown.stop();
		current = null;
	};
}

function lines(log: Pick<Logger, "info">): Progress {
	const said = new Map<string, number>();
	return (file, received, total) => {
		const tenths = total ? Math.floor((10 * received) / total) : 0;
		if ((said.get(file) ?? -1) >= tenths) return;
		said.set(file, tenths);
		log.info({ file, percent: 10 * tenths, megabytes: total === null ? null : megabytes(total) }, "A model is fetched");
	};
}

const megabytes = (bytes: number) => Math.round(bytes / 1e5) / 10;
