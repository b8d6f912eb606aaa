import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import type { SentCiReport } from "../../../../core/report/ciReport.ts";

interface Answer {
	status: number;
	body?: unknown;
	headers?: Record<string, string>;
}

export interface RecordingServer {
	url: string;
	/** What it was sent. */
	received: { path: string; headers: IncomingHttpHeaders; report: SentCiReport }[];
	/** Answers of the next requests; after them, 201. */
	answers: Answer[];
	close(): Promise<void>;
}

/** A server that answers as it is told, for what the real one does not answer at will. */
export async function recordingServer(): Promise<RecordingServer> {
	const received: RecordingServer["received"] = [];
	const answers: Answer[] = [];
	const server = createServer(async (request, response) => {
		const sent = await buffer(request);
		const text = request.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
		const report = JSON.parse(text.toString()) as SentCiReport;
		received.push({ path: request.url ?? "", headers: request.headers, report });
		const { status, body, headers } = answers.shift() ?? {
			status: 201,
			body: { runId: report.runId, status: "written" },
		};
		response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body ?? {}));
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		received,
		answers,
		close: () =>
			new Promise((done) => {
				server.close(() => done());
				server.closeAllConnections();
			}),
	};
}
