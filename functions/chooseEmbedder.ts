import type { Embedder } from "../embedding/embedder.ts";
import { lexicalEmbedder } from "../embedding/lexicalEmbedder.ts";
import { remoteEmbedder } from "../embedding/remoteEmbedder.ts";
import type { Settings } from "./environment.ts";

/** The appliance where one is given, else the built-in lexical embedder. */
export function chooseEmbedder(settings: Settings): Embedder {
	const { VAGUS_EMBEDDINGS_URL: url, VAGUS_EMBEDDINGS_KEY: key } = settings;
	return url ? remoteEmbedder({ url, key }) : lexicalEmbedder;
}
