import type { Embedder } from "../embedding/embedder.ts";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import type { Address } from "../embedding/remote/applianceFetch.ts";
import { remoteEmbedder } from "../embedding/remoteEmbedder.ts";
import type { Settings } from "./environment.ts";

/**
 * The appliances where they are given, else the built-in lexical embedder. `passageBudget` is the longest that embedding
 * one batch takes, in milliseconds, for who has less time than usual.
 */
export function chooseEmbedder(settings: Settings, options: { passageBudget?: number } = {}): Embedder {
	const { VAGUS_EMBEDDINGS_URL: url, VAGUS_EMBEDDINGS_FALLBACK_URL: fallback } = settings;
	if (!url) return lexicalEmbedder;
	const addresses = [url, ...(fallback ? [fallback] : [])].map((each) => addressOf(each, settings));
	return remoteEmbedder({ ...options, addresses, model: settings.VAGUS_EMBEDDINGS_MODEL });
}

/** Both appliances know the same key and token. */
function addressOf(url: string, settings: Settings): Address {
	const { VAGUS_EMBEDDINGS_KEY: key, CF_ACCESS_CLIENT_ID: id, CF_ACCESS_CLIENT_SECRET: secret } = settings;
	return { url, key, access: id && secret ? { clientId: id, clientSecret: secret } : undefined };
}
