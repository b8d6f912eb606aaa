import { createFileRegistry, fromBinary } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { PbfReader } from "pbf";
import { compile } from "pbf/compile";
import protobuf from "protobufjs";
import descriptor from "protobufjs/ext/descriptor.js";
import { parse } from "protocol-buffers-schema";
import { decodeLogs } from "../../../core/otlp/decode.ts";
import { logsRequest } from "../../../core/otlp/tables/logs.ts";
import { protoText } from "./protoText.ts";

/** A way to decode an export request of logs. Returns whatever the way makes of it. */
export interface Candidate {
	name: string;
	decode: (body: Uint8Array) => unknown;
}

/** Ours, and the libraries on npm: each with the code that it generates, or reads by, for the same messages. */
export function candidates(): Candidate[] {
	const proto = protoText(logsRequest);
	const { root } = protobuf.parse(proto, { keepCase: true });
	const ofProtobufjs = root.lookupType(logsRequest.name);
	const files = descriptor.FileDescriptorSet.encode(root.toDescriptor("proto3")).finish();
	const ofBufbuild = createFileRegistry(fromBinary(FileDescriptorSetSchema, files)).getMessage(logsRequest.name);
	const ofPbf = compile(parse(proto))[`read${logsRequest.name}`];
	if (!ofBufbuild || !ofPbf) throw new Error(`A library does not know ${logsRequest.name}.`);
	return [
		{ name: "ours", decode: (body) => decodeLogs(body, "protobuf") },
		{ name: "protobufjs", decode: (body) => ofProtobufjs.decode(body) },
		{ name: "pbf", decode: (body) => ofPbf(new PbfReader(body)) },
		{ name: "@bufbuild/protobuf", decode: (body) => fromBinary(ofBufbuild, body) },
	];
}
