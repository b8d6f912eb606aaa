// What the decoders' benchmark uses of libraries that bring no types.

declare module "pbf/compile" {
	import type { PbfReader } from "pbf";
	/** Readers and writers of a parsed schema's messages: `readNAME`, `writeNAME`. */
	export function compile(schema: object): Record<string, ((reader: PbfReader) => unknown) | undefined>;
}

declare module "protocol-buffers-schema" {
	/** Parses the text of a .proto file. */
	export function parse(proto: string): object;
}
