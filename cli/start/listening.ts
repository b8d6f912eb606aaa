import { z } from "zod";
import type { Settings } from "../../functions/environment.ts";
import { UserError } from "../support/userError.ts";

/** Why the server could not listen, in a sentence where the user can set it right. */
export async function listenError(error: Error & { code?: string }, { HOST, PORT }: Settings): Promise<Error> {
	const isTaken = error.code === "EADDRINUSE";
	const sentence = isTaken ? await taken(HOST, PORT) : SENTENCES[error.code ?? ""]?.(HOST, PORT);
	return sentence ? new UserError(sentence, { cause: error }) : error;
}

async function taken(host: string, port: number): Promise<string> {
	const url = await vagusAt(host, port);
	const other = url ? `Vagus, ${url}. Use that, stop it,` : "program. Stop it,";
	const free = port === 65_535 ? 8788 : port + 1;
	return `Port ${port} on ${host} is taken by another ${other} or choose another port: PORT=${free} vagus start`;
}

/** The address of a Vagus that listens there; null where it is something else. */
async function vagusAt(host: string, port: number): Promise<string | null> {
	const url = `http://${reachable(host)}:${port}`;
	try {
		const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(PATIENCE_MS) });
		return health.safeParse(await response.json()).success ? url : null;
	} catch {
		return null;
	}
}

const health = z.object({ status: z.literal("ok"), embedder: z.string() });

/** A server on this machine answers at once. */
const PATIENCE_MS = 1_000;

/** A host to ask at, where HOST stands for all addresses of this machine. */
function reachable(host: string): string {
	if (host === "0.0.0.0") return "127.0.0.1";
	if (host === "::") return "[::1]";
	return host.includes(":") ? `[${host}]` : host;
}

const SENTENCES: Record<string, (host: string, port: number) => string> = {
	EACCES: (_, port) => `This user may not listen on port ${port}. Choose one above 1023: PORT=8787 vagus start`,
	EADDRNOTAVAIL: (host) =>
		`HOST ${host} is no address of this machine. 127.0.0.1 is, and 0.0.0.0 stands for all of them.`,
	ENOTFOUND: (host) => `HOST ${host} is not a name that this machine knows. Set it to an address such as 127.0.0.1.`,
};

/** What to warn of where other machines can reach the server. */
export function exposure(host: string): string[] {
	if (host === "localhost" || host === "::1" || /^127\./.test(host)) return [];
	return [
		`HOST is ${host}: other machines can reach this server, without encryption. Keys protect it, but put a proxy with TLS in front.`,
	];
}
