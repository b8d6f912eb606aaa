import type { Settings } from "../../functions/environment.ts";
import { UserError } from "../support/userError.ts";

/** Why the server could not listen, in a sentence where the user can set it right. */
export function listenError(error: Error & { code?: string }, { HOST, PORT }: Settings): Error {
	const sentence = SENTENCES[error.code ?? ""]?.(HOST, PORT);
	return sentence ? new UserError(sentence, { cause: error }) : error;
}

const SENTENCES: Record<string, (host: string, port: number) => string> = {
	EADDRINUSE: (host, port) =>
		`Port ${port} on ${host} is taken by another program. Stop it, or choose another port: PORT=${port === 65_535 ? 8788 : port + 1} vagus start`,
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
